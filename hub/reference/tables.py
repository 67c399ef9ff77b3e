"""Names and columns of the reference files."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """One file. `entry` is the name of its `[[...]]` tables where it is written as TOML."""

    name: str
    entry: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    may_be_empty: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, required ones first."""
        return self.required + self.optional


VALIDITY = ("valid_from", "valid_to")

TABLES = (
    Table("regions", "region", ("code", "name"), ("zone", "population")),
    Table("topics", "topic", ("code", "name"), ("parent", "sp4n_category")),
    Table(
        "agencies",
        "agency",
        ("code", "name", "tier", "role"),
        ("region", "parent", "connector", "external_id", *VALIDITY, "seat"),
    ),
    Table("aliases", "alias", ("old", "new")),
    Table("jurisdictions", "jurisdiction", ("agency", "topic", "source"), ("region", *VALIDITY)),
    Table("keywords", "keyword", ("id", "topic", "words", "weight")),
    Table("holidays", "holiday", ("day", "name", "collective"), ("source",)),
    Table(
        "calendar",
        "day",
        ("day", "change", "name", "source", "version"),
        ("region",),
        may_be_empty=True,
    ),
    Table(
        "legal_limits",
        "legal_limit",
        ("id", "clock", "starts", "amount", "unit", "source", "certainty", "valid_from"),
        ("kind", "sensitivity", "near"),
    ),
    Table("channels", "channel", ("code", "name")),
    Table(
        "routing_rules",
        "rule",
        ("id", "agency", "why_id", "why_en"),
        ("region", "topic", "kind", "channel", "words", *VALIDITY),
        may_be_empty=True,
    ),
    Table("templates", "template", ("code", "title", "kind", "text"), ("topic", "agency")),
)
