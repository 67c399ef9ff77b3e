"""What agencies' systems took without a number yet: tokens under which the number can be asked for."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from hub.store.metadata import metadata
from hub.store.types import Instant

awaited_numbers = Table(
    "awaited_numbers",
    metadata,
    Column("connector", Text, primary_key=True),
    Column("token", Text, primary_key=True),
    Column("delivery_id", Text, ForeignKey("deliveries.id"), nullable=False),
    Column("assignment_id", Text, ForeignKey("assignments.id"), nullable=False, index=True),
    Column("since", Instant, nullable=False),
    Column("next_try_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    Index("ix_awaited_numbers_connector_next", "connector", "next_try_at"),
)
