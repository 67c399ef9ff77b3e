"""What each act does to a case. Pure: an `Evolution` in, its events and effects out."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hub.domain import commands as ask
from hub.domain import compensation, notices
from hub.domain.assignment import AssignmentState
from hub.domain.bouncing import return_case
from hub.domain.case import CaseEventType, CaseStatus, IdentityProtection, Sensitivity
from hub.domain.custody import (
    Setting,
    assign,
    custodian_of,
    deliver,
    may_be_copied,
    note_down,
    tell,
)
from hub.domain.escalation import conclude, escalate, refer
from hub.domain.evolution import Evolution, MarkAssignment, SealIdentity, TellHolders
from hub.domain.merging import merge, release
from hub.domain.permitted import permitted
from hub.domain.protection import Protection, floor_of, join, raised
from hub.domain.rating import check_ratable, rated
from hub.domain.respondents import accused
from hub.domain.status import Act, NotInThisStatus, check
from hub.domain.windows import check_in_time, check_reopening
from hub.errors import RuleViolation


def perform(change: Evolution, command: ask.Command, around: Setting) -> None:
    """Carry the command out on the evolution. Raises `RuleViolation`; then nothing of it may be stored.

    One that is not legal in the status of the case names what is open, as `permitted` has it.
    """
    before = change.case
    try:
        _ACTS[type(command)](change, command, around)
    except NotInThisStatus as refused:
        now = ", ".join(act.value for act in permitted(before, around)) or "nothing"
        raise RuleViolation(refused.code, f"{refused.message}; now: {now}") from None


def verify(change: Evolution, command: ask.Verify, around: Setting) -> None:
    """Triage: set class, topic and kind. A higher class lifts the protection to its floor."""
    edge = check(Act.VERIFY, change.case.status, around.parties)
    if command.topic is not None and command.topic not in around.directory.topics:
        raise RuleViolation("UNKNOWN_TOPIC", "there is no topic of that code", "topic")
    case = change.case
    if accused(case) is not None and command.sensitivity is Sensitivity.ORDINARY:
        raise RuleViolation("NOT_ALLOWED", "a case that accuses an agency keeps its class", "sensitivity")
    now = Protection(case.identity_protection, case.visibility)
    guarded = join(now, floor_of(command.sensitivity))
    now_of_class = replace(case, sensitivity=command.sensitivity, visibility=guarded.visibility)
    change.happen(
        edge.event,
        around.actor,
        note=command.note,
        status=edge.target,
        verified_at=around.now,
        sensitivity=command.sensitivity,
        topic=command.topic or case.topic,
        kind=command.kind or case.kind,
        identity_protection=guarded.identity,
        visibility=guarded.visibility,
        owner=custodian_of(now_of_class, around.directory, around.day(case.region)),
        copied=tuple(code for code in case.copied if may_be_copied(code, now_of_class, around)),
    )
    _guard(change, now)


def request_information(change: Evolution, command: ask.RequestInformation, around: Setting) -> None:
    """Tunda: the reporter is asked, the clocks pause. Each side asks while the case is in its hands."""
    edge = check(Act.REQUEST_INFORMATION, change.case.status, around.parties)
    before = change.case.status
    agency = change.case.assignee if before is not CaseStatus.RECEIVED else None
    note_down(
        change, edge.event, around, command.note, agency=agency, status=edge.target, resume_status=before
    )


def provide_information(change: Evolution, command: ask.ProvideInformation, around: Setting) -> None:
    """The reporter's reply: back to where the case was, and on to the owner's system."""
    edge = check(Act.PROVIDE_INFORMATION, change.case.status, around.parties)
    back = change.case.resume_status or CaseStatus.RECEIVED
    note_down(change, edge.event, around, command.note, status=back, resume_status=None)
    tell(change, command.note)


def accept(change: Evolution, command: ask.Accept, around: Setting) -> None:
    """The owner takes the case up."""
    edge = check(Act.ACCEPT, change.case.status, around.parties)
    if not change.case.delivered:
        deliver(change, around.actor)  # who accepts has it: a receipt is implied
    change.effects.append(MarkAssignment(AssignmentState.ACCEPTED))
    note_down(change, edge.event, around, command.note, agency=change.case.assignee, status=edge.target)


def progress(change: Evolution, command: ask.Progress, around: Setting) -> None:
    """Tindak lanjut; the first one stops the clock of the first response."""
    edge = check(Act.PROGRESS, change.case.status, around.parties)
    first = change.case.first_response_at or around.now
    note_down(change, edge.event, around, command.note, agency=change.case.assignee, first_response_at=first)


def answer(change: Evolution, command: ask.Answer, around: Setting) -> None:
    """The owner's answer; the reporter's reply window opens."""
    check(Act.ANSWER, change.case.status, around.parties)
    record_answer(change, command.answer, around, command.maladministration or change.case.maladministration)


def record_answer(change: Evolution, text: str, around: Setting, finding: Any = None) -> None:
    """The ANSWERED event, however the answer came in."""
    change.happen(
        CaseEventType.ANSWERED,
        around.actor,
        agency=change.case.assignee,
        note=text,
        claimed_at=around.claimed_at,
        status=CaseStatus.ANSWERED,
        answer=text,
        rating=None,  # of the answer before
        answered_at=change.case.answered_at or around.now,
        first_response_at=change.case.first_response_at or around.now,
        maladministration=finding,
    )


def contest(change: Evolution, command: ask.Contest, around: Setting) -> None:
    """The reporter does not accept the answer: the owner works on, or a person decides who it is."""
    edge = check(Act.CONTEST, change.case.status, around.parties)
    check_in_time(around.reply_due, around.now)
    if command.wrong_owner:
        _take_from_owner(change, edge.event, command.note, around)
        return
    note_down(change, edge.event, around, command.note, status=CaseStatus.IN_PROGRESS)
    tell(change, command.note)


def _take_from_owner(change: Evolution, event: CaseEventType, note: str, around: Setting) -> None:
    """Wrong owner, says the reporter: a person decides, by a binding assignment."""
    agency = change.case.assignee
    tell(change, notices.RECALLED_AS_WRONG)
    change.effects.append(MarkAssignment(AssignmentState.RECALLED, "contested-owner"))
    note_down(
        change,
        event,
        around,
        note,
        agency=agency,
        status=CaseStatus.ADJUDICATION,
        assignee=None,
        owner=custodian_of(change.case, around.directory, around.day(change.case.region)),
        delivered=False,
        binding=False,
    )


def confirm(change: Evolution, command: ask.Confirm, around: Setting) -> None:
    """The reporter accepts and rates the answer."""
    edge = check(Act.CONFIRM, change.case.status, around.parties)
    check_in_time(around.reply_due, around.now)
    note = rated(command.rating, command.note)
    close(change, edge.event, around, note, rating=command.rating)


def rate(change: Evolution, command: ask.Rate, around: Setting) -> None:
    """The reporter rates an answer whose case was closed without a rating, while it could be reopened."""
    edge = check(Act.RATE, change.case.status, around.parties)
    note = rated(command.rating, command.note)
    check_ratable(change.case, around.directory, around.now)
    note_down(change, edge.event, around, note, rating=command.rating)


def close_case(change: Evolution, command: ask.Close, around: Setting) -> None:
    """Closed by the coordinator, or by lapse of the reply window."""
    edge = check(Act.CLOSE, change.case.status, around.parties)
    found = command.maladministration or change.case.maladministration
    close(change, edge.event, around, command.note, maladministration=found)


def close(change: Evolution, event: CaseEventType, around: Setting, note: str | None, **changes: Any) -> None:
    """The end of a case and of its live assignment."""
    change.effects.append(MarkAssignment(AssignmentState.COMPLETED))
    note_down(change, event, around, note, status=CaseStatus.CLOSED, closed_at=around.now, **changes)


def archive(change: Evolution, command: ask.Archive, around: Setting) -> None:
    """Arsip: closed without an owner's answer."""
    edge = check(Act.ARCHIVE, change.case.status, around.parties)
    _end_live(change, MarkAssignment(AssignmentState.COMPLETED))
    note_down(
        change, edge.event, around, command.note, status=edge.target, closed_at=around.now, resume_status=None
    )


