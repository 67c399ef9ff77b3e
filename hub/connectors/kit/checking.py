"""What a look at a live system says about its instance: one finding per question, with what to do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum

from hub.connectors.kit.reaching import Reached
from hub.connectors.tap import Exchange
from hub.domain.exchange import Capability, Health, HealthState, Manifest
from hub.errors import CredentialFault

SOON = timedelta(days=30)  # before a certificate's end
SKEW = timedelta(seconds=60)
FAR = timedelta(minutes=5)  # further apart, signatures and tokens fail
SLOW, TOO_SLOW = 1.0, 0.5  # seconds; share of the deadline from which the circuit counts a call as bad


class Level(Enum):
    """How a question was answered."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    level: Level
    subject: str
    told: str


def of_line(reached: Reached, now: datetime) -> Iterator[Finding]:
    """Name, connection, certificate."""
    if reached.fault == "NAME":
        yield Finding(Level.FAIL, "name", f"{reached.why}: correct the address, or have the name entered")
        return
    yield Finding(Level.OK, "name", ", ".join(reached.addresses[:3]))
    if reached.fault == "TLS":
        yield Finding(
            Level.FAIL, "certificate", f"{reached.why}: the agency must mend it; the hub never looks away"
        )
        return
    if reached.fault:
        yield Finding(
            Level.FAIL, "connection", f"{reached.why}: ask for the firewall's leave, or the right port"
        )
        return
    yield Finding(Level.OK, "connection", "accepted")
    yield _certificate(reached, now)


def _certificate(reached: Reached, now: datetime) -> Finding:
    if not reached.secure:
        return Finding(Level.WARN, "certificate", "plain HTTP: for rehearsals on this machine only")
    if reached.valid_until is None:
        return Finding(Level.OK, "certificate", "genuine")
    day = reached.valid_until.date()
    if reached.valid_until - now < SOON:
        return Finding(Level.WARN, "certificate", f"ends on {day}: tell the agency to renew it")
    return Finding(Level.OK, "certificate", f"genuine until {day}")


def of_read(
    health: Health, exchanges: Sequence[Exchange], variables: Sequence[str], now: datetime, deadline: float
) -> Iterator[Finding]:
    """The credential, the one read that asks for it, the clock, the time it took.

    Args:
        variables: names under which the instance's secrets are set.
        deadline: seconds, the instance's.
    """
    last = exchanges[-1] if exchanges else None
    refused = health.detail == CredentialFault.code
    yield from _credential(refused, last, variables)
    if health.state is HealthState.UP:
        yield Finding(Level.OK, "read", f"{last.method} {last.target}" if last else "answered")
    elif not refused:
        told = f"{health.detail}{_status(last)}: see what came back by `try NAME health`"
        yield Finding(Level.FAIL, "read", told)
    if last is not None and last.status:
        yield _clock(last, now)
        yield _time(last.seconds, deadline)


def _credential(refused: bool, last: Exchange | None, variables: Sequence[str]) -> Iterator[Finding]:
    named = " and ".join(variables)
    if refused:
        told = f"refused{_status(last)}: put the agency's value into {named or '[auth]'}"
        yield Finding(Level.FAIL, "credential", told)
    elif not variables:
        yield Finding(Level.WARN, "credential", "no secret is sent; most systems want one: see [auth]")
    elif last is not None and last.status:
        yield Finding(Level.OK, "credential", f"accepted ({named})")


def _status(last: Exchange | None) -> str:
    return f" (HTTP {last.status})" if last is not None and last.status else ""


def _clock(exchange: Exchange, now: datetime) -> Finding:
    try:
        skew = now - parsedate_to_datetime(exchange.answer_headers.get("date", ""))
    except (ValueError, TypeError):
        return Finding(
            Level.WARN, "clock", "the answer has no date: nobody can tell whether the clocks agree"
        )
    apart = abs(skew.total_seconds())
    if apart > FAR.total_seconds():
        return Finding(
            Level.FAIL, "clock", f"{apart:.0f} s apart: one of the two has no NTP; signatures will fail"
        )
    if apart > SKEW.total_seconds():
        return Finding(Level.WARN, "clock", f"{apart:.0f} s apart: have both set by NTP")
    return Finding(Level.OK, "clock", f"{apart:.0f} s apart")


def _time(seconds: float, deadline: float) -> Finding:
    told = f"{seconds * 1000:.0f} ms"
    if seconds > deadline * TOO_SLOW:
        return Finding(
            Level.FAIL, "time", f"{told}: over half of the deadline of {deadline:g} s opens the circuit"
        )
    if seconds > SLOW:
        return Finding(Level.WARN, "time", f"{told}: readers wait 2 s at most")
    return Finding(Level.OK, "time", told)


def of_abilities(manifest: Manifest, reads_many: bool) -> Iterator[Finding]:
    """What the instance lacks that costs many calls or much work later."""
    can = manifest.capabilities
    told = "each record is one call: add [fetch_many] where the system has a list of records by number"
    if Capability.FETCH in can:
        yield Finding(Level.OK if reads_many else Level.WARN, "batch", "in lists" if reads_many else told)
    if Capability.FETCH in can and not can & {Capability.CHANGES, Capability.WEBHOOK}:
        told = f"each open case is asked for every {manifest.poll_seconds:g} s: add [changes] or [webhook]"
        yield Finding(Level.WARN, "changes", told)
    if Capability.FORWARD in can and manifest.idempotency.value == "none":
        yield Finding(
            Level.WARN, "repeating", "a lost answer is left to a person: add [search] or a key_header"
        )
