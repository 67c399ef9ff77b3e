"""Who has the case: assigning, delivering, recalling and giving back. Pure, like `hub.domain.acts`."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from hub.domain import commands as ask
from hub.domain import notices
from hub.domain.adjudication import check_may_decide
from hub.domain.agency import Agency, AgencyRole
from hub.domain.assignment import AssignmentState, check_offer, may_own, valid_on
from hub.domain.case import Case, CaseEventType, CaseStatus, Sensitivity, Visibility
from hub.domain.directory import Directory
from hub.domain.evolution import Evolution, MarkAssignment, Offer, Tell
from hub.domain.known import Known
from hub.domain.lifetimes import WIB
from hub.domain.reasons import Reason, of_binding
from hub.domain.redaction import masked
from hub.domain.respondents import accused, check_not_kept_out, custodian, kept_out
from hub.domain.status import Act, Party, check
from hub.errors import RuleViolation

ROUTER = "router"
"""The actor of what the rules decide without a person."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything around an act: who acts in which capacity, what is known, what happened before."""

    actor: str  # the word shown in the timeline
    parties: frozenset[Party]
    directory: Directory
    now: datetime
    refused: frozenset[str] = frozenset()  # agencies that returned the case
    claimed_at: datetime | None = None
    head: Case | None = None  # the case that another one is to follow
    reply_due: datetime | None = None  # end of the reporter's reply window, while one is open
    holders: tuple[str, ...] = ()  # agencies that have received the case, or may have
    known: Known = field(default_factory=Known)  # what routing has to know
    reach: str | None = None  # region of a coordinator's key, empty for the whole country

    @property
    def barred(self) -> frozenset[str]:
        """Agencies that must not be offered the case: they returned it, and nothing new was learnt since."""
        return self.refused - self.known.reconsidered

    def day(self, region: str) -> date:
        """The day at a place: what is valid is asked of it."""
        return self.directory.day_at(region, self.now)


def known_agency(code: str, directory: Directory, field: str) -> Agency:
    """The agency of that code or former code. Raises `RuleViolation` UNKNOWN_AGENCY."""
    agency = directory.agency_of(code)
    if agency is None:
        raise RuleViolation("UNKNOWN_AGENCY", "there is no agency of that code", field)
    return agency


def custodian_of(case: Case, directory: Directory, today: date | None = None) -> str:
    """Who holds a case that no owner's system holds: the coordinator of its region, if it may know of it.

    `today` leaves out those that are no more, or are not yet.
    """
    return custodian(case.region, accused(case), directory, today)


def assign(change: Evolution, command: ask.Assign, around: Setting) -> None:
    """Disposisi by a coordinator; from ASSIGNED it recalls first. Copies get reading rights and no duty."""
    check(Act.ASSIGN, change.case.status, around.parties)
    if change.case.status is CaseStatus.ADJUDICATION and not command.binding:
        raise RuleViolation(
            "ILLEGAL_TRANSITION", "a case in adjudication takes a binding assignment", "binding"
        )
    today = around.day(change.case.region)
    check_may_decide(change.case, around.directory, today, around.reach)
    agency = known_agency(command.agency, around.directory, "agency")
    check_not_kept_out(agency.code, change.case, around.directory, "agency")
    if not may_own(agency, change.case.region, change.case.sensitivity, today):
        raise RuleViolation("INVALID", "this agency cannot own a case of that place and class", "agency")
    check_offer(agency.code, change.case.hop, around.barred, binding=command.binding)
    copies = tuple(_copied_to(code, change.case, around) for code in command.copies)
    if change.case.status is CaseStatus.ASSIGNED:
        recall(change, around, command.note)
    why = (of_binding(_seat(around)),) if command.binding else ()
    offer(change, agency, around, command.note, why, binding=command.binding)
    new = tuple(code for code in dict.fromkeys(copies) if code not in change.case.copied)
    if new:
        change.happen(CaseEventType.COPIED, around.actor, copied=(*change.case.copied, *new))


def _seat(around: Setting) -> str | None:
    """Name of the coordinator who acts, where its place has one."""
    if around.reach is None:
        return None
    here = around.directory.seated_in.get(around.reach or None, ())
    today = around.day(around.reach) if around.reach else around.now.astimezone(WIB).date()
    seated = (one for one in here if one.role is AgencyRole.COORDINATOR and valid_on(one, today))
    return next((one.name for one in seated), None)


def _copied_to(code: str, case: Case, around: Setting) -> str:
    """Whoever gets a copy reads the whole case: see `may_be_copied`."""
    agency = known_agency(code, around.directory, "copies")
    check_not_kept_out(agency.code, case, around.directory, "copies")
    if not may_be_copied(agency.code, case, around):
        told = "copies of a guarded case go to bodies only that could own it"
        raise RuleViolation("INVALID", told, "copies")
    return agency.code


def may_be_copied(code: str, case: Case, around: Setting) -> bool:
    """Whether an agency may read along: a guarded case (not ORDINARY, or RESTRICTED) only who could own it.

    Somebody who must not know of the case never may.
    """
    agency = around.directory.agency_of(code)
    if agency is None or code in kept_out(accused(case), around.directory):
        return False
    guarded = case.sensitivity is not Sensitivity.ORDINARY or case.visibility is Visibility.RESTRICTED
    return not guarded or may_own(agency, case.region, case.sensitivity, around.day(case.region))


def recall(change: Evolution, around: Setting, note: str | None) -> None:
    """Take the live assignment back before another agency gets the case."""
    agency = change.case.assignee
    tell(change, notices.RECALLED)
    change.effects.append(MarkAssignment(AssignmentState.RECALLED, note))
    keeper = custodian_of(change.case, around.directory, around.day(change.case.region))
    note_down(
        change,
        CaseEventType.RECALLED,
        around,
        note,
        agency=agency,
        assignee=None,
        owner=keeper,
        delivered=False,
    )


def offer(
    change: Evolution,
    agency: Agency,
    around: Setting,
    note: str | None,
    explanation: tuple[Reason, ...],
    *,
    binding: bool = False,
) -> None:
    """A new hop. Custody passes on delivery: at once where the hub itself is the agency's inbox."""
    case = change.case
    change.effects.append(Offer(agency.code, agency.connector, note, explanation, binding))
    change.happen(
        CaseEventType.ASSIGNED,
        around.actor,
        agency=agency.code,
        note=note,
        status=CaseStatus.ASSIGNED,
        assignee=agency.code,
        owner=custodian_of(case, around.directory, around.day(case.region)),
        hop=case.hop + 1,
        delivered=False,
        binding=binding,
        auto_routed=case.auto_routed if case.hop else around.actor == ROUTER,
    )
    if agency.connector is None:
        deliver(change, "hub")


def deliver(change: Evolution, actor: str, claimed_at: datetime | None = None) -> None:
    """The owner's system (or inbox) has the case: custody passes."""
    agency = change.case.assignee
    change.effects.append(MarkAssignment(AssignmentState.DELIVERED))
    change.happen(
        CaseEventType.DELIVERED, actor, agency=agency, claimed_at=claimed_at, owner=agency, delivered=True
    )


def note_down(
    change: Evolution, event: CaseEventType, around: Setting, note: str | None, **changes: Any
) -> None:
    """An event with the words that go with it."""
    change.happen(event, around.actor, note=note, claimed_at=around.claimed_at, **changes)


def tell(change: Evolution, text: str) -> None:
    """A message to the system that has the case, if any agency has it. Leaves masked, as the case did."""
    if change.case.assignee is not None:
        change.effects.append(Tell(masked(text)))
