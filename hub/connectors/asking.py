"""Asking agencies' systems at query time: what is asked, what it may cost, and how old an answer is."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from hub.domain.exchange import ExternalRef, RemoteCase
from hub.errors import ConnectorError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sourced(Generic[T]):
    """A value read from an agency's system, with where it came from and how old it is."""

    value: T
    source: str  # instance name
    as_of: datetime  # when the hub read it; aware
    stale: bool  # the peer did not answer just now, or was not waited for; this is the last value it gave


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
    scope: str = "hub"  # for whose eyes: an answer is shared within one scope; "hub": the same for everybody


class Spends(Protocol):
    """What one operation of one caller may still cost agencies' systems, and what it has cost."""

    def seconds(self) -> float:
        """Left of the operation's time, to be waited for at most."""
        ...

    def pay(self, connector: str) -> bool:
        """One call to this system; False: the budget does not reach, and nothing is sent."""
        ...

    def gave_up(self, connector: str) -> bool:
        """Whether this operation has waited for this system in vain already."""
        ...

    def tell(
        self, connector: str, seconds: float, answer: "Sourced[Any] | ConnectorError", in_vain: bool
    ) -> None:
        """How a read of it ended, how long the operation waited, and whether for nothing."""
        ...


class ReadsLive(Protocol):
    """Reads agencies' systems at query time; a peer that fails spoils only its own answers.

    Answers are shared by all who ask at the same moment, and remembered for a while. `spends`: whose
    operation it is; without it nobody counts.
    """

    async def fetch_many(
        self, refs: Sequence[ExternalRef], spends: Spends = ...
    ) -> dict[ExternalRef, Sourced[RemoteCase] | ConnectorError]:
        """One entry for every ref; never raises a `ConnectorError`."""
        ...

    async def ask(
        self, questions: Sequence[Question[T]], spends: Spends = ...
    ) -> list[Sourced[T] | ConnectorError]:
        """One answer per question, in order; never raises a `ConnectorError`."""
        ...

    def in_flight(self, connector: str) -> int:
        """Calls of readers to this peer that are under way now."""
        ...
