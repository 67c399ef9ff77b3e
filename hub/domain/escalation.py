"""The way to the Ombudsman: when a case may go, and what is noted of it. Orthogonal to the status.

Source: UU 25/2009 Art. 46 (R13: it must accept, and settles where the provider does not); UU 37/2008 (R14:
the provider was complained to without result, the event is at most two years old; not verified in the text).
"""

import re
from datetime import date
from typing import Any

from hub.domain import commands as ask
from hub.domain.case import Case, CaseEventType, CaseKind, OversightState
from hub.domain.custody import Setting
from hub.domain.directory import Directory
from hub.domain.evolution import Evolution
from hub.domain.status import Act, check
from hub.errors import RuleViolation

YEARS = 2
"""How old an event may be. R14."""

REFERENCE = re.compile(r"[0-9]{2,8}(?:[./-][0-9A-Za-z]{1,12}){1,6}")
"""Their numbers as seen in public: 010228.2022, 0179/LM/VI/2022/BJM. Lenient: no rule is published."""

_ORDER = tuple(OversightState)


def without_result(case: Case) -> str | None:
    """What shows that the provider was complained to without result, BREACHED or ANSWERED; None: nothing."""
    if case.breached:
        return "BREACHED"
    return "ANSWERED" if case.answered_at is not None else None


def event_day(case: Case, directory: Directory) -> date:
    """The day the two years count from: of the event where it is known, else of the report."""
    return case.occurred_on or case.created_at.astimezone(directory.zone_of(case.region)).date()


def check_admissible(case: Case, around: Setting) -> None:
    """Whether the Ombudsman can take the case, as far as the hub can tell.

    Raises:
        RuleViolation: ILLEGAL_TRANSITION when it is too early or there already, NOT_ALLOWED when it is too
            late or no matter for the Ombudsman.
    """
    if case.oversight is not OversightState.NONE:
        raise RuleViolation("ILLEGAL_TRANSITION", "the case is on its way to the Ombudsman already")
    if case.kind is CaseKind.SUGGESTION:
        raise RuleViolation("NOT_ALLOWED", "a suggestion is nothing the Ombudsman decides about")
    if without_result(case) is None:
        told = "the provider still has time: first an answer, or a legal deadline that passed"
        raise RuleViolation("ILLEGAL_TRANSITION", told)
    today = around.now.astimezone(around.directory.zone_of(case.region)).date()
    if _years_after(event_day(case, around.directory), YEARS) < today:
        raise RuleViolation("NOT_ALLOWED", f"what happened is more than {YEARS} years ago")


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, month=3, day=1)


def escalate(change: Evolution, command: ask.Escalate, around: Setting) -> None:
    """Asked for. The owner's duties and clocks go on; the package is made from what is there then."""
    check(Act.ESCALATE, change.case.status, around.parties)
    check_admissible(change.case, around)
    _note(change, around, command.note, OversightState.REQUESTED)


def refer(change: Evolution, command: ask.Refer, around: Setting) -> None:
    """The Ombudsman has the case under a number of its own. A wrong number can be corrected."""
    check(Act.REFER, change.case.status, around.parties)
    reference = command.reference.strip()
    if REFERENCE.fullmatch(reference) is None:
        told = "write the number as on the Ombudsman's letter, such as 0179/LM/VI/2022/BJM or 010228.2022"
        raise RuleViolation("INVALID", told, "reference")
    if change.case.oversight is OversightState.NONE:
        raise RuleViolation("ILLEGAL_TRANSITION", "nobody has asked to bring this case before the Ombudsman")
    state = max(change.case.oversight, OversightState.WITH_OMBUDSMAN, key=_ORDER.index)
    _note(change, around, f"Nomor di Ombudsman: {reference}", state, oversight_reference=reference)


def conclude(change: Evolution, command: ask.Conclude, around: Setting) -> None:
    """What the Ombudsman wrote: a recommendation, or that it is done with the case. Only forwards."""
    check(Act.CONCLUDE, change.case.status, around.parties)
    if change.case.oversight_reference is None:
        raise RuleViolation("ILLEGAL_TRANSITION", "enter the Ombudsman's number first")
    if not command.note.strip():
        raise RuleViolation("INVALID", "say in short what the Ombudsman wrote", "note")
    if _ORDER.index(command.state) <= _ORDER.index(change.case.oversight):
        raise RuleViolation("ILLEGAL_TRANSITION", f"the case is {change.case.oversight.value} already")
    _note(change, around, command.note, command.state)


def _note(
    change: Evolution, around: Setting, note: str | None, state: OversightState, **changes: Any
) -> None:
    change.happen(
        CaseEventType.ESCALATED, around.actor, note=note, escalated=True, oversight=state, **changes
    )
