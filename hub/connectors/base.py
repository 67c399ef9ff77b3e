"""What a connector may be able to do. A kind implements any subset; its manifest declares the same subset."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from hub.domain.exchange import (
    Change,
    ChangePage,
    ExternalRef,
    Forwarded,
    Health,
    Manifest,
    OutgoingCase,
    RemoteCase,
)
from hub.errors import ConnectorError

T = TypeVar("T")


class Connector(Protocol):
    """Every connector: who it is, and whether its peer answers. Every call may raise `ConnectorError`s."""

    @property
    def manifest(self) -> Manifest:
        """Name, kind and abilities; constant for the life of the object."""
        ...

    async def health(self) -> Health:
        """One cheap call to the peer; never raises."""
        ...

    async def aclose(self) -> None:
        """Give connections back."""
        ...


@runtime_checkable
class Forwards(Protocol):
    """Capability FORWARD."""

    async def forward(self, case: OutgoingCase, key: str) -> Forwarded:
        """Create the case at the peer.

        `key` is `<tracking number>-<hop>`: the same for every attempt at the same assignment.
        """
        ...


@runtime_checkable
class HandsOver(Protocol):
    """A second remote step after FORWARD, resumable by itself (SP4N: rejection towards the owner)."""

    async def hand_over(self, ref: ExternalRef, case: OutgoingCase) -> None:
        """Pass the created record on to `case.owner_external_id`; doing it twice does no harm."""
        ...


@runtime_checkable
class Searches(Protocol):
    """Idempotency by search: the record the peer holds for our tracking number and hop."""

    async def search(self, tracking_number: str, key: str) -> ExternalRef | None:
        """None: the peer has answered and does not hold it. `key` is the one given to `forward`."""
        ...


@runtime_checkable
class TakesNotes(Protocol):
    """Messages after the forward: information provided, contest, recall."""

    async def send_note(self, ref: ExternalRef, text: str, key: str) -> None:
        """Add `text` to the record."""
        ...


@runtime_checkable
class Fetches(Protocol):
    """Capability FETCH."""

    async def fetch(self, ref: ExternalRef) -> RemoteCase:
        """The record as the peer shows it now. Raises `Misunderstood`, never KeyError."""
        ...


@runtime_checkable
class FeedsChanges(Protocol):
    """Capability CHANGES."""

    async def changes(self, cursor: str | None) -> ChangePage:
        """Everything after `cursor` (None: from the beginning), oldest first, at most 500."""
        ...


@runtime_checkable
class ReadsWebhooks(Protocol):
    """Capability WEBHOOK."""

    def verify_webhook(self, body: bytes, headers: dict[str, str], now: float) -> str:
        """The sender's delivery id. Raises `CredentialFault` unless the signature is genuine and fresh.

        `headers` have lower-case names; `now` is epoch seconds.
        """
        ...

    def read_webhook(self, body: bytes) -> list[Change]:
        """Pure. Raises `Misunderstood`."""
        ...


@dataclass(frozen=True, slots=True)
class Sourced(Generic[T]):
    """A value read from an agency's system, with where it came from and how old it is."""

    value: T
    source: str  # instance name
    as_of: datetime  # when the hub read it; aware
    stale: bool  # the peer did not answer just now; this is the last value it gave


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """Something to be read from an agency's system at query time.

    `key` says what is asked for, all inputs included; it is kept as a hash only. `call` asks the peer once.
    `answer` is the type the answer is stored as (a msgspec-encodable value; None is an answer too).
    """

    connector: str
    operation: str
    key: str
    call: Callable[[], Awaitable[T]]
    answer: Any


class Peers(Protocol):
    """Every instance of this deployment, as casework and delivery see the catalogue."""

    def get(self, name: str) -> Connector | None:
        """None: not listed, or listed without its address or secrets."""
        ...

    def manifest(self, name: str) -> Manifest | None:
        """None: not listed."""
        ...

    def manifests(self) -> tuple[Manifest, ...]:
        """All listed instances by name; one that is not active has maturity 0."""
        ...

    def circuit_open(self, name: str) -> bool:
        """Whether a call would end as `Unreachable` without being tried."""
        ...


class ReadsLive(Protocol):
    """Reads records at query time; a peer that fails spoils only its own records."""

    async def fetch_many(
        self, refs: Sequence[ExternalRef]
    ) -> dict[ExternalRef, Sourced[RemoteCase] | ConnectorError]:
        """One entry for every ref; never raises a `ConnectorError`."""
        ...

    async def ask(self, questions: Sequence[Question[T]]) -> list[Sourced[T] | ConnectorError]:
        """One answer per question, in order; never raises a `ConnectorError`."""
        ...
