"""Whom a case moves up to when a legal clock has run out on an agency, and what brings it down again.

The superior in the line of command, then the coordinator of the next tier, then the Ombudsman. Custody and
the owner's duty stay where they are: whoever the case is raised to sees it and may act as well. A case that
accuses an agency climbs from one oversight body to the next, never past its class and never to the accused.

Source: Perpres 76/2013 Art. 18 (tiered management of complaints, by secondary sources); the rungs and the
time to react (L1 of docs/clocks.md) are proposals of this project.
"""

from collections.abc import Iterator
from datetime import date

from hub.domain.agency import Agency, AgencyRole
from hub.domain.assignment import valid_on
from hub.domain.case import Case, CaseEventType, Sensitivity
from hub.domain.directory import Directory
from hub.domain.region import level, parent_of
from hub.domain.respondents import accused, kept_out
from hub.domain.supervision import chain, coordinator_of, next_tier_coordinator

MOST_BODIES = 2
"""Oversight bodies above the owner that a guarded case goes through before the Ombudsman."""

DUTIES = ("VERIFICATION", "FIRST_RESPONSE", "RESOLUTION")
"""Duties of an agency, the one that the others lead to last."""

_ALWAYS = frozenset(
    {
        CaseEventType.ASSIGNED,
        CaseEventType.RETURNED,
        CaseEventType.RECALLED,
        CaseEventType.ANSWERED,
        CaseEventType.CLOSED,
        CaseEventType.ARCHIVED,
        CaseEventType.MERGED,
        CaseEventType.WITHDRAWN,
    }
)
_DONE_BY = {
    "VERIFICATION": frozenset({CaseEventType.VERIFIED}),
    "FIRST_RESPONSE": frozenset({CaseEventType.PROGRESSED}),
}


def relieves(event: CaseEventType, case: Case) -> bool:
    """Whether a raised case comes down with that event: the duty is done, or another agency has it now."""
    if case.raised_to is None:
        return False
    return event in _ALWAYS or event in _DONE_BY.get(case.raised_for or "", ())


def heavier(duty: str, before: str | None) -> str:
    """Of two duties that were not done, the one whose doing also does the other."""
    return max(duty, before or duty, key=lambda one: DUTIES.index(one) if one in DUTIES else 0)


def next_rung(case: Case, directory: Directory, today: date) -> str | None:
    """The agency that the case moves up to now; None: only the Ombudsman is left.

    Where reference data have changed since the last move, only agencies of a higher tier count.
    """
    ahead = rungs(case, directory, today)
    if case.raised_to is None:
        return ahead[0] if ahead else None
    now = directory.canonical(case.raised_to)
    if now in ahead:
        return next(iter(ahead[ahead.index(now) + 1 :]), None)
    agency = directory.agency_of(now)
    higher = (code for code in ahead if agency and _height(directory.agencies[code]) > _height(agency))
    return next(higher, None)


def rungs(case: Case, directory: Directory, today: date) -> tuple[str, ...]:
    """Everybody above whoever has the duty, lowest first, each once; valid on that day and not accused."""
    out = kept_out(accused(case), directory) | {directory.canonical(case.assignee or "")}
    found = dict.fromkeys(one.code for one in _above(case, directory, today) if valid_on(one, today))
    return tuple(code for code in found if directory.canonical(code) not in out and code not in out)


def _above(case: Case, directory: Directory, today: date) -> Iterator[Agency]:
    owner = directory.agency_of(case.assignee) if case.assignee is not None else None
    if owner is None:
        yield from _above_keeper(case, directory, today)
    elif case.sensitivity is Sensitivity.ORDINARY:
        yield from _superiors(owner, directory, today)
        yield from _next_tier(owner, directory, today)
    else:
        yield from _bodies(owner, case, directory, today)


def _superiors(owner: Agency, directory: Directory, today: date) -> Iterator[Agency]:
    """The nearest one that exists today."""
    line = (directory.agencies.get(code) for code in directory.line_of_command(owner.code))
    above = (one for one in line if one is not None and one.code != owner.code and valid_on(one, today))
    yield from list(above)[:1]


def _next_tier(owner: Agency, directory: Directory, today: date) -> Iterator[Agency]:
    """The coordinator above that of the owner's place; for a national owner, the national one."""
    nearest = coordinator_of(owner.region, directory, today)
    upper = next_tier_coordinator(nearest, directory, today)
    if upper is not None:
        yield directory.agencies[upper]
    elif directory.agencies[nearest].region is None:
        yield directory.agencies[nearest]


def _bodies(owner: Agency, case: Case, directory: Directory, today: date) -> Iterator[Agency]:
    out = kept_out(accused(case), directory)
    above = (
        one
        for one in chain(AgencyRole.OVERSIGHT, case.region, directory, today)
        if _height(one) > _height(owner) and one.code not in out
    )
    yield from list(above)[:MOST_BODIES]


def _above_keeper(case: Case, directory: Directory, today: date) -> Iterator[Agency]:
    """Nobody owns the case: the coordinator above its custodian that may know of it."""
    keeper = directory.agency_of(case.owner) if case.owner is not None else None
    if keeper is None or keeper.region is None:
        return
    out = kept_out(accused(case), directory)
    role = AgencyRole.OVERSIGHT if keeper.role is AgencyRole.OVERSIGHT else AgencyRole.COORDINATOR
    above = (one for one in chain(role, parent_of(keeper.region), directory, today) if one.code not in out)
    yield from list(above)[:1]


def _height(agency: Agency) -> int:
    """The nation above the province above the regency above the district."""
    return -level(agency.region) if agency.region is not None else 0
