"""A case that its agency gives back: to whom it goes next, and who decides when agencies do not agree.

Never back to an agency that returned it, unless something new was learnt since; at most `MAX_HOPS` hops and
one return per agency. Then the coordinator of the next tier decides: see `hub.domain.adjudication`.
"""

from hub.domain import commands as ask
from hub.domain.adjudication import adjudicator, no_return
from hub.domain.agency import Agency
from hub.domain.assignment import MAX_HOPS, AssignmentState, may_own
from hub.domain.case import Case, CaseEventType, CaseStatus
from hub.domain.custody import ROUTER, Setting, custodian_of, known_agency, note_down, offer
from hub.domain.decision import facts_of
from hub.domain.evolution import Evolution, MarkAssignment
from hub.domain.reasons import Reason, of_proposal
from hub.domain.respondents import accused, kept_out
from hub.domain.routing import route
from hub.domain.status import Act, Party, check
from hub.errors import RuleViolation

Next = tuple[Agency, tuple[Reason, ...]]


def return_case(change: Evolution, command: ask.Return, around: Setting) -> None:
    """An officer gives the case back, and names its owner or says that nobody there knows it.

    Raises:
        RuleViolation: as `give_back`; INVALID or UNKNOWN_AGENCY for the proposal.
    """
    check(Act.RETURN, change.case.status, around.parties)
    _check_proposal(change.case, command, around)
    give_back(change, command, around)


def _check_proposal(case: Case, command: ask.Return, around: Setting) -> None:
    if (command.proposed_agency is None) != command.owner_unknown:
        told = "name the agency that owns the case, or say with ownerUnknown that you don't know it; not both"
        raise RuleViolation("INVALID", told, "proposedAgency")
    if command.proposed_agency is None:
        return
    proposed = known_agency(command.proposed_agency, around.directory, "proposedAgency")
    if case.assignee is not None and proposed.code in around.directory.kin([case.assignee]):
        raise RuleViolation("INVALID", "this is your own agency: name another one", "proposedAgency")


def give_back(
    change: Evolution,
    command: ask.Return,
    around: Setting,
    *,
    decide: bool = True,
    disputed: bool = False,
) -> None:
    """Bukan kewenangan: to the proposed or the next competent agency, or to adjudication.

    `decide` False: no other agency is looked for, a person has to. `disputed`: it was returned before.

    Raises:
        RuleViolation: NOT_ALLOWED, the assignment binds; ALREADY_RETURNED.
    """
    case, agency = change.case, change.case.assignee
    if case.binding:
        raise no_return(case, around.directory, around.day(case.region))
    if agency in around.refused:
        raise RuleViolation("ALREADY_RETURNED", "your agency has returned this case before")
    refused = around.directory.kin(around.barred | ({agency} if agency else set()))
    disputed = disputed or case.hop >= MAX_HOPS or _is_refuser(command.proposed_agency, around)
    chosen = next_owner(case, command.proposed_agency, refused, around) if decide and not disputed else None
    change.effects.append(MarkAssignment(AssignmentState.RETURNED, command.reason))
    note_down(
        change,
        CaseEventType.RETURNED,
        around,
        command.reason,
        agency=agency,
        status=CaseStatus.RETURNED if chosen else CaseStatus.ADJUDICATION,
        assignee=None,
        delivered=False,
        owner=_keeper(case, around, disputed=disputed),
        returns=case.returns + 1,
        resume_status=None,
    )
    if chosen is not None:
        router = Setting(ROUTER, frozenset({Party.HUB}), around.directory, around.now)
        offer(change, chosen[0], router, None, chosen[1])


def next_owner(case: Case, proposed: str | None, refused: frozenset[str], around: Setting) -> Next | None:
    """Where a returned case goes next: the proposal, else what the rules say; None: a person decides."""
    if case.hop >= MAX_HOPS:
        return None
    today = around.day(case.region)
    suggested = around.directory.successor(proposed, today) if proposed else None
    out = refused | around.known.passed | kept_out(accused(case), around.directory)
    if (
        suggested is not None
        and suggested.code not in out
        and may_own(suggested, case.region, case.sensitivity, today)
    ):
        return suggested, (of_proposal(suggested.name),)
    facts = facts_of(case, around.known.licence, around.known.passed)
    decision = route(facts, around.directory, today, refused, around.known.advise)
    if decision.agency is None:
        return None
    return around.directory.agencies[decision.agency], decision.candidates[0].reasons


def _is_refuser(proposed: str | None, around: Setting) -> bool:
    """Each says it is the other's: no rule can settle that."""
    return proposed is not None and not around.directory.kin([proposed]).isdisjoint(around.barred)


def _keeper(case: Case, around: Setting, *, disputed: bool) -> str:
    """Who holds it until it is assigned anew."""
    today = around.day(case.region)
    if disputed:
        return adjudicator(case, around.directory, today)
    return custodian_of(case, around.directory, today)
