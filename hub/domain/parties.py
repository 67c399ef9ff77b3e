"""In which capacities a caller may act on a case."""

from hub.domain.agency import AgencyRole
from hub.domain.caller import Caller, Role, Scope
from hub.domain.case import Case
from hub.domain.directory import Directory
from hub.domain.region import covers
from hub.domain.status import Party

REPORTER = "reporter"
"""The actor of what the reporter did, by receipt or through the portal of entry."""

_WORDS = {
    Role.PORTAL: REPORTER,
    Role.PEER: REPORTER,  # it passes on what the reporter did there
    Role.OFFICER: "agency",
    Role.COORDINATOR: "coordinator",
    Role.ADMIN: "operator",
}


def parties_of(caller: Caller, case: Case, *, holds_receipt: bool) -> frozenset[Party]:
    """Reporter by receipt, or portal or peer of entry; officer of the assignee; coordinator of the region.

    An agency that the case was raised to, because a legal clock ran out below it, acts like the owner.
    """
    found: set[Party] = set()
    own_case = caller.role in (Role.PORTAL, Role.PEER) and caller.channel == case.channel
    if (own_case or holds_receipt) and caller.may(Scope.CASES_REPORTER):
        found.add(Party.REPORTER)
    if caller.may(Scope.CASES_HANDLE) and (caller.is_of(case.assignee) or caller.is_of(case.raised_to)):
        found.add(Party.OWNER)
    if caller.may(Scope.CASES_TRIAGE) and coordinates(caller, case):
        found |= {Party.VERIFIER, Party.COORDINATOR}
    return frozenset(found)


def coordinates(caller: Caller, case: Case) -> bool:
    """Whether a coordinator's key is good for that case.

    A key that is bound to an agency is good for what that one holds now: what it held once, or has a copy
    of, it may read and no more.
    """
    if caller.region is not None or caller.national:
        return answers_for(caller, case.region)
    holds = any(caller.is_of(code) for code in (case.owner, case.assignee, case.raised_to))
    return caller.role is Role.COORDINATOR and holds


def answers_for(caller: Caller, region: str) -> bool:
    """Whether a coordinator's key is good for cases of that place, of those it sees.

    A key that is bound to an agency instead of a place sees only what that one has to do with.
    """
    if caller.role is not Role.COORDINATOR:
        return False
    return covers(caller.region, region) if caller.region is not None else caller.agency is not None


def reach_of(caller: Caller, directory: Directory) -> str | None:
    """The region a coordinator decides for, its agency's where the key names none; "" is the whole country.

    None: no coordinator.
    """
    if caller.role is not Role.COORDINATOR:
        return None
    agency = directory.agency_of(caller.agency) if caller.agency is not None else None
    return caller.region or (agency.region if agency is not None else None) or ""


def is_national(caller: Caller, directory: Directory) -> bool:
    """Whether it is a key of the coordinating agency of the whole country."""
    agency = directory.agency_of(caller.agency) if caller.agency is not None else None
    national = agency is not None and agency.role is AgencyRole.COORDINATOR and agency.region is None
    return national and caller.role is Role.COORDINATOR and caller.region is None


def actor_of(caller: Caller, case: Case | None = None) -> str:
    """The word the timeline shows: a role, never a person. `superior` acts for the agency below it."""
    if case is not None and caller.is_of(case.raised_to) and not caller.is_of(case.assignee):
        return "superior" if caller.role is Role.OFFICER else _WORDS.get(caller.role, "superior")
    return _WORDS.get(caller.role, caller.role.value.lower())
