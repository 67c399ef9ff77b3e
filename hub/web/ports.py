"""What the doors need from the rooms behind them; the composition root hands it in."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from graphql import OperationType
from strawberry.types import ExecutionResult

from hub.domain.caller import Caller
from hub.domain.georeport import HandedIn, RequestQuery, RequestUpdate, ServiceKind, ServiceRequest, Span
from hub.schema.told import Told
from hub.web.metrics import Metrics, ReadGauges


class Context(Protocol):
    """The part of a GraphQL context that a streaming door shares with the resolver of a subscription."""

    resume_after: str | None  # the door: the sealed cursor a reconnecting client saw last; outranks `after`
    position: str | None  # the resolver, before it yields: the sealed cursor of that event
    tells_sources: bool  # the door: the client wants to know how agencies' systems took part


class Known(Protocol):
    """What is known of an operation before it runs."""

    @property
    def kind(self) -> OperationType: ...

    @property
    def shareable(self) -> bool:
        """Whether one execution may answer several equal requests of one caller."""
        ...


class Engine(Protocol):
    """Runs operations: the schema the resolvers build, with its own rules for documents and callers."""

    def known(self, query: str, operation_name: str | None) -> Known | None:
        """What the operation is; None when it can't run. Cheap for a document it has seen."""
        ...

    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
    ) -> ExecutionResult: ...

    async def subscribe(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
    ) -> AsyncGenerator[ExecutionResult | Told, None]: ...


class Keys(Protocol):
    """Knows whose an API key is. None: unknown, ended or malformed."""

    async def caller(self, api_key: str) -> Caller | None: ...


class Inbox(Protocol):
    """Keeps what agencies send, and tells whether the store can keep anything."""

    async def receive(self, connector: str, body: bytes, headers: dict[str, str]) -> bool: ...

    async def ready(self) -> None: ...


class Reports(Protocol):
    """The use cases behind the Open311 door; see `hub.casework.georeport`."""

    @property
    def version(self) -> str: ...

    def services(self) -> tuple[ServiceKind, ...]: ...

    def service(self, code: str) -> ServiceKind | None: ...

    def knows_region(self, code: str) -> bool: ...

    def now(self) -> datetime: ...

    async def hand_in(self, caller: Caller, fields: Mapping[str, str], key: str | None) -> HandedIn: ...

    async def requests(self, caller: Caller, query: RequestQuery) -> list[ServiceRequest]: ...

    async def by_ids(self, caller: Caller, numbers: Sequence[str]) -> list[ServiceRequest]: ...

    async def updates(
        self, caller: Caller, span: Span, numbers: Sequence[str] = ()
    ) -> list[RequestUpdate]: ...


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything behind the doors. `new_token` makes unguessable text, at least 128 bits of it.

    Without `metrics` and `gauges` nothing is counted, and there is no `/metrics`. Without `changes`, a number
    that grows with every commit, no execution is shared. `counted`: how the engine answered, by its words.
    """

    engine: Engine
    open_context: Callable[[Caller], Context]
    keys: Keys
    inbox: Inbox
    new_token: Callable[[], str]
    metrics: Metrics | None = None
    gauges: ReadGauges | None = None
    counted: Mapping[str, int] | None = None
    changes: Callable[[], int] | None = None
    reports: Reports | None = None  # what the Open311 door shows; without it there is none
