"""What each act does to a case. Pure: an `Evolution` in, its events and effects out."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hub.domain import commands as ask
from hub.domain import notices
from hub.domain.assignment import AssignmentState
from hub.domain.case import CaseEventType, CaseStatus, IdentityProtection, Sensitivity
from hub.domain.custody import Setting, assign, custodian_of, deliver, note_down, return_case, tell
from hub.domain.escalation import conclude, escalate, refer
from hub.domain.evolution import Evolution, MarkAssignment, SealIdentity
from hub.domain.protection import Protection, floor_of, join, raised
from hub.domain.respondents import accused
from hub.domain.status import Act, Party, check
from hub.errors import RuleViolation


def perform(change: Evolution, command: ask.Command, around: Setting) -> None:
    """Carry the command out on the evolution. Raises `RuleViolation`; then nothing of it may be stored."""
    _ACTS[type(command)](change, command, around)


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
        owner=custodian_of(replace(case, sensitivity=command.sensitivity), around.directory),
    )
    _seal_if_raised(change, now)


def request_information(change: Evolution, command: ask.RequestInformation, around: Setting) -> None:
    """Tunda: the reporter is asked, the clocks pause. Each side asks while the case is in its hands."""
    edge = check(Act.REQUEST_INFORMATION, change.case.status, around.parties)
    before = change.case.status
    asker = Party.VERIFIER if before is CaseStatus.RECEIVED else Party.OWNER
    if asker not in around.parties:
        raise RuleViolation("NOT_ALLOWED", "the case is not in your hands")
    agency = change.case.assignee if asker is Party.OWNER else None
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
        answered_at=change.case.answered_at or around.now,
        first_response_at=change.case.first_response_at or around.now,
        maladministration=finding,
    )


def contest(change: Evolution, command: ask.Contest, around: Setting) -> None:
    """The reporter does not accept the answer: the owner works on."""
    edge = check(Act.CONTEST, change.case.status, around.parties)
    note_down(change, edge.event, around, command.note, status=edge.target)
    tell(change, command.note)


def confirm(change: Evolution, command: ask.Confirm, around: Setting) -> None:
    """The reporter accepts; rating 1 to 5 goes into the note."""
    edge = check(Act.CONFIRM, change.case.status, around.parties)
    if not 1 <= command.rating <= 5:
        raise RuleViolation("INVALID", "a rating is 1 to 5", "rating")
    note = f"[{command.rating}/5] {command.note or ''}".rstrip()
    close(change, edge.event, around, note)


def close_case(change: Evolution, command: ask.Close, around: Setting) -> None:
    """Closed by the coordinator, or by lapse of the reply window."""
    edge = check(Act.CLOSE, change.case.status, around.parties)
    close(change, edge.event, around, command.note)


def close(change: Evolution, event: CaseEventType, around: Setting, note: str | None) -> None:
    """The end of a case and of its live assignment."""
    change.effects.append(MarkAssignment(AssignmentState.COMPLETED))
    note_down(change, event, around, note, status=CaseStatus.CLOSED, closed_at=around.now)


def archive(change: Evolution, command: ask.Archive, around: Setting) -> None:
    """Arsip: closed without an owner's answer."""
    edge = check(Act.ARCHIVE, change.case.status, around.parties)
    _end_live(change, MarkAssignment(AssignmentState.COMPLETED))
    note_down(
        change, edge.event, around, command.note, status=edge.target, closed_at=around.now, resume_status=None
    )


def reopen(change: Evolution, command: ask.Reopen, around: Setting) -> None:
    """The owner keeps the case and works on."""
    edge = check(Act.REOPEN, change.case.status, around.parties)
    if change.case.assignee is None:
        raise RuleViolation("ILLEGAL_TRANSITION", "a case without an owner cannot be reopened")
    change.effects.append(MarkAssignment(AssignmentState.ACCEPTED))
    note_down(change, edge.event, around, command.note, status=edge.target, closed_at=None)
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
    """Only upwards; a sealed identity becomes unreadable for the hub itself, and the holder is told."""
    edge = check(Act.RAISE_PROTECTION, change.case.status, around.parties)
    now = Protection(change.case.identity_protection, change.case.visibility)
    new = raised(now, Protection(command.identity_protection, command.visibility))
    change.happen(edge.event, around.actor, identity_protection=new.identity, visibility=new.visibility)
    if new != now:
        tell(change, notices.PROTECTED)
    _seal_if_raised(change, now)


def _end_live(change: Evolution, mark: MarkAssignment) -> None:
    """An assignment that has ended already keeps its end: who returned a case must stay known."""
    if change.case.assignee is not None:
        change.effects.append(mark)


def _seal_if_raised(change: Evolution, before: Protection) -> None:
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
    ask.Close: close_case,
    ask.Archive: archive,
    ask.Reopen: reopen,
    ask.Withdraw: withdraw,
    ask.RaiseProtection: raise_protection,
    ask.Escalate: escalate,
    ask.Refer: refer,
    ask.Conclude: conclude,
}
