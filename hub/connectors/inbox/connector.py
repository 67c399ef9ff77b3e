"""Nobody is called: the office comes to the hub. The instance says so, and shows in the catalogue."""

from collections.abc import Mapping

from msgspec import Struct

from hub.connectors.address import Address
from hub.connectors.instance import Instance, Origin, checked
from hub.connectors.kind import Parts, Prepared
from hub.domain.exchange import Health, HealthState, Manifest


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """No keys beyond the common ones."""


def prepare(instance: Instance, keys: Mapping[str, object], origin: Origin) -> Prepared:
    """Checks that there is nothing to check; see `Kind`."""
    checked(keys, Options, origin)
    return Prepared(frozenset(), takes_notes=False, build=_built, address=Address.NONE, pull=True)


def _built(parts: Parts) -> "Inbox":
    return Inbox(parts.manifest)


class Inbox:
    """Has no abilities: what waits for the office is in the store."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest

    async def health(self) -> Health:
        """UNKNOWN: only the office's own visits tell, see `Connector.health` of the schema."""
        return Health(HealthState.UNKNOWN)

    async def aclose(self) -> None:
        """Nothing to give back."""
