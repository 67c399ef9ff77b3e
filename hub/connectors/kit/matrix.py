"""The instances of a deployment as one table: what each can do, how far it is, what proves it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hub.connectors.base import FetchesMany
from hub.connectors.catalogue import Catalogue
from hub.connectors.instance import read_instance
from hub.domain.exchange import Capability, Manifest

LETTERS: Mapping[Capability, str] = {
    Capability.FORWARD: "F",
    Capability.FETCH: "R",
    Capability.CHANGES: "C",
    Capability.WEBHOOK: "W",
    Capability.LOOKUP: "L",
    Capability.STATISTICS: "S",
}
"""In the order of their columns."""


@dataclass(frozen=True, slots=True)
class Row:
    """One instance. `maturity` is what its file says; `active`: nothing is missing to call it.

    `recorded` counts its recorded answers and cassettes. `one_by_one`: each record costs a call; None where
    it has no records to read, or where that is not known before it is active.
    """

    name: str
    kind: str
    agency: str
    can: tuple[str, ...]
    notes: bool
    pull: bool
    idempotency: str
    maturity: int
    active: bool
    recorded: int
    one_by_one: bool | None
    waits_for: tuple[str, ...]

    @property
    def letters(self) -> str:
        """Abilities in columns, `F.C..S`."""
        return "".join(letter if ability.value in self.can else "." for ability, letter in LETTERS.items())


def rows(found: Catalogue, folder: Path) -> list[Row]:
    """By name. `folder` is the one the catalogue was read from."""
    return [_row(found, one, folder) for one in found.manifests()]


def _row(found: Catalogue, one: Manifest, folder: Path) -> Row:
    instance, _, _ = read_instance(folder / f"{one.name}.toml")
    connector = found.get(one.name)
    reads = Capability.FETCH in one.capabilities and connector is not None
    cassettes = len(list((folder / "fixtures" / one.name).glob("*.json")))
    return Row(
        name=one.name,
        kind=one.kind,
        agency=one.agency or "",
        can=tuple(ability.value for ability in LETTERS if ability in one.capabilities),
        notes=one.takes_notes,
        pull=one.pull,
        idempotency=one.idempotency.value,
        maturity=instance.maturity,
        active=connector is not None,
        recorded=cassettes + len(instance.sandbox.fixtures),
        one_by_one=not isinstance(connector, FetchesMany) if reads else None,
        waits_for=found.missing.get(one.name, ()),
    )
