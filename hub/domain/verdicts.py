"""What the timeline has said about runs of clocks: it stays so, whatever calendar comes later."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from hub.domain.case import CaseEvent, CaseEventType

BREACHED, MET = "BREACHED", "MET"

Fact = str | int | bool | list[str] | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one run of a clock ended. `moment`: its due date then, by the calendar of that version."""

    state: str  # BREACHED or MET
    moment: datetime
    calendar: str


def run_of(clock: str, started: datetime) -> str:
    """The name of one run of one clock: which duty, and since when."""
    return f"{clock}@{started.astimezone(UTC).isoformat()}"


def said_of(run: str, moment: datetime, calendar: str, state: str | None = None) -> dict[str, Fact]:
    """The facts of an event about a run. Aside from these an event holds only fields of the case."""
    facts: dict[str, Fact] = {
        "run": run,
        "moment": moment.astimezone(UTC).isoformat(),
        "calendar_version": calendar,
    }
    return facts if state is None else facts | {"verdict": state}


def verdicts(events: Iterable[CaseEvent]) -> Mapping[str, Verdict]:
    """Run -> how it ended: told as a breach, or kept as done in time when the calendar changed afterwards.

    A duty that was done in time and is to be done again may still be told as a breach: that stays then.
    """
    found: dict[str, Verdict] = {}
    for event in events:
        run, state = event.facts.get("run"), event.facts.get("verdict")
        if isinstance(run, str) and isinstance(state, str):
            moment = datetime.fromisoformat(str(event.facts["moment"]))
            if run not in found or state == BREACHED != found[run].state:
                found[run] = Verdict(state, moment, str(event.facts["calendar_version"]))
    return found


def told_late(events: Iterable[CaseEvent]) -> frozenset[str]:
    """The runs of which a breach was told: there is nothing more to say of them."""
    return frozenset(run for run, verdict in verdicts(events).items() if verdict.state == BREACHED)


def warned(events: Iterable[CaseEvent]) -> Mapping[str, datetime]:
    """Run -> the moment from which it was near, for every run of which that was told."""
    return {
        str(event.facts["run"]): datetime.fromisoformat(str(event.facts["moment"]))
        for event in events
        if event.type is CaseEventType.DEADLINE_NEAR and "run" in event.facts
    }
