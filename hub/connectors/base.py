"""What a connector may be able to do. A kind implements any subset; its manifest declares the same subset."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol, runtime_checkable

from hub.domain.exchange import (
    Change,
    ChangePage,
    Circuit,
    Counts,
    ExternalRef,
    Facility,
    Forwarded,
    Health,
    Manifest,
    OutgoingCase,
    RemoteCase,
)
from hub.domain.identity import IdentityOutcome, IdentityQuery
from hub.domain.opendata import DataFile, DataSet, HeldSet
from hub.domain.permit import PermitBook, PermitRecord
from hub.domain.webhook import Answer
from hub.errors import ConnectorError


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
class ResolvesTokens(Protocol):
    """Beside `Forwards`: a peer that answers `Queued` and gives the record's id later."""

    async def resolve(self, token: str) -> ExternalRef | None:
        """The record behind a token of `forward`; None while the peer has none for it."""
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
class FetchesMany(Protocol):
    """Beside `Fetches`: several records in one call."""

    @property
    def most_at_once(self) -> int:
        """The longest list `fetch_many` takes."""
        ...

    async def fetch_many(self, refs: Sequence[ExternalRef]) -> dict[ExternalRef, RemoteCase | ConnectorError]:
        """One entry for every ref: the record, or why it could not be had (`Refused`: it is not there).

        Raises a `ConnectorError` only where the call as a whole failed.
        """
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


@runtime_checkable
class CountsCases(Protocol):
    """Capability STATISTICS."""

    async def counts(self, first: date, last: date) -> Counts:
        """Cases the peer received from `first` to `last`, both included, in the instance's zone."""
        ...


@runtime_checkable
class ListsFacilities(Protocol):
    """Capability LOOKUP: the master list of health facilities."""

    async def facilities(self, region: str | None = None) -> tuple[Facility, ...]:
        """Facilities of a region (its code, dotted) and the regions below it; None: all. By id."""
        ...


@runtime_checkable
class VerifiesIdentity(Protocol):
    """Capability LOOKUP: the civil registry compares; it is never asked for data."""

    async def verify_identity(self, query: IdentityQuery) -> IdentityOutcome:
        """What the registry answers. `query.purpose` does not leave; every call counts against its quota."""
        ...


@runtime_checkable
class LooksUpPermits(Protocol):
    """Capability LOOKUP: applications for permits. Nothing about an applicant is ever decoded."""

    @property
    def book(self) -> PermitBook:
        """What its numbers look like, and whose licences these are."""
        ...

    async def permit(self, application_number: str) -> PermitRecord | None:
        """None: the peer has answered and knows no such number. `Refused` where the number does not fit."""
        ...


@runtime_checkable
class PublishesData(Protocol):
    """Takes open data. No capability of the schema: no case ever goes to such a portal."""

    async def data_set(self, name: str) -> HeldSet | None:
        """The data set of that name with all its files; None: the portal has answered and has none.

        Raises `Refused` where the name is somebody else's.
        """
        ...

    async def create_set(self, data: DataSet) -> HeldSet:
        """Make it, without files, and not for the public yet."""
        ...

    async def put_file(self, held: HeldSet, file: DataFile, at: str | None) -> None:
        """Add a file, or put it in the place of the record `at`."""
        ...

    async def describe_set(self, held: HeldSet, data: DataSet) -> None:
        """Write its words anew and let the public see it."""
        ...


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

    def circuit_open(self, name: str, operation: str = "forward") -> bool:
        """Whether such a call (`op` of `AgencyHttp`) would end as `Unreachable` without being tried."""
        ...

    def circuits(self, name: str) -> tuple[Circuit, ...]:
        """As this process sees the peer: the whole first (operation ""), then what was called, by name.

        Empty for one that is not active.
        """
        ...

    def resting(self, name: str) -> float:
        """Seconds the peer asked to be left alone (Retry-After); readers comply."""
        ...


class SendsWebhooks(Protocol):
    """Takes events to partners' endpoints."""

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """One POST to a public address, in one attempt and within its deadline. Never raises."""
        ...
