"""In which capacities a caller may act on a case."""

from hub.domain.caller import Caller, Role, Scope
from hub.domain.case import Case
from hub.domain.region import covers
from hub.domain.status import Party

_WORDS = {
    Role.PORTAL: "reporter",
    Role.PEER: "reporter",  # it passes on what the reporter did there
    Role.OFFICER: "agency",
    Role.COORDINATOR: "coordinator",
    Role.ADMIN: "operator",
}


def parties_of(caller: Caller, case: Case, *, holds_receipt: bool) -> frozenset[Party]:
    """Reporter by receipt, or portal or peer of entry; officer of the assignee; coordinator of the region."""
    found: set[Party] = set()
    own_case = caller.role in (Role.PORTAL, Role.PEER) and caller.channel == case.channel
    if (own_case or holds_receipt) and caller.may(Scope.CASES_REPORTER):
        found.add(Party.REPORTER)
    if caller.may(Scope.CASES_HANDLE) and caller.agency is not None and caller.agency == case.assignee:
        found.add(Party.OWNER)
    if caller.may(Scope.CASES_TRIAGE) and caller.region is not None and covers(caller.region, case.region):
        found |= {Party.VERIFIER, Party.COORDINATOR}
    return frozenset(found)


def actor_of(caller: Caller) -> str:
    """The word the timeline shows: a role, never a person."""
    return _WORDS.get(caller.role, caller.role.value.lower())
