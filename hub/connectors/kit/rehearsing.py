"""What can be tried with a connector by hand: each ability by a word, with arguments as they are typed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import msgspec

from hub.connectors.base import (
    Connector,
    CountsCases,
    FeedsChanges,
    Fetches,
    FetchesMany,
    Forwards,
    ListsFacilities,
    LooksUpPermits,
    Searches,
    TakesNotes,
)
from hub.connectors.wild import Wild
from hub.domain.exchange import ExternalRef, Health, OutgoingCase
from hub.errors import ConfigError, ConnectorError

HOP = 1


@dataclass(frozen=True, slots=True)
class Operation:
    """`writes`: the peer has something more, or something else, afterwards. `wants`: the arguments."""

    protocol: type
    wants: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    writes: bool = False


OPERATIONS: Mapping[str, Operation] = {
    "health": Operation(object),
    "forward": Operation(Forwards, writes=True),
    "search": Operation(Searches, ("TRACKING_NUMBER",)),
    "fetch": Operation(Fetches, ("RECORD",)),
    "fetch_many": Operation(FetchesMany, ("RECORDS",)),
    "changes": Operation(FeedsChanges, optional=("CURSOR",)),
    "note": Operation(TakesNotes, ("RECORD", "TEXT"), writes=True),
    "counts": Operation(CountsCases, ("FIRST_DAY", "LAST_DAY")),
    "facilities": Operation(ListsFacilities, optional=("REGION",)),
    "permit": Operation(LooksUpPermits, ("APPLICATION_NUMBER",)),
}
"""The civil registry is not among them: it is asked about real persons only, for a purpose, and counts."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an operation ended: a result, or the code of a failure (`Refused HTTP_404`). Both as plain data."""

    result: Wild = None
    fault: str = ""
    words: tuple[str, ...] = field(default=())  # status words that came
    unmapped: tuple[str, ...] = field(default=())  # those among them that stand for no status


def abilities(connector: Connector) -> tuple[str, ...]:
    """The operations this connector has, in order."""
    return tuple(name for name, one in OPERATIONS.items() if isinstance(connector, one.protocol))


def check_call(connector: Connector, operation: str, arguments: Sequence[str]) -> None:
    """Raises `ConfigError`: there is no such operation here, or it wants other arguments."""
    known = OPERATIONS.get(operation)
    if known is None or not isinstance(connector, known.protocol):
        have = ", ".join(abilities(connector))
        raise ConfigError(f"{connector.manifest.name} cannot {operation}; it has: {have}")
    least, most = len(known.wants), len(known.wants) + len(known.optional)
    if not least <= len(arguments) <= most:
        usage = " ".join([*known.wants, *(f"[{name}]" for name in known.optional)])
        raise ConfigError(f"{operation} takes: {usage or 'nothing'}")


async def perform(
    connector: Connector, operation: str, arguments: Sequence[str], case: OutgoingCase
) -> Outcome:
    """One call of one ability. A failure of the peer is an outcome; see `check_call` for the rest."""
    check_call(connector, operation, arguments)
    try:
        found = await _calls(connector, case)[operation](*arguments)
    except ConnectorError as fault:
        return Outcome(fault=_fault(fault))
    except ValueError as wrong:
        raise ConfigError(f"{operation}: {wrong}") from None
    if isinstance(found, Health) and found.detail:
        return Outcome(fault=f"{found.state.value} {found.detail}")
    if isinstance(found, dict):  # by record
        found = {ref.id: _told(one) for ref, one in found.items()}
    plain: Wild = msgspec.json.decode(msgspec.json.encode(found))
    words = dict(_words(plain))
    return Outcome(plain, "", tuple(words), tuple(word for word, status in words.items() if status is None))


def _told(one: object) -> object:
    return _fault(one) if isinstance(one, ConnectorError) else one


def _fault(fault: ConnectorError) -> str:
    """Messages of these failures are codes: they hold no address, body or person."""
    return f"{type(fault).__name__} {fault}".strip()


def _calls(connector: Connector, case: OutgoingCase) -> Mapping[str, Callable[..., Awaitable[object]]]:
    """By operation; only those are called that `check_call` has found."""
    peer, name, key = _Any(connector), connector.manifest.name, f"{case.tracking_number}-{case.hop}"

    async def forward() -> object:
        return await peer.forward(case, key)

    async def search(number: str) -> object:
        return await peer.search(number, f"{number}-{HOP}")

    async def fetch_many(ids: str) -> object:
        return await peer.fetch_many([ExternalRef(name, one) for one in ids.split(",")])

    return {
        "health": connector.health,
        "forward": forward,
        "search": search,
        "fetch": lambda id: peer.fetch(ExternalRef(name, id)),
        "fetch_many": fetch_many,
        "changes": lambda cursor=None: peer.changes(cursor),
        "note": lambda id, text: peer.send_note(ExternalRef(name, id), text, f"{key}-note"),
        "counts": lambda first, last: peer.counts(date.fromisoformat(first), date.fromisoformat(last)),
        "facilities": lambda region=None: peer.facilities(region),
        "permit": lambda number: peer.permit(number),
    }


class _Any:
    """A connector whose methods were checked by name already."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        found: Callable[..., Awaitable[object]] = getattr(self._connector, name)
        return found


def _words(value: Wild) -> list[tuple[str, Wild]]:
    """Every status word of a result, with the status it stands for."""
    if isinstance(value, list):
        return [pair for item in value for pair in _words(item)]
    if not isinstance(value, dict):
        return []
    word = value.get("status_text")
    own = [(word, value.get("status"))] if isinstance(word, str) else []
    return own + [pair for inner in value.values() for pair in _words(inner)]