def reopen(change: Evolution, command: ask.Reopen, around: Setting) -> None:
    """In the window, once per 30 days: a closed case goes on with its owner, an archived one is checked anew.

    An archived case goes back to the verifier without an owner; followers that it had follow it again.
    """
    edge = check(Act.REOPEN, change.case.status, around.parties)
    check_reopening(change.case, around.directory, around.now)
    again = {"closed_at": None, "reopened_at": around.now}
    if change.case.status is CaseStatus.ARCHIVED:
        fresh = {"assignee": None, "delivered": False, "binding": False, "merged_into": None}
        keeper = custodian_of(change.case, around.directory, around.day(change.case.region))
        to = {"status": CaseStatus.RECEIVED, "owner": keeper}
        note_down(change, edge.event, around, command.note, **again, **fresh, **to)
        return
    if change.case.assignee is None:
        raise RuleViolation("ILLEGAL_TRANSITION", "a case without an owner cannot be reopened")
    change.effects.append(MarkAssignment(AssignmentState.ACCEPTED))
    note_down(change, edge.event, around, command.note, status=CaseStatus.IN_PROGRESS, **again)
    tell(change, command.note)


def withdraw(change: Evolution, command: ask.Withdraw, around: Setting) -> None:
    """The reporter takes the case back; a recall is queued behind whatever is in flight."""
    edge = check(Act.WITHDRAW, change.case.status, around.parties)
    tell(change, notices.WITHDRAWN)
    _end_live(change, MarkAssignment(AssignmentState.RECALLED, "withdrawn"))
    note_down(
        change, edge.event, around, command.note, status=edge.target, closed_at=around.now, resume_status=None
    )


