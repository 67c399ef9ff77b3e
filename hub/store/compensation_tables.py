"""The table of claims for compensation: one per case, its state stands in the case."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Table, Text

from hub.store.metadata import metadata
from hub.store.types import Instant

compensations = Table(
    "compensations",
    metadata,
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("claimed_at", Instant, nullable=False),
    Column("claimed", BigInteger, nullable=False),  # rupiah
    Column("decide_by", Instant, nullable=False),
    Column("decided_at", Instant),
    Column("tell_by", Instant),
    Column("granted", BigInteger),
    Column("payment_due_on", Date),
    Column("paid_on", Date),
)
