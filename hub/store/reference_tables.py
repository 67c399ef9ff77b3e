"""Tables of the reference data, one per file of it. `ordinal` keeps the order where it means something."""

from sqlalchemy import Boolean, Column, Date, Float, Integer, Table, Text

from hub.store.metadata import metadata
from hub.store.types import Json

regions = Table(
    "regions",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("parent", Text),
    Column("zone", Text, nullable=False),
    Column("population", Integer),
)

topics = Table(
    "topics",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("parent", Text),
    Column("sp4n_category", Integer),
)

channels = Table(
    "channels", metadata, Column("code", Text, primary_key=True), Column("name", Text, nullable=False)
)

agencies = Table(
    "agencies",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("region", Text),
    Column("parent", Text),
    Column("connector", Text),
    Column("external_id", Text),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("seat", Text),
)

agency_aliases = Table(
    "agency_aliases",
    metadata,
    Column("alias", Text, primary_key=True),
    Column("agency", Text, nullable=False),
)

jurisdictions = Table(
    "jurisdictions",
    metadata,
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("agency", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("region", Text),
    Column("source", Text, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
)

keyword_rules = Table(
    "keyword_rules",
    metadata,
    Column("id", Text, primary_key=True),
    Column("ordinal", Integer, nullable=False),
    Column("topic", Text, nullable=False),
    Column("words", Json, nullable=False),
    Column("weight", Float, nullable=False),
)

holidays = Table(
    "holidays",
    metadata,
    Column("day", Date, primary_key=True),
    Column("name", Text, nullable=False),
    Column("collective", Boolean, nullable=False),
    Column("source", Text, nullable=False),
)

calendar_changes = Table(
    "calendar_changes",
    metadata,
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
    Column("change", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("region", Text),
)

templates = Table(
    "templates",
    metadata,
    Column("code", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("topic", Text),
    Column("agency", Text),
)

legal_limits = Table(
    "legal_limits",
    metadata,
    Column("id", Text, primary_key=True),
    Column("ordinal", Integer, nullable=False),
    Column("clock", Text, nullable=False),
    Column("starts", Text, nullable=False),
    Column("kind", Text),
    Column("sensitivity", Text),
    Column("amount", Integer, nullable=False),
    Column("unit", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("certainty", Text, nullable=False),
    Column("valid_from", Date, primary_key=True),
    Column("near", Integer),
)
