"""The loopback agency: honours keys, can be searched, fetched, followed and told to fail."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from hub.connectors.instance import Instance, Origin, checked
from hub.connectors.kind import Parts, Prepared
from hub.connectors.timing import Clock
from hub.domain.case import CaseStatus
from hub.domain.exchange import (
    Capability,
    Change,
    ChangePage,
    ExternalRef,
    Forwarded,
    Health,
    HealthState,
    Idempotency,
    Manifest,
    OutgoingCase,
    Registered,
    RemoteCase,
)
from hub.errors import ConnectorError, Refused, Unconfirmed

ABILITIES = frozenset({Capability.FORWARD, Capability.FETCH, Capability.CHANGES})
PAGE = 500


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """No keys beyond the common ones."""


def prepare(instance: Instance, keys: Mapping[str, object], origin: Origin) -> Prepared:
    """Checks that there is nothing to check; see `Kind`."""
    checked(keys, Options, origin)
    return Prepared(ABILITIES, takes_notes=True, build=_built)


def _built(parts: Parts) -> "Loopback":
    return Loopback(parts.manifest, parts.clock)


@dataclass(slots=True)
class Record:
    """A case as the loopback agency holds it."""

    case: OutgoingCase
    key: str
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Loopback:
    """Records live as long as the object. `failures` are raised by the next calls, before any effect."""

    def __init__(self, manifest: Manifest, clock: Clock) -> None:
        self.manifest, self._clock = manifest, clock
        self.records: list[Record] = []
        self.failures: deque[ConnectorError] = deque()
        self.lose_answers = 0  # so many next forwards are kept but end as `Unconfirmed`
        self._events: list[Change] = []

    @classmethod
    def named(cls, name: str, clock: Clock, idempotency: Idempotency = Idempotency.KEY) -> "Loopback":
        """An agency without an instance file."""
        return cls(Manifest(name, "loopback", None, ABILITIES, idempotency, 3, "Asia/Jakarta", True), clock)

    def move(
        self, record_id: str, status: CaseStatus, note: str | None = None, to: str | None = None
    ) -> Change:
        """An officer does something; the word is the status's own name."""
        number = len(self._events) + 1
        change = Change(
            f"event-{number}", self._ref(record_id), status.value, status, number, note, to, self._clock()
        )
        self.records[int(record_id)].changes.append(change)
        self._events.append(change)
        return change

    async def health(self) -> Health:
        """Always up."""
        return Health(HealthState.UP)

    async def aclose(self) -> None:
        """Nothing to give back."""

    async def forward(self, case: OutgoingCase, key: str) -> Forwarded:
        """Keeps the case, unless it has one with this key; the first record is "0"."""
        self._fail()
        known = await self.search(case.tracking_number, key)
        if known is None or self.manifest.idempotency is not Idempotency.KEY:
            self.records.append(Record(case, key))
            known = self._ref(str(len(self.records) - 1))
        if self.lose_answers:
            self.lose_answers -= 1
            raise Unconfirmed("ANSWER_LOST")
        return Registered(known)

    async def search(self, tracking_number: str, key: str) -> ExternalRef | None:
        """By key."""
        return next((self._ref(str(n)) for n, one in enumerate(self.records) if one.key == key), None)

    async def send_note(self, ref: ExternalRef, text: str, key: str) -> None:
        """Keeps the text."""
        self._fail()
        self._record(ref).notes.append(text)

    async def fetch(self, ref: ExternalRef) -> RemoteCase:
        """The record with its history; one that nobody has moved is RECEIVED."""
        self._fail()
        changes = self._record(ref).changes
        status = changes[-1].status if changes else CaseStatus.RECEIVED
        word, note = (changes[-1].status_text, changes[-1].note) if changes else ("RECEIVED", None)
        wanted = changes[-1].proposed_owner if changes else None
        return RemoteCase(ref, word, status, self._clock(), note, wanted, tuple(changes))

    async def changes(self, cursor: str | None) -> ChangePage:
        """Everything since; the cursor is the number of the last change seen."""
        self._fail()
        start = int(cursor or 0)
        page = self._events[start : start + PAGE]
        return ChangePage(tuple(page), str(start + len(page)), start + len(page) < len(self._events))

    def _fail(self) -> None:
        if self.failures:
            raise self.failures.popleft()

    def _ref(self, record_id: str) -> ExternalRef:
        return ExternalRef(self.manifest.name, record_id)

    def _record(self, ref: ExternalRef) -> Record:
        if not ref.id.isdecimal() or int(ref.id) >= len(self.records):
            raise Refused("NO_SUCH_RECORD")
        return self.records[int(ref.id)]
