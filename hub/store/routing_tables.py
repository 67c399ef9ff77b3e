"""The table of a deployment's own routing rules; `ordinal` is their order of precedence."""

from sqlalchemy import Column, Date, Integer, Table, Text

from hub.store.metadata import metadata
from hub.store.types import Json

routing_rules = Table(
    "routing_rules",
    metadata,
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("why_id", Text, nullable=False),
    Column("why_en", Text, nullable=False),
    Column("region", Text),
    Column("topic", Text),
    Column("kind", Text),
    Column("channel", Text),
    Column("words", Json, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
)
