"""The provider's time to decide about a claim for compensation: that it comes near, and that it has passed.

Told with the same events as legal clocks, each once, and nothing else: it is no clock of the answer, so the
case is neither late nor moved up because of it. Source: UU 25/2009 Art. 50 (R11).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from hub.domain import clock_words
from hub.domain.calendar import near_on_calendar
from hub.domain.case import Case, CaseEvent, CaseEventType, CompensationState
from hub.domain.compensation import decide_by
from hub.domain.directory import Directory
from hub.domain.evolution import Evolution
from hub.domain.status import PURSUED
from hub.domain.verdicts import BREACHED, run_of, said_of, told_late, warned

NAME = "COMPENSATION"
WARNING = 3
"""Calendar days left at which it is near: as for legal limits of that length."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something to be told, now or later."""

    at: datetime
    event: CaseEventType
    due: datetime
    run: str


def waiting(case: Case, timeline: Sequence[CaseEvent], directory: Directory) -> tuple[Moment, ...]:
    """What is still to be told of a claim that nobody has decided, in order."""
    claims = [event for event in timeline if event.type is CaseEventType.COMPENSATION_CLAIMED]
    if not claims or case.compensation is not CompensationState.CLAIMED or case.status not in PURSUED:
        return ()
    began, late = claims[-1].occurred_at, told_late(timeline)
    due, run = decide_by(began, case.region, directory), run_of(NAME, began)
    if run in late:
        return ()
    near = Moment(near_on_calendar(due, WARNING), CaseEventType.DEADLINE_NEAR, due, run)
    over = Moment(due, CaseEventType.DEADLINE_BREACHED, due, run)
    return (over,) if run in warned(timeline) else (near, over)


def tell(change: Evolution, timeline: Sequence[CaseEvent], directory: Directory, actor: str) -> None:
    """Whatever has come about by now."""
    for moment in waiting(change.case, timeline, directory):
        if moment.at <= change.now:
            _happen(change, moment, directory.zone_of(change.case.region), directory, actor)


def _happen(change: Evolution, moment: Moment, zone: tzinfo, directory: Directory, actor: str) -> None:
    version = directory.calendar_at(change.case.region).version
    is_over = moment.event is CaseEventType.DEADLINE_BREACHED
    note = (
        clock_words.has_passed(NAME, moment.due, zone, None)
        if is_over
        else clock_words.is_near(NAME, moment.due, zone)
    )
    about = said_of(moment.run, moment.at.astimezone(UTC), version, BREACHED if is_over else None)
    change.happen(moment.event, actor, agency=change.case.assignee, note=note, about=about)
