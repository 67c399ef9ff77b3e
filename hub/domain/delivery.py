"""One message to an agency's system: its states and when it is tried again."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class DeliveryState(Enum):
    """Where a message stands."""

    PENDING = "PENDING"
    SENDING = "SENDING"
    RETRY_WAIT = "RETRY_WAIT"
    AMBIGUOUS = "AMBIGUOUS"
    HELD = "HELD"
    DELIVERED = "DELIVERED"
    DEAD = "DEAD"
    SUPERSEDED = "SUPERSEDED"


class DeliveryKind(Enum):
    """What the message carries."""

    FORWARD = "FORWARD"  # the case itself, to a new owner
    NOTE = "NOTE"  # information provided, contest, recall: to the owner that has the record


class DeliveryDecision(Enum):
    """What an operator decides about a message out of AMBIGUOUS, HELD or DEAD."""

    RESEND = "RESEND"
    CONFIRM_DELIVERED = "CONFIRM_DELIVERED"
    ABANDON = "ABANDON"


OPEN = frozenset(
    {
        DeliveryState.PENDING,
        DeliveryState.SENDING,
        DeliveryState.RETRY_WAIT,
        DeliveryState.AMBIGUOUS,
        DeliveryState.HELD,
    }
)
BEGUN = frozenset({DeliveryState.SENDING, DeliveryState.AMBIGUOUS})
"""An attempt may have arrived."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message as the store holds it. `run` counts enqueues: the durable run's id is `<id>.<run>`.

    `attempts` counts claims: of several processes at the same message the last one to claim it counts.
    """

    id: str
    case_id: str
    assignment_id: str
    connector: str
    kind: DeliveryKind
    state: DeliveryState
    key: str  # idempotency key, stable for the life of the assignment
    attempts: int
    run: int
    external_id: str | None  # known after the first remote step, also while a second is outstanding
    external_url: str | None
    note: str | None
    last_error: str | None  # a code, never text of the peer
    same_error: int  # how many permanent failures of the same class in a row
    created_at: datetime
    next_attempt_at: datetime | None
    waiting_since: datetime | None
    ended_at: datetime | None
    doubtful_since: datetime | None = None  # the last sending that may have arrived; None: none has

    @property
    def is_doubtful(self) -> bool:
        """Whether an earlier attempt may have arrived."""
        return self.doubtful_since is not None or self.state in BEGUN


BACKOFF_SECONDS = (5.0, 60.0, 300.0, 1800.0, 7200.0)
"""Waits after the first failures; the last one repeats. A week offline is routine: nothing gives up early."""

SPREAD = 0.2
RETRY_AFTER_CAP = 6 * 3600.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a message is tried. All of it settings."""

    backoff: tuple[float, ...] = BACKOFF_SECONDS
    give_up_seconds: float = 30 * 86_400.0
    probe_seconds: float = 300.0  # after a credential fault one held message a while is tried as a probe


class Failure(Enum):
    """What went wrong, seen from the message: decides where it goes next."""

    NEVER_SENT = "NEVER_SENT"
    UNANSWERED = "UNANSWERED"
    REFUSED = "REFUSED"
    CREDENTIAL = "CREDENTIAL"
    MISUNDERSTOOD = "MISUNDERSTOOD"


@dataclass(frozen=True, slots=True)
class Next:
    """The state after a failed attempt, and in how many seconds it is tried again (None: not by itself)."""

    state: DeliveryState
    wait: float | None = None


def wait_before(attempts: int, patience: Patience, luck: float, retry_after: float | None = None) -> float:
    """Seconds until the next attempt.

    Args:
        attempts: failed attempts so far, at least 1.
        patience: the schedule.
        luck: uniform in 0..1; spreads the wait by +-20 %.
        retry_after: what the peer asked for; respected, at most 6 h.
    """
    planned = patience.backoff[min(attempts, len(patience.backoff)) - 1]
    spread = planned * (1 + SPREAD * (2 * luck - 1))
    return max(spread, min(retry_after or 0.0, RETRY_AFTER_CAP))


def after_failure(
    failure: Failure,
    attempts: int,
    age_seconds: float,
    patience: Patience,
    luck: float,
    retry_after: float | None = None,
) -> Next:
    """Where a message goes after a failed attempt.

    Never sent: wait and retry, DEAD after `give_up_seconds`. Sent without an answer: AMBIGUOUS, looked up
    before any resend. Refused: DEAD. Credential: HELD with the whole connector. Misunderstood: the peer may
    hold the case, so AMBIGUOUS too.
    """
    if failure is Failure.REFUSED:
        return Next(DeliveryState.DEAD)
    if failure is Failure.CREDENTIAL:
        return Next(DeliveryState.HELD)
    if age_seconds >= patience.give_up_seconds:
        return Next(DeliveryState.DEAD)
    wait = wait_before(attempts, patience, luck, retry_after)
    if failure is Failure.NEVER_SENT:
        return Next(DeliveryState.RETRY_WAIT, wait)
    return Next(DeliveryState.AMBIGUOUS, wait)
