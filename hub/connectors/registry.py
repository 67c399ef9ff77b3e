"""The catalogue of now: instance files and credentials may change while calls are under way.

An instance whose file and variables are unchanged keeps its connector: circuit, token and connections. One
that changed gets a new connector; calls on the old one run to their end on connections that are then closed.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from hub.connectors.base import Connector
from hub.connectors.catalogue import Catalogue
from hub.domain.exchange import Circuit, Health, Manifest

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Reload:
    """What one reading of the files brought, as names of instances in order."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is different."""
        return bool(self.added or self.changed or self.removed)


class Registry:
    """`Peers` for casework and delivery; its content is replaced as a whole.

    Args:
        load: reads all files; raises `ConfigError` when one of them is wrong.
    """

    def __init__(self, load: Callable[[], Catalogue]) -> None:
        self._load, self._now = load, load()

    @property
    def catalogue(self) -> Catalogue:
        """As it is now."""
        return self._now

    def get(self, name: str) -> Connector | None:
        """None: not listed, or listed without its address or secrets."""
        return self._now.get(name)

    def manifest(self, name: str) -> Manifest | None:
        """None: not listed."""
        return self._now.manifest(name)

    def manifests(self) -> tuple[Manifest, ...]:
        """All listed instances by name; one that is not active has maturity 0."""
        return self._now.manifests()

    def circuit_open(self, name: str, operation: str = "forward") -> bool:
        """Whether such a call would end as `Unreachable` without being tried."""
        return self._now.circuit_open(name, operation)

    def circuits(self, name: str) -> tuple[Circuit, ...]:
        """See `Peers`."""
        return self._now.circuits(name)

    def resting(self, name: str) -> float:
        """See `Peers`."""
        return self._now.resting(name)

    async def health(self, name: str) -> Health:
        """One cheap call to the peer; UNKNOWN where the instance is not active. Never raises."""
        return await self._now.health(name)

    async def reload(self) -> Reload:
        """Read the files again and go over to what they say.

        Raises:
            ConfigError: a file is wrong; everything stays as it was, also what the other files say.
        """
        before, read = self._now, self._load()
        kept = {name for name, mark in read.marks.items() if before.marks.get(name) == mark}
        self._now = replace(
            read,
            active=_merged(read.active, before.active, kept),
            seams=_merged(read.seams, before.seams, kept),
        )
        gone = [connector.aclose() for name, connector in before.active.items() if name not in kept]
        await asyncio.gather(*gone, return_exceptions=True)  # one that fails hinders no other
        return Reload(
            added=tuple(sorted(read.marks.keys() - before.marks.keys())),
            changed=tuple(sorted((read.marks.keys() & before.marks.keys()) - kept)),
            removed=tuple(sorted(before.marks.keys() - read.marks.keys())),
        )

    async def aclose(self) -> None:
        """Give all connections back."""
        await self._now.aclose()


def _merged(read: Mapping[str, Part], before: Mapping[str, Part], kept: set[str]) -> dict[str, Part]:
    """What was read, with the old part wherever nothing changed."""
    return {name: before[name] if name in kept and name in before else part for name, part in read.items()}
