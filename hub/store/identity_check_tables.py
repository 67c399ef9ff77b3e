"""What is kept of comparisons with the civil registry: that they were made and why, never about whom."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text

from hub.store.metadata import metadata
from hub.store.types import Instant

ASKED, ANSWERED = 1, 2

identity_checks = Table(
    "identity_checks",
    metadata,
    Column("check_id", Text, primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),  # 1 before the registry is asked, 2 after
    Column("subject", Text, nullable=False),  # the credential
    Column("channel", Text),
    Column("purpose", Text, nullable=False),
    Column("person", LargeBinary, nullable=False),  # keyed hash of the national id
    Column("connector", Text),  # whom the hub asked; None: nobody
    Column("outcome", Text),  # None in step 1
    Column("at", Instant, nullable=False),
    Index("ix_identity_checks_person_at", "person", "at"),
    Index("ix_identity_checks_at", "at"),
)

quotas = Table(
    "quotas",
    metadata,
    Column("name", Text, primary_key=True),  # who uses what
    Column("period", Text, primary_key=True),  # an hour or a day
    Column("used", Integer, nullable=False),
    Column("ends_at", Instant, nullable=False, index=True),
)
