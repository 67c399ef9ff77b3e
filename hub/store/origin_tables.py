"""The table of cases that another hub, or a system's feed, handed in."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from hub.store.metadata import metadata
from hub.store.types import Json

case_origins = Table(
    "case_origins",
    metadata,
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("source", Text, nullable=False),  # hub or system that took it first
    Column("number", Text, nullable=False),  # which it gave the case
    Column("via", Json, nullable=False),  # everybody it has passed, the source first
    Index("ix_case_origins_source_number", "source", "number"),
)
