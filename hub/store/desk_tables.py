"""Tables of the officers' desks: who works on a case, and what officers tell each other about it."""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Table, Text

from hub.store.metadata import metadata
from hub.store.types import Instant

desk_claims = Table(
    "desk_claims",
    metadata,
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("desk", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True),  # the credential
    Column("name", Text, nullable=False),  # of the credential
    Column("label", LargeBinary),  # sealed: a person's initials
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
)

officer_notes = Table(
    "officer_notes",
    metadata,
    Column("id", Text, primary_key=True),  # sorts by time
    Column("case_id", Text, ForeignKey("cases.id"), nullable=False),
    Column("audience", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("author", Text, nullable=False),  # name of the credential
    Column("box", LargeBinary, nullable=False),  # the text, sealed
    Column("written_at", Instant, nullable=False),
    Index("ix_officer_notes_case_id_id", "case_id", "id"),
)
