"""Who has the case: assigning, delivering, recalling and giving back. Pure, like `hub.domain.acts`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.domain import commands as ask
from hub.domain import notices
from hub.domain.assignment import MAX_HOPS, AssignmentState, check_offer, may_own
from hub.domain.case import Case, CaseEventType, CaseStatus, Sensitivity
from hub.domain.directory import Agency, Directory
from hub.domain.evolution import Evolution, MarkAssignment, Offer, Tell
from hub.domain.redaction import masked
from hub.domain.respondents import accused, check_not_kept_out, custodian, kept_out
from hub.domain.routing import Reason, RoutingFacts, RoutingOutcome, route
from hub.domain.status import Act, Party, check
from hub.errors import RuleViolation


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything around an act: who acts in which capacity, what is known, what happened before."""

    actor: str  # the word shown in the timeline
    parties: frozenset[Party]
    directory: Directory
    now: datetime
    refused: frozenset[str] = frozenset()  # agencies that returned the case
    claimed_at: datetime | None = None


def known_agency(code: str, directory: Directory, field: str) -> Agency:
    """The agency of that code or former code. Raises `RuleViolation` UNKNOWN_AGENCY."""
    agency = directory.agency_of(code)
    if agency is None:
        raise RuleViolation("UNKNOWN_AGENCY", "there is no agency of that code", field)
    return agency


def custodian_of(case: Case, directory: Directory) -> str:
    """Who holds a case that no owner's system holds: the coordinator of its region, if it may know of it."""
    return custodian(case.region, accused(case), directory)


def assign(change: Evolution, command: ask.Assign, around: Setting) -> None:
    """Disposisi by a coordinator; from ASSIGNED it recalls first. Copies get reading rights and no duty."""
    check(Act.ASSIGN, change.case.status, around.parties)
    if change.case.status is CaseStatus.ADJUDICATION and not command.binding:
        raise RuleViolation(
            "ILLEGAL_TRANSITION", "a case in adjudication takes a binding assignment", "binding"
        )
    agency = known_agency(command.agency, around.directory, "agency")
    check_not_kept_out(agency.code, change.case, around.directory, "agency")
    if not may_own(agency, change.case.region, change.case.sensitivity, around.now.date()):
        raise RuleViolation("INVALID", "this agency cannot own a case of that place and class", "agency")
    check_offer(agency.code, change.case.hop, around.refused, binding=command.binding)
    copies = tuple(_copied_to(code, change.case, around) for code in command.copies)
    if change.case.status is CaseStatus.ASSIGNED:
        recall(change, around, command.note)
    offer(change, agency, around, command.note, (), binding=command.binding)
    new = tuple(code for code in dict.fromkeys(copies) if code not in change.case.copied)
    if new:
        change.happen(CaseEventType.COPIED, around.actor, copied=(*change.case.copied, *new))


def _copied_to(code: str, case: Case, around: Setting) -> str:
    """Whoever gets a copy reads the whole case: for a guarded one that must be a body that could own it."""
    agency = known_agency(code, around.directory, "copies")
    check_not_kept_out(agency.code, case, around.directory, "copies")
    ordinary = case.sensitivity is Sensitivity.ORDINARY
    if not ordinary and not may_own(agency, case.region, case.sensitivity, around.now.date()):
        raise RuleViolation("INVALID", "copies of a case of that class go to oversight bodies only", "copies")
    return agency.code


def recall(change: Evolution, around: Setting, note: str | None) -> None:
    """Take the live assignment back before another agency gets the case."""
    agency = change.case.assignee
    tell(change, notices.RECALLED)
    change.effects.append(MarkAssignment(AssignmentState.RECALLED, note))
    custodian = custodian_of(change.case, around.directory)
    note_down(
        change,
        CaseEventType.RECALLED,
        around,
        note,
        agency=agency,
        assignee=None,
        owner=custodian,
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
        owner=custodian_of(case, around.directory),
        hop=case.hop + 1,
        delivered=False,
        binding=binding,
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


def give_back(change: Evolution, command: ask.Return, around: Setting, *, decide: bool = True) -> None:
    """Bukan kewenangan: to the proposed or the next competent agency, or to adjudication.

    `decide` False: no other agency is looked for, a person has to.
    """
    case, agency = change.case, change.case.assignee
    if case.binding:
        raise RuleViolation("NOT_ALLOWED", "a binding assignment cannot be returned")
    if agency in around.refused:
        raise RuleViolation("ALREADY_RETURNED", "your agency has returned this case before")
    refused = around.refused | ({agency} if agency else set())
    chosen = _next_owner(case, command.proposed_agency, refused, around) if decide else None
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
        owner=custodian_of(case, around.directory),
        returns=case.returns + 1,
        resume_status=None,
    )
    if chosen is not None:
        router = Setting("router", frozenset({Party.HUB}), around.directory, around.now)
        offer(change, chosen[0], router, None, chosen[1])


def _next_owner(
    case: Case, proposed: str | None, refused: frozenset[str], around: Setting
) -> tuple[Agency, tuple[Reason, ...]] | None:
    """Where a returned case goes next: the proposal, else what the rules say; None: a person decides."""
    if case.hop >= MAX_HOPS:
        return None
    today = around.now.date()
    suggested = around.directory.agency_of(proposed) if proposed else None
    if (
        suggested
        and suggested.code not in (refused | kept_out(accused(case), around.directory))
        and may_own(suggested, case.region, case.sensitivity, today)
    ):
        detail = f"{suggested.name} diusulkan oleh instansi yang mengembalikan laporan"
        return suggested, (Reason("proposed-by-agency", detail, 1.0),)
    facts = RoutingFacts(case.title, case.body, case.region, case.topic, case.sensitivity, accused(case))
    decision = route(facts, around.directory, today, refused)
    if decision.outcome is not RoutingOutcome.ROUTED or decision.agency is None:
        return None
    return around.directory.agencies[decision.agency], decision.candidates[0].reasons


def return_case(change: Evolution, command: ask.Return, around: Setting) -> None:
    check(Act.RETURN, change.case.status, around.parties)
    if command.proposed_agency is not None:
        known_agency(command.proposed_agency, around.directory, "proposedAgency")
    give_back(change, command, around)


def note_down(
    change: Evolution, event: CaseEventType, around: Setting, note: str | None, **changes: Any
) -> None:
    """An event with the words that go with it."""
    change.happen(event, around.actor, note=note, claimed_at=around.claimed_at, **changes)


def tell(change: Evolution, text: str) -> None:
    """A message to the system that has the case, if any agency has it. Leaves masked, as the case did."""
    if change.case.assignee is not None:
        change.effects.append(Tell(masked(text)))
