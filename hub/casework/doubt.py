"""What is known of an attempt: whose turn it was, whether it may have arrived, and what follows."""

from dataclasses import dataclass

from hub.casework.tools import Tools
from hub.domain.delivery import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Failure,
    Next,
    after_failure,
    wait_before,
)
from hub.domain.exchange import Idempotency, Manifest
from hub.errors import ConnectorError, CredentialFault, Misunderstood, Refused, Retry


class PersonNeeded(ConnectorError):
    """The peer may hold the case and cannot be asked: only a person may decide about a resend."""

    retry = Retry.IF_IDEMPOTENT
    code = "UNCONFIRMED"


class Unsettled(ConnectorError):
    """The peer does not show the case, but may still be at the request whose answer got lost.

    Args:
        left: seconds until its silence counts.
    """

    retry = Retry.IF_IDEMPOTENT
    code = "UNCONFIRMED"

    def __init__(self, left: float) -> None:
        super().__init__()
        self.left = left


@dataclass(frozen=True, slots=True)
class Turn:
    """One claim on a message. The last one counts; a process that was paused may still be at an older."""

    delivery_id: str
    run: int
    number: int  # of claims so far, this one included
    doubtful: bool  # an earlier attempt may have arrived
    creates: bool  # this one may leave a record at the peer

    def is_current(self, delivery: Delivery) -> bool:
        """Whether its outcome decides about the message."""
        is_last = (delivery.run, delivery.attempts) == (self.run, self.number)
        return is_last and delivery.state is DeliveryState.SENDING


def failure_of(fault: ConnectorError) -> Failure:
    """The error tree is the retry policy."""
    if isinstance(fault, Misunderstood):
        return Failure.MISUNDERSTOOD
    if isinstance(fault, CredentialFault):
        return Failure.CREDENTIAL
    if isinstance(fault, Refused):
        return Failure.REFUSED
    return Failure.NEVER_SENT if fault.retry is Retry.SAFE else Failure.UNANSWERED


def may_have_arrived(turn: Turn, fault: ConnectorError) -> bool:
    """Whether this failed attempt itself may have left a record at the peer."""
    return turn.creates and failure_of(fault) in (Failure.UNANSWERED, Failure.MISUNDERSTOOD)


def following(tools: Tools, turn: Turn, delivery: Delivery, peer: Manifest, fault: ConnectorError) -> Next:
    """Where the message goes, and when it is looked at again."""
    decided = _decided(tools, delivery, peer, fault)
    lost = decided.state in (DeliveryState.RETRY_WAIT, DeliveryState.HELD)
    if not (turn.doubtful and delivery.external_id is None and lost):
        return decided
    # The doubt stays until the peer was asked, whatever kept the hub from asking.
    wait = decided.wait or wait_before(delivery.attempts, tools.patience, tools.luck())
    return Next(DeliveryState.AMBIGUOUS, wait)


def _decided(tools: Tools, delivery: Delivery, peer: Manifest, fault: ConnectorError) -> Next:
    age = (tools.clock() - delivery.created_at).total_seconds()
    kind = failure_of(fault)
    if delivery.external_id is not None and kind is Failure.UNANSWERED:
        kind = Failure.NEVER_SENT  # the record is known: what is left to do can be done twice
    found = after_failure(kind, delivery.attempts, age, tools.patience, tools.luck(), fault.retry_after)
    if found.state is not DeliveryState.AMBIGUOUS:
        return found
    if isinstance(fault, Unsettled):
        return Next(DeliveryState.AMBIGUOUS, min(found.wait or fault.left, fault.left))
    cannot_tell = peer.idempotency is Idempotency.NONE or delivery.kind is DeliveryKind.NOTE
    return Next(DeliveryState.AMBIGUOUS) if cannot_tell or isinstance(fault, PersonNeeded) else found
