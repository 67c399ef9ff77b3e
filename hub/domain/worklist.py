"""In whose work list a case stands: every case that has not ended is in exactly one, at every moment.

Pure: the case and the reference data say it, no row of its own. `hub.store.desks` is the same rule in SQL.
"""

from dataclasses import dataclass
from enum import Enum

from hub.domain.agency import Agency, AgencyRole
from hub.domain.caller import Caller, Role, Scope
from hub.domain.case import Case, CaseStatus, Sensitivity
from hub.domain.directory import Directory
from hub.domain.paging import CaseOrder, Window
from hub.domain.parties import is_national
from hub.domain.region import covers
from hub.domain.respondents import stands_for
from hub.domain.status import FINAL
from hub.errors import RuleViolation


class Desk(Enum):
    """Meja kerja: what kind of work it is."""

    VERIFIER = "VERIFIER"
    COORDINATOR = "COORDINATOR"
    OFFICER = "OFFICER"


class WorkReason(Enum):
    """Why the case stands there: what has to be done next."""

    VERIFY = "VERIFY"
    ASSIGN = "ASSIGN"
    ADJUDICATE = "ADJUDICATE"
    DELIVER = "DELIVER"
    ACCEPT = "ACCEPT"
    HANDLE = "HANDLE"
    ANSWERED = "ANSWERED"
    INFORMATION = "INFORMATION"


class WaitingFor(Enum):
    """Whom a case waits for, where it is not the desk itself."""

    REPORTER = "REPORTER"  # a reply to a question or to the answer
    DELIVERY = "DELIVERY"  # the owner's system; the hub goes on by itself
    DECISION = "DECISION"  # the message is AMBIGUOUS, HELD or DEAD: `redeliver` says how it goes on
    PERMIT_SYSTEM = "PERMIT_SYSTEM"  # whose the named licence is; less than a minute


@dataclass(frozen=True, slots=True)
class Place:
    """One list and why. `agency` is today's code; `raised`: a legal clock ran out at an agency below."""

    desk: Desk
    agency: str
    reason: WorkReason
    raised: bool = False


@dataclass(frozen=True, slots=True)
class WorkQuery:
    """One page of work lists. None: no condition; `agency` None: every list of the caller's own."""

    window: Window
    desk: Desk | None = None
    agency: str | None = None
    overdue: bool | None = None
    topics: tuple[str, ...] = ()
    unclaimed: bool = False
    mine: bool = False  # claimed with the caller's own credential
    order: CaseOrder = CaseOrder.DUE
    count: bool = False


HANDLED = frozenset({CaseStatus.ASSIGNED, CaseStatus.IN_PROGRESS, CaseStatus.ANSWERED})
"""Stages in which the assignee has the case, once it was delivered."""

_REASONS = {
    CaseStatus.RECEIVED: WorkReason.VERIFY,
    CaseStatus.VERIFIED: WorkReason.ASSIGN,
    CaseStatus.RETURNED: WorkReason.ASSIGN,
    CaseStatus.ADJUDICATION: WorkReason.ADJUDICATE,
    CaseStatus.IN_PROGRESS: WorkReason.HANDLE,
    CaseStatus.ANSWERED: WorkReason.ANSWERED,
    CaseStatus.NEEDS_INFORMATION: WorkReason.INFORMATION,
}


def place_of(case: Case, directory: Directory) -> Place | None:
    """The one list of the case; None once it has ended.

    Custody decides: the coordinator that holds it, or the assignee once it was delivered. A whistle-blowing
    case leaves the coordinator's sight when it is assigned, so it is the assignee's from then on. Where a
    legal clock ran out it is on the list of the agency it was raised to, and on no other.

    Raises:
        LookupError: nobody has custody (no case of the hub is ever so).

    Source: invariant I20; custody as in `hub.domain.custody`.
    """
    if case.status in FINAL:
        return None
    stage, raised = stage_of(case), _raised_to(case, directory)
    handled = _is_handled(case, stage)
    code = raised or (case.assignee if handled else case.owner)
    if code is None:
        raise LookupError("a case without a custodian")
    coordinates = (case.assignee is None or _is_coordinator(code, directory)) if raised else not handled
    desk = Desk.OFFICER if not coordinates else _triage(stage)
    return Place(desk, directory.canonical(code), _reason(case, handled), raised=raised is not None)


