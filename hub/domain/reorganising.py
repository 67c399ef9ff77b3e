"""Agencies end, merge and split while cases are open. What they held goes to whoever has their tasks now.

An assignment of an agency that is no more EXPIRES and the case is offered again: to what the agency became,
else to whom the rules name, else a person decides. The timeline keeps the old name. Proposal: no law text
was found; the receiving agency takes over pending business (UU 30/2014, government administration).
"""

from datetime import datetime

from hub.domain import lifetimes, notices
from hub.domain.adjudication import adjudicator
from hub.domain.agency import Agency
from hub.domain.assignment import MAX_HOPS, AssignmentState, may_own
from hub.domain.bouncing import next_owner
from hub.domain.case import Case, CaseEventType, CaseStatus
from hub.domain.custody import Setting, custodian_of, offer, tell
from hub.domain.directory import Directory
from hub.domain.evolution import Evolution, MarkAssignment
from hub.domain.reasons import of_heir
from hub.domain.respondents import accused, kept_out
from hub.domain.status import LIVE

OPEN = frozenset({CaseStatus.ASSIGNED, CaseStatus.IN_PROGRESS})
"""An agency works on these. A case that waits for its reporter is passed on when it comes back."""

HELD_BY_COORDINATOR = frozenset(
    {CaseStatus.RECEIVED, CaseStatus.VERIFIED, CaseStatus.RETURNED, CaseStatus.ADJUDICATION}
)


def forsaken(directory: Directory, now: datetime) -> frozenset[str]:
    """Agencies that are no more and that nobody has followed: what was raised to them is on nobody's list."""
    ended = lifetimes.ended(directory, now)
    heirs = {code: lifetimes.successor(code, directory, now) for code in ended}
    return frozenset(code for code, heir in heirs.items() if heir is None or heir.code in ended)


def concerns(case: Case, ended: frozenset[str], gone: frozenset[str] = frozenset()) -> bool:
    """Whether the case is in the hands of an agency that is no more; `gone`: the forsaken ones of them."""
    if case.status in LIVE and case.raised_to in gone:
        return True
    if case.status in OPEN:
        return case.assignee in ended or (not case.delivered and case.owner in ended)
    return case.status in HELD_BY_COORDINATOR and case.owner in ended


def reorganise(change: Evolution, around: Setting) -> None:
    """Pass the case on, if it is in such hands; otherwise nothing happens.

    `around.refused` names every agency that returned it, with the former and later codes of each.
    """
    case, directory = change.case, around.directory
    ended, gone = lifetimes.ended(directory, around.now), forsaken(directory, around.now)
    if not concerns(case, ended, gone):
        return
    if case.status not in OPEN or case.assignee not in ended:
        if concerns(case, ended):
            _other_coordinator(change, around)
        _bring_down(change, gone, around)
        return
    _expire(change, around)
    heir = _heir(case, around)
    if heir is not None:
        former = _name(case.assignee, around)
        note = f"Tugas {former} dialihkan ke {heir.name}."
        binding = case.binding or case.hop >= MAX_HOPS  # nobody bounced it: it must not stop at the bound
        offer(change, heir, around, note, (of_heir(former, heir.name),), binding=binding)
    elif (found := next_owner(change.case, None, around.barred, around)) is not None:
        offer(change, found[0], around, None, found[1])


def _expire(change: Evolution, around: Setting) -> None:
    case = change.case
    note = f"{_name(case.assignee, around)} tidak lagi ada dalam susunan perangkat."
    tell(change, notices.RECALLED)
    change.effects.append(MarkAssignment(AssignmentState.EXPIRED, note))
    change.happen(
        CaseEventType.RECALLED,
        around.actor,
        agency=case.assignee,
        note=note,
        status=CaseStatus.ADJUDICATION,
        assignee=None,
        delivered=False,
        binding=False,
        owner=custodian_of(case, around.directory, around.day(case.region)),
    )


def _heir(case: Case, around: Setting) -> Agency | None:
    """What the agency became, if that may own the case and has not refused it before."""
    heir = lifetimes.successor(case.assignee or "", around.directory, around.now)
    if heir is None or heir.code in around.refused | kept_out(accused(case), around.directory):
        return None
    return heir if may_own(heir, case.region, case.sensitivity, around.day(case.region)) else None


def _other_coordinator(change: Evolution, around: Setting) -> None:
    """The case stays where it is; who is answerable for it meanwhile changes."""
    owner = _keeper(change.case, around)
    if owner != change.case.owner:
        old, new = _name(change.case.owner, around), _name(owner, around)
        note = f"{new} menggantikan {old} sebagai koordinator."
        change.happen(CaseEventType.ROUTED, around.actor, agency=owner, note=note, owner=owner)


def _keeper(case: Case, around: Setting) -> str:
    """The nearest coordinator; of a dispute that the next tier had to decide, the one of that tier."""
    today = around.day(case.region)
    nearest = custodian_of(case, around.directory, today)
    seats = [around.directory.agency_of(code or "") for code in (case.owner, nearest)]
    was, now = (len(one.region or "") if one is not None else 0 for one in seats)
    disputed = case.status is CaseStatus.ADJUDICATION and was < now
    return adjudicator(case, around.directory, today) if disputed else nearest


def _bring_down(change: Evolution, gone: frozenset[str], around: Setting) -> None:
    """It was raised to an agency that nobody followed: back to the list of whoever has the duty."""
    case = change.case
    if case.raised_to in gone:
        note = f"{_name(case.raised_to, around)} tidak lagi ada dalam susunan perangkat."
        change.happen(
            CaseEventType.ROUTED,
            around.actor,
            agency=case.owner,
            note=note,
            raised_to=None,
            raised_for=None,
        )


def _name(code: str | None, around: Setting) -> str:
    agency = around.directory.agency_of(code) if code is not None else None
    return agency.name if agency is not None else str(code)
