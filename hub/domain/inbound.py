"""What a message from an agency's system may do to a case.

A mapped word is a proposal; the table and the epoch decide. The peer's own order decides between its words:
whatever arrives after a later word is late and moves nothing. Giving the case back ends the epoch and is
never late. So every order of arrival of one assignment's words ends in the same status. Only words that moved
the case or confirmed where it is count for "later". Source: rules M1 and M2 of docs/connectors.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from hub.domain import commands as ask
from hub.domain.acts import close, record_answer
from hub.domain.assignment import AssignmentState
from hub.domain.bouncing import give_back
from hub.domain.case import Case, CaseEventType, CaseStatus
from hub.domain.custody import Setting, deliver, note_down
from hub.domain.evolution import Evolution, MarkAssignment
from hub.domain.exchange import Change


class Verdict(Enum):
    """What became of an inbound message; never silently dropped."""

    APPLIED = "APPLIED"
    IGNORED = "IGNORED"  # late, repeated, of an earlier assignment, or nothing new
    QUARANTINED = "QUARANTINED"  # unknown word, or something only a person may decide


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict and why, as a code."""

    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """What the hub knows of the record that the message is about."""

    hop: int  # epoch: the assignment it belongs to
    last_order: int | None  # the peer's order of the last word that moved the case


APPLIED = Ruling(Verdict.APPLIED, "applied")
LATE = "late"
UNKNOWN_WORD = "unknown-word"
NOTHING_NEW = "nothing-new"
_UNDER_OWNER = frozenset(
    {CaseStatus.ASSIGNED, CaseStatus.IN_PROGRESS, CaseStatus.NEEDS_INFORMATION, CaseStatus.ANSWERED}
)
_GIVES_BACK = frozenset({CaseStatus.RETURNED, CaseStatus.ARCHIVED})
_NOTHING_TO_MOVE = frozenset({CaseStatus.RECEIVED, CaseStatus.VERIFIED, CaseStatus.ASSIGNED})


def receive(
    change: Evolution, word: Change, record: Record, around: Setting, *, runs_reply_window: bool
) -> Ruling:
    """Apply one inbound word to the case, or say why not. The evolution stays empty unless it was applied.

    Args:
        change: the case at work.
        word: what the agency's system said; `proposed_owner` is an agency code already.
        record: the epoch and the last moving order of the record.
        around: actor, directory and time; the parties are those of the owner.
        runs_reply_window: the peer's "closed" closes ours too (SP4N ran the reply window itself, rule M1).
    """
    refusal = _refusal(change.case, word, record)
    if refusal is not None:
        return refusal
    around = replace(around, claimed_at=word.claimed_at)
    if not change.case.delivered:
        deliver(change, around.actor, word.claimed_at)  # a word about it is a receipt
    if word.status in _NOTHING_TO_MOVE:
        return APPLIED if change.events else Ruling(Verdict.IGNORED, NOTHING_NEW)
    assert word.status is not None  # noqa: S101 - narrowed by _refusal
    if word.status is CaseStatus.CLOSED:
        return _closed(change, word, around, runs_reply_window)
    return _MOVES[word.status](change, word, around)


def moves(word: Change, ruling: Ruling) -> bool:
    """Whether the word counts for the order of later words: it moved the case, or confirmed where it is."""
    confirmed = ruling.verdict is Verdict.APPLIED or ruling.reason == NOTHING_NEW
    return confirmed and word.status not in _NOTHING_TO_MOVE


def _refusal(case: Case, word: Change, record: Record) -> Ruling | None:
    if word.status is None:
        return Ruling(Verdict.QUARANTINED, UNKNOWN_WORD)
    if word.status in (CaseStatus.MERGED, CaseStatus.WITHDRAWN, CaseStatus.ADJUDICATION):
        return Ruling(Verdict.QUARANTINED, "needs-a-person")
    if record.hop != case.hop or case.assignee is None:
        return Ruling(Verdict.IGNORED, "earlier-assignment")
    is_late = record.last_order is not None and word.order <= record.last_order
    if is_late and word.status not in _GIVES_BACK:
        return Ruling(Verdict.IGNORED, LATE)
    reopened = case.status is CaseStatus.CLOSED and word.status not in _NOTHING_TO_MOVE
    if case.status not in _UNDER_OWNER and not reopened:
        return Ruling(Verdict.IGNORED, "case-is-final")
    return None


