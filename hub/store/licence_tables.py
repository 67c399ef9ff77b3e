"""Cases that wait until the licence they name has been looked up, and what was found out about it."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from hub.store.metadata import metadata
from hub.store.types import Instant, Json

licence_checks = Table(
    "licence_checks",
    metadata,
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("next_try_at", Instant, nullable=False, index=True),
)

case_licences = Table(
    "case_licences",
    metadata,
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("authority", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("topics", Json, nullable=False),
)
