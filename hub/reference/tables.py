"""Names and columns of the reference files."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """One file. `entry` is the name of its `[[...]]` tables where it is written as TOML."""

    name: str
    entry: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

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
        ("region", "parent", "connector", "external_id", *VALIDITY),
    ),
    Table("aliases", "alias", ("old", "new")),
    Table("jurisdictions", "jurisdiction", ("agency", "topic", "source"), ("region", *VALIDITY)),
    Table("keywords", "keyword", ("id", "topic", "words", "weight")),
    Table("holidays", "holiday", ("day", "name", "collective")),
    Table(
        "legal_limits",
        "legal_limit",
        ("id", "clock", "starts", "amount", "unit", "source", "certainty", "valid_from"),
        ("kind", "sensitivity"),
    ),
    Table("channels", "channel", ("code", "name")),
)