def _take_up(change: Evolution, word: Change, around: Setting) -> None:
    """A later word implies acceptance (rule M2); after an end it implies reopening."""
    status = change.case.status
    if status is CaseStatus.ASSIGNED:
        change.effects.append(MarkAssignment(AssignmentState.ACCEPTED))
        _to_progress(change, CaseEventType.ACCEPTED, around)
    elif status is CaseStatus.CLOSED:
        change.effects.append(MarkAssignment(AssignmentState.ACCEPTED))
        _to_progress(change, CaseEventType.REOPENED, around, closed_at=None)


def _to_progress(
    change: Evolution, event: CaseEventType, around: Setting, note: str | None = None, **more: None
) -> None:
    agency = change.case.assignee
    note_down(
        change, event, around, note, agency=agency, status=CaseStatus.IN_PROGRESS, resume_status=None, **more
    )


def _in_progress(change: Evolution, word: Change, around: Setting) -> Ruling:
    before = change.case.status
    _take_up(change, word, around)
    if before is CaseStatus.NEEDS_INFORMATION:
        _to_progress(change, CaseEventType.INFORMATION_PROVIDED, around, word.note)
    elif before is CaseStatus.ANSWERED:
        _to_progress(change, CaseEventType.CONTESTED, around, word.note)
    elif word.note or before is CaseStatus.IN_PROGRESS:
        first = change.case.first_response_at or around.now
        agency = change.case.assignee
        note_down(change, CaseEventType.PROGRESSED, around, word.note, agency=agency, first_response_at=first)
    return APPLIED


def _asked(change: Evolution, word: Change, around: Setting) -> Ruling:
    if change.case.status is CaseStatus.NEEDS_INFORMATION:
        return Ruling(Verdict.IGNORED, NOTHING_NEW)
    _take_up(change, word, around)
    note_down(
        change,
        CaseEventType.INFORMATION_REQUESTED,
        around,
        word.note,
        agency=change.case.assignee,
        status=CaseStatus.NEEDS_INFORMATION,
        resume_status=CaseStatus.IN_PROGRESS,
    )
    return APPLIED


def _answered(change: Evolution, word: Change, around: Setting) -> Ruling:
    _take_up(change, word, around)
    if change.case.status is CaseStatus.NEEDS_INFORMATION:
        _to_progress(change, CaseEventType.INFORMATION_PROVIDED, around)
    record_answer(change, word.note or word.status_text, around, change.case.maladministration)
    return APPLIED


def _closed(change: Evolution, word: Change, around: Setting, runs_reply_window: bool) -> Ruling:
    if change.case.status is CaseStatus.CLOSED:
        return Ruling(Verdict.IGNORED, NOTHING_NEW)
    if change.case.status is not CaseStatus.ANSWERED or word.note:
        _answered(change, word, around)
    elif not runs_reply_window:
        return Ruling(Verdict.IGNORED, NOTHING_NEW)
    if runs_reply_window:
        close(change, CaseEventType.CLOSED, around, None)
    return APPLIED


def _returned(change: Evolution, word: Change, around: Setting) -> Ruling:
    return _give_back(change, word, around, decide=True)


def _archived(change: Evolution, word: Change, around: Setting) -> Ruling:
    """An agency cannot archive for the hub: it no longer works on the case, so a person decides."""
    return _give_back(change, word, around, decide=False)


def _give_back(change: Evolution, word: Change, around: Setting, *, decide: bool) -> Ruling:
    if change.case.binding:
        return Ruling(Verdict.QUARANTINED, "binding-assignment")
    if change.case.status is CaseStatus.CLOSED:
        _take_up(change, word, around)
    reason = word.note or word.status_text
    again = change.case.assignee in around.refused
    calm = replace(around, refused=around.refused - {change.case.assignee or ""})
    back = ask.Return(reason, word.proposed_owner, owner_unknown=word.proposed_owner is None)
    give_back(change, back, calm, decide=decide, disputed=again)
    return APPLIED


_MOVES: dict[CaseStatus, Callable[[Evolution, Change, Setting], Ruling]] = {
    CaseStatus.IN_PROGRESS: _in_progress,
    CaseStatus.NEEDS_INFORMATION: _asked,
    CaseStatus.ANSWERED: _answered,
    CaseStatus.RETURNED: _returned,
    CaseStatus.ARCHIVED: _archived,
}