def stage_of(case: Case) -> CaseStatus:
    """The status, or the one that NEEDS_INFORMATION goes back to."""
    if case.status is not CaseStatus.NEEDS_INFORMATION:
        return case.status
    return case.resume_status or CaseStatus.RECEIVED


def waits_for(case: Case) -> WaitingFor | None:
    """What the case itself tells; messages and look-ups tell the rest."""
    if case.status in (CaseStatus.NEEDS_INFORMATION, CaseStatus.ANSWERED):
        return WaitingFor.REPORTER
    if case.status is CaseStatus.ASSIGNED and not case.delivered:
        return WaitingFor.DELIVERY
    return None


def coordinators(directory: Directory) -> frozenset[str]:
    """Codes of all coordinating agencies, former ones included."""
    return frozenset(
        code for code in (*directory.agencies, *directory.aliases) if _is_coordinator(code, directory)
    )


def own_agencies(caller: Caller, directory: Directory) -> frozenset[str]:
    """Today's codes of the agencies whose lists are the caller's own; none for roles without a desk."""
    if not _works(caller):
        return frozenset()
    return frozenset(directory.canonical(code) for code in stands_for(caller, directory))


def lists_of(caller: Caller, agency: str | None, directory: Directory) -> frozenset[str]:
    """The agencies whose lists are asked for, every code they have or had.

    An officer looks at the own agency's lists, a coordinator also at those of the agencies of its place. What
    is in them is narrowed by the caller's row scope in any case.

    Raises:
        RuleViolation: UNKNOWN_AGENCY; NOT_ALLOWED for another agency's lists.
    """
    own = own_agencies(caller, directory)
    if agency is None:
        return directory.kin(own)
    asked = directory.agency_of(agency)
    if asked is None:
        raise RuleViolation("UNKNOWN_AGENCY", "there is no agency of that code", "agency")
    if directory.canonical(asked.code) not in own and not _supervises(caller, asked, directory):
        raise RuleViolation("NOT_ALLOWED", "these are another agency's lists", "agency")
    return directory.kin({asked.code})


def works_at(caller: Caller, place: Place, directory: Directory) -> bool:
    """Whether the caller does the work of that desk: officers handle, coordinators verify and assign."""
    scope = Scope.CASES_HANDLE if place.desk is Desk.OFFICER else Scope.CASES_TRIAGE
    return caller.may(scope) and place.agency in own_agencies(caller, directory)


def same_list(one: Place | None, other: Place | None) -> bool:
    """Whether the case stayed on its desk, whatever there is to do now."""
    return (one and (one.desk, one.agency)) == (other and (other.desk, other.agency))


def _works(caller: Caller) -> bool:
    return caller.may(Scope.CASES_HANDLE) or caller.may(Scope.CASES_TRIAGE)


def _supervises(caller: Caller, agency: Agency, directory: Directory) -> bool:
    if is_national(caller, directory):
        return True
    placed = caller.role is Role.COORDINATOR and caller.region is not None and agency.region is not None
    return placed and covers(caller.region, agency.region or "")


def _is_handled(case: Case, stage: CaseStatus) -> bool:
    secret = case.sensitivity is Sensitivity.WHISTLEBLOWING
    return case.assignee is not None and stage in HANDLED and (case.delivered or secret)


def _raised_to(case: Case, directory: Directory) -> str | None:
    """An agency that may know of the case: a coordinator does not, once a whistle-blowing one is assigned."""
    hidden = case.sensitivity is Sensitivity.WHISTLEBLOWING and case.assignee is not None
    if case.raised_to is None or (hidden and _is_coordinator(case.raised_to, directory)):
        return None
    return case.raised_to


def _is_coordinator(code: str, directory: Directory) -> bool:
    agency = directory.agency_of(code)
    return agency is not None and agency.role is AgencyRole.COORDINATOR


def _triage(stage: CaseStatus) -> Desk:
    return Desk.VERIFIER if stage is CaseStatus.RECEIVED else Desk.COORDINATOR


def _reason(case: Case, handled: bool) -> WorkReason:
    if case.status is CaseStatus.ASSIGNED:
        return WorkReason.ACCEPT if handled else WorkReason.DELIVER
    return _REASONS[case.status]
