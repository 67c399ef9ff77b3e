"""The table of cases that wait until the licence they name has been looked up."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from hub.store.metadata import metadata
from hub.store.types import Instant

licence_checks = Table(
    "licence_checks",
    metadata,
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("hint", Text),  # the agency the reporter guessed
    Column("tries", Integer, nullable=False),
    Column("next_try_at", Instant, nullable=False, index=True),
)
