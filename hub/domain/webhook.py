"""Events to partners' endpoints: what is sent, what an answer means, when it is tried again.

Source of the forms: Standard Webhooks 1.0. Order is kept per case: the oldest unsent event of a case goes
first and holds back those behind it, never those of another case.
"""

import base64
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum

from hub.domain.case import CaseEvent
from hub.domain.delivery import Patience, wait_before

SECRET_BYTES = 32
SECRET_PREFIX = "whsec_"  # noqa: S105 the public part of every secret
IN_FLIGHT = 4  # to one endpoint, each of another case
PROBE_SECONDS = 300.0  # an endpoint that is down is tried at least this often while events wait
WIDESPREAD = 10  # so many cases failing at once are the endpoint's fault, not theirs
MOST_REPLAYED = 10_000


class WebhookState(Enum):
    """Whether an endpoint is served."""

    ACTIVE = "ACTIVE"
    HELD = "HELD"  # an event could not be delivered for 30 days: nothing is lost, its owner resumes
    GONE = "GONE"  # it answered 410, or its credential was revoked: final


class AttemptOutcome(Enum):
    """What one attempt to deliver an event came to."""

    DELIVERED = "DELIVERED"
    FAILED = "FAILED"
    STOPPED = "STOPPED"  # 410: nothing is sent any more


@dataclass(frozen=True, slots=True)
class VisibleWebhook:
    """An endpoint, for the owner of the credential that registered it."""

    id: str
    url: str
    description: str
    state: WebhookState
    last_delivery_at: datetime | None
    failing_since: datetime | None

    def __repr__(self) -> str:
        """Never the address: partners put tokens into it."""
        return f"VisibleWebhook({self.id})"


@dataclass(frozen=True, slots=True)
class VisibleAttempt:
    """One attempt to deliver an event. `cursor` is opened, to be sealed by the door."""

    cursor: str
    event_id: str
    at: datetime
    outcome: AttemptOutcome
    code: str
    http_status: int | None
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An attempt seen from the wire. `status` None: there was no answer, `code` says why.

    `code` is `HTTP_<status>`, or one of NO_ADDRESS, ADDRESS_REFUSED, URL_REFUSED, NO_CONNECTION, TLS_FAILED,
    TIMEOUT, NO_ANSWER. `retry_after` is in seconds, as the endpoint asked.
    """

    code: str
    status: int | None = None
    retry_after: float | None = None
    duration_ms: int = 0

    @property
    def outcome(self) -> AttemptOutcome:
        """2xx is delivered, 410 stops, everything else failed; a redirect too."""
        if self.status is None:
            return AttemptOutcome.FAILED
        if 200 <= self.status < 300:
            return AttemptOutcome.DELIVERED
        return AttemptOutcome.STOPPED if self.status == 410 else AttemptOutcome.FAILED

    @property
    def blames_endpoint(self) -> bool:
        """Whether it would have failed for any event. 4xx and 500 may be about this event alone."""
        return self.status is None or self.status in _OF_ENDPOINT or 300 <= self.status < 400


_OF_ENDPOINT = frozenset({401, 403, 405, 407, 429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Pulse:
    """How an endpoint fares. `pauses`: its failures in a row; nothing is sent until `paused_until`."""

    pauses: int = 0
    paused_until: datetime | None = None

    def is_paused(self, now: datetime) -> bool:
        """Whether it is left alone now."""
        return self.paused_until is not None and now < self.paused_until

    @property
    def window(self) -> int:
        """How many events may be under way: one, until an endpoint that failed has taken one."""
        return 1 if self.pauses else IN_FLIGHT


HEALTHY = Pulse()


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event on its way. `failed_since`: its first failed attempt."""

    attempts: int
    failed_since: datetime | None
    next_attempt_at: datetime


@dataclass(frozen=True, slots=True)
class Setback:
    """What a failed attempt means for the event, for the endpoint, and whether it is the end of patience."""

    waiting: Waiting
    pulse: Pulse
    gives_up: bool


def after_failure(
    waiting: Waiting,
    pulse: Pulse,
    answer: Answer,
    failing_cases: int,
    now: datetime,
    patience: Patience,
    luck: float,
) -> Setback:
    """Where a failed attempt leaves event and endpoint.

    The event waits by the back-off of its own attempts (or as long as the endpoint asked, at most 6 h). Where
    the endpoint is to blame it is left alone as well, at most `PROBE_SECONDS` unless it asked for more.

    Args:
        waiting: the event before this attempt.
        pulse: the endpoint before this attempt.
        answer: what came.
        failing_cases: cases whose oldest event failed at least once, this one included.
        now: hub time.
        patience: back-off, and after how many seconds of failing an event gives up.
        luck: uniform in 0..1; spreads waits by +-20 %.
    """
    attempts, since = waiting.attempts + 1, waiting.failed_since or now
    wait = wait_before(attempts, patience, luck, answer.retry_after)
    later = Waiting(attempts, since, now + timedelta(seconds=wait))
    if answer.blames_endpoint or failing_cases >= WIDESPREAD:
        pulse = _paused(pulse, answer, now, patience, luck)
    gives_up = (now - since).total_seconds() >= patience.give_up_seconds
    return Setback(later, pulse, gives_up)


def _paused(pulse: Pulse, answer: Answer, now: datetime, patience: Patience, luck: float) -> Pulse:
    if pulse.is_paused(now):  # another event that was under way failed first
        return pulse
    planned = min(wait_before(pulse.pauses + 1, patience, luck), PROBE_SECONDS)
    asked = wait_before(1, replace(patience, backoff=(0.0,)), luck, answer.retry_after)
    return Pulse(pulse.pauses + 1, now + timedelta(seconds=max(planned, asked)))


def message_id(webhook_id: str, event_id: str) -> str:
    """The same for every attempt and replay of an event to an endpoint: receivers drop repetitions by it."""
    return f"msg_{webhook_id}_{event_id}"


def payload(event: CaseEvent, tracking_number: str, event_id: str, cursor: str) -> bytes:
    """The thin body: which event, never a text or a person. `event_id`, `cursor`: as in the schema."""
    moment = event.occurred_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    told = {
        "type": f"case.{event.type.value.lower()}",
        "timestamp": moment,
        "data": {
            "trackingNumber": tracking_number,
            "eventId": event_id,
            "sequence": event.sequence,
            "type": event.type.value,
            "status": event.status.value,
            "cursor": cursor,
        },
    }
    return json.dumps(told, separators=(",", ":")).encode()


def secret_text(key: bytes) -> str:
    """A signing key as partners get it: `whsec_` and base64."""
    return SECRET_PREFIX + base64.b64encode(key).decode()


def signed_headers(keys: Sequence[bytes], id: str, now: datetime, body: bytes) -> dict[str, str]:
    """The three headers of a message; one signature per live key, the newest first."""
    stamp = str(int(now.timestamp()))
    signed = f"{id}.{stamp}.".encode() + body
    proofs = [base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in keys]
    return {
        "webhook-id": id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{proof}" for proof in proofs),
    }
