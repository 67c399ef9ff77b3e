"""When a legal clock starts, stands still and stops, read off the timeline of a case."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hub.domain.case import CaseEvent, CaseEventType, CaseStatus
from hub.domain.verdicts import BREACHED

_FINAL = frozenset(
    {CaseEventType.CLOSED, CaseEventType.ARCHIVED, CaseEventType.MERGED, CaseEventType.WITHDRAWN},
)
_WAIT_ENDS = frozenset({CaseEventType.INFORMATION_PROVIDED, CaseEventType.RETURNED})
_ANSWER_FALLS = frozenset(  # after these an answer that was given counts no more
    {
        CaseEventType.CONTESTED,
        CaseEventType.REOPENED,
        CaseEventType.RETURNED,
        CaseEventType.INFORMATION_REQUESTED,
    }
)
_OFFERS = frozenset({CaseEventType.ASSIGNED, CaseEventType.DELIVERED})
_FIRST_RESPONSE_ENDS = _FINAL | {
    CaseEventType.PROGRESSED,
    CaseEventType.ANSWERED,
    CaseEventType.RETURNED,  # the agency did respond; the next ASSIGNED starts a clock of its own
    CaseEventType.RECALLED,
}


@dataclass(frozen=True, slots=True)
class _Course:
    """What moves a clock that began with one type of event."""

    stops: frozenset[CaseEventType]
    resumes: frozenset[CaseEventType] = frozenset()
    restarts: bool = False  # a second start event replaces a clock that still runs, or adds one after a stop
    pausable: bool = True
    resumes_in: frozenset[CaseStatus] = frozenset(CaseStatus)  # where the case has to be after it


_COURSES = {
    CaseEventType.SUBMITTED: _Course(
        _FINAL | {CaseEventType.VERIFIED},
        resumes=frozenset({CaseEventType.REOPENED}),  # an appeal, or the head of a follower has ended
        resumes_in=frozenset({CaseStatus.RECEIVED}),
    ),
    CaseEventType.ASSIGNED: _Course(_FIRST_RESPONSE_ENDS, restarts=True),
    CaseEventType.DELIVERED: _Course(_FIRST_RESPONSE_ENDS, restarts=True),
    CaseEventType.VERIFIED: _Course(
        _FINAL | {CaseEventType.ANSWERED},
        resumes=_ANSWER_FALLS,
    ),
    CaseEventType.ANSWERED: _Course(_FINAL | _ANSWER_FALLS, restarts=True, pausable=False),
    CaseEventType.INFORMATION_REQUESTED: _Course(_FINAL | _WAIT_ENDS, restarts=True, pausable=False),
}

_REACTION = _Course(_FINAL | {CaseEventType.ANSWERED})
_HANDED_ON = frozenset(  # the duty is there anew, in the same hands or in others
    {
        CaseEventType.CONTESTED,
        CaseEventType.REOPENED,
        CaseEventType.RETURNED,
        CaseEventType.RECALLED,
        CaseEventType.ASSIGNED,
    }
)

CLOCK_STARTS = frozenset(type_.value for type_ in (*_COURSES, CaseEventType.DEADLINE_BREACHED))
"""Event types a `LegalLimit` may name in `starts`."""


@dataclass(slots=True)
class Watch:
    """One run of one clock while the timeline is read. `rests` are closed spans in which it stood still."""

    started: datetime
    agency: str | None = None  # the one whose assignment began it
    offered: datetime | None = None  # when that assignment was made
    rests: list[tuple[datetime, datetime]] = field(default_factory=list)
    paused: datetime | None = None
    stopped: datetime | None = None

    def pause(self, at: datetime) -> None:
        if self.stopped is None and self.paused is None:
            self.paused = at

    def go_on(self, at: datetime) -> None:
        if self.paused is not None:
            self.rests.append((self.paused, at))
            self.paused = None

    def stop(self, at: datetime) -> None:
        if self.stopped is None:
            self.go_on(at)
            self.stopped = at

    def resume(self, at: datetime) -> None:
        if self.stopped is not None:
            self.rests.append((self.stopped, at))
            self.stopped = None


def watches(events: Sequence[CaseEvent], starts: CaseEventType) -> list[Watch]:
    """Runs of the clock that `starts` begins, in order of their start."""
    if starts is CaseEventType.DEADLINE_BREACHED:
        return _reactions(events)
    course, found, waiting, offered = _COURSES[starts], list[Watch](), False, None
    for event in events:
        at = event.occurred_at
        offered = at if event.type is CaseEventType.ASSIGNED else offered
        waiting = _waits(waiting, event.type)
        if found:
            _advance(found[-1], event, course)
        if event.type is starts and (course.restarts or not found):
            _stop_last(found, at)
            found.append(Watch(at, event.agency, offered) if starts in _OFFERS else Watch(at))
            if waiting and course.pausable:
                found[-1].pause(at)
    return found


def _reactions(events: Sequence[CaseEvent]) -> list[Watch]:
    """A run from every move upwards, and anew from every sign of work while the case is up there.

    A RESOLUTION that ran out never runs again: where the duty is there anew and the case is not up, a run
    begins too, so that no open case is left without a clock.
    """
    found, raised, late = list[Watch](), False, False
    for event in events:
        late = late or _tells_late(event)
        moved = event.facts["raised_to"] is not None if "raised_to" in event.facts else None
        works = event.type is CaseEventType.PROGRESSED
        if found:
            _advance(found[-1], event, _REACTION)
        raised, was = raised if moved is None else moved, raised
        runs = bool(found) and found[-1].stopped is None
        begins = moved or works if raised else late and (event.type in _HANDED_ON or (works and runs))
        if runs and (begins or raised is not was):
            found[-1].stop(event.occurred_at)
        if begins:
            found.append(Watch(event.occurred_at))
    return found


def _tells_late(event: CaseEvent) -> bool:
    late = event.facts.get("verdict") == BREACHED
    return late and str(event.facts.get("run")).startswith("RESOLUTION@")


def _waits(waiting: bool, type_: CaseEventType) -> bool:
    """Is the reporter's answer outstanding after an event of this type?"""
    if type_ is CaseEventType.INFORMATION_REQUESTED:
        return True
    return waiting and type_ not in _WAIT_ENDS and type_ not in _FINAL


def _advance(watch: Watch, event: CaseEvent, course: _Course) -> None:
    if event.type in course.stops:
        watch.stop(event.occurred_at)
        return
    if event.type in course.resumes and event.status in course.resumes_in:
        watch.resume(event.occurred_at)
    if course.pausable and event.type is CaseEventType.INFORMATION_REQUESTED:
        watch.pause(event.occurred_at)
    elif event.type in _WAIT_ENDS:
        watch.go_on(event.occurred_at)


def _stop_last(found: list[Watch], at: datetime) -> None:
    if found:
        found[-1].stop(at)
