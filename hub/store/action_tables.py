"""Acts that callers gave a name, so that saying one again does nothing."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table, Text

from hub.store.metadata import metadata
from hub.store.types import Instant

actions = Table(
    "actions",
    metadata,
    Column("party", Text, primary_key=True),  # whose name it is: an agency, a portal or a credential
    Column("action_id", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.id"), nullable=False, index=True),
    Column("digest", LargeBinary, nullable=False),  # keyed, of the whole act
    Column("version", Integer, nullable=False),  # of the case, as the act left it
    Column("done_at", Instant, nullable=False),
)