def raise_protection(change: Evolution, command: ask.RaiseProtection, around: Setting) -> None:
    """Only upwards; a sealed identity becomes unreadable for the hub itself, and every holder is told.

    The timeline says by their codes which agencies had received the case, for that cannot be undone.
    """
    edge = check(Act.RAISE_PROTECTION, change.case.status, around.parties)
    now = Protection(change.case.identity_protection, change.case.visibility)
    new = raised(now, Protection(command.identity_protection, command.visibility))
    codes = ", ".join(dict.fromkeys((*around.holders, *change.case.copied)))
    change.happen(
        edge.event,
        around.actor,
        note=notices.SEEN_BY.format(codes=codes) if codes else notices.SEEN_BY_NOBODY,
        identity_protection=new.identity,
        visibility=new.visibility,
    )
    _guard(change, now)


def _end_live(change: Evolution, mark: MarkAssignment) -> None:
    """An assignment that has ended already keeps its end: who returned a case must stay known."""
    if change.case.assignee is not None:
        change.effects.append(mark)


def _guard(change: Evolution, before: Protection) -> None:
    """What a risen protection sets off."""
    if before != Protection(change.case.identity_protection, change.case.visibility):
        change.effects.append(TellHolders(notices.PROTECTED))
    named = before.identity is IdentityProtection.NAMED
    if named and change.case.identity_protection is not IdentityProtection.NAMED:
        change.effects.append(SealIdentity())


_ACTS: dict[type[Any], Callable[[Evolution, Any, Setting], None]] = {
    ask.Verify: verify,
    ask.RequestInformation: request_information,
    ask.ProvideInformation: provide_information,
    ask.Assign: assign,
    ask.Accept: accept,
    ask.Return: return_case,
    ask.Progress: progress,
    ask.Answer: answer,
    ask.Contest: contest,
    ask.Confirm: confirm,
    ask.Rate: rate,
    ask.Close: close_case,
    ask.Archive: archive,
    ask.Merge: merge,
    ask.Release: release,
    ask.Reopen: reopen,
    ask.Withdraw: withdraw,
    ask.RaiseProtection: raise_protection,
    ask.Escalate: escalate,
    ask.Refer: refer,
    ask.Conclude: conclude,
    ask.ClaimCompensation: compensation.claim,
    ask.DecideCompensation: compensation.decide,
    ask.PayCompensation: compensation.pay,
}
