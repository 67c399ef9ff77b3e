"""Merging: one case follows another about the same matter, the head, and keeps what is its own.

`merged_into` is a pointer from a case to the one that stands for it; the head of a case is found by following
pointers to their end. A pointer is set once per merge and once when a head ends without an answer, so no act
ever has to touch all followers.
"""

from dataclasses import dataclass
from datetime import datetime

from hub.domain import commands as ask
from hub.domain import notices
from hub.domain.case import Case, CaseStatus, CompensationState, Sensitivity, Visibility
from hub.domain.custody import Setting, custodian_of, note_down
from hub.domain.directory import Directory
from hub.domain.evolution import Evolution
from hub.domain.redaction import masked
from hub.domain.respondents import accused, kept_out
from hub.domain.status import FINAL, Act, Party, check
from hub.errors import RuleViolation

_CLASSES = (Sensitivity.ORDINARY, Sensitivity.OVERSIGHT, Sensitivity.WHISTLEBLOWING)
_LEVELS = (Visibility.PUBLIC, Visibility.RESTRICTED)
GUARDED = (
    ("sensitivity", Sensitivity.WHISTLEBLOWING.value),
    ("sensitivity", Sensitivity.OVERSIGHT.value),
    ("visibility", Visibility.RESTRICTED.value),
)
"""What makes a follower lead the others when their head is gone, after whether it accuses an agency."""

ENDED_UNANSWERED = frozenset({CaseStatus.ARCHIVED, CaseStatus.WITHDRAWN})
"""Ends of a head that are no answer to its followers."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the matter, as far as a follower may learn it. Never a word of another follower."""

    status: CaseStatus
    answer: str | None
    message: str
    updated_at: datetime | None


def merge(change: Evolution, command: ask.Merge, around: Setting) -> None:
    """The case follows the head from now on; timeline, receipt, reporter and protection stay its own."""
    edge = check(Act.MERGE, change.case.status, around.parties)
    head = around.head
    if head is None:
        raise RuleViolation("NOT_FOUND", "there is no such case", "into")
    check_claim(change.case)
    check_heads(change.case, head, around.directory)
    note_down(
        change,
        edge.event,
        around,
        command.note,
        status=edge.target,
        closed_at=around.now,
        merged_into=head.id,
    )


def check_claim(case: Case) -> None:
    """Raises `RuleViolation` ILLEGAL_TRANSITION while compensation is open: nobody decides in a follower."""
    if case.compensation in (CompensationState.CLAIMED, CompensationState.GRANTED):
        raise RuleViolation("ILLEGAL_TRANSITION", "compensation is claimed in this case: it stays on its own")


def stands_alone(follower: Case, heir: Case, directory: Directory) -> bool:
    """Whether a follower of the head that is gone may not follow its heir: it is guarded better than that."""
    try:
        check_heads(follower, heir, directory)
    except RuleViolation:
        return True
    return False


def check_heads(case: Case, head: Case, directory: Directory) -> None:
    """Whether the case may follow that head.

    Raises:
        RuleViolation: INVALID for a case that would follow itself, ILLEGAL_TRANSITION for a head that has
            ended, NOT_ALLOWED for one that is guarded less or in hands that must not know of the case.
    """
    if head.id == case.id:
        raise RuleViolation(
            "INVALID", "a case cannot be merged into itself, nor into one that follows it", "into"
        )
    if head.status in FINAL:
        raise RuleViolation(
            "ILLEGAL_TRANSITION", f"that case is {head.status.value}: it leads nobody", "into"
        )
    guarded_less = _CLASSES.index(head.sensitivity) < _CLASSES.index(case.sensitivity) or _LEVELS.index(
        head.visibility
    ) < _LEVELS.index(case.visibility)
    if guarded_less:
        raise RuleViolation("NOT_ALLOWED", "that case is protected less than this one", "into")
    out = kept_out(accused(case), directory)
    if out and (accused(head) != accused(case) or out & {head.owner, head.assignee, *head.copied}):
        raise RuleViolation("NOT_ALLOWED", "that case does not keep away whom this one accuses", "into")


def release(change: Evolution, command: ask.Release, around: Setting) -> None:
    """Back to where it would be had it never followed anybody: with the verifier, its clock going on."""
    edge = check(Act.RELEASE, change.case.status, around.parties)
    note_down(
        change,
        edge.event,
        around,
        notices.RELEASED,
        status=edge.target,
        closed_at=None,
        merged_into=None,
        owner=custodian_of(change.case, around.directory, around.day(change.case.region)),
    )


def released(follower: Case, directory: Directory, now: datetime) -> Evolution:
    """The heir of a head that ended without an answer, as a case of its own."""
    change = Evolution(follower, now)
    release(change, ask.Release(), Setting("hub", frozenset({Party.HUB}), directory, now))
    return change


def leaves_followers(change: Evolution) -> bool:
    """Whether a head may have ended in a way that is no answer to those who follow it."""
    before = change.before.status if change.before else change.case.status
    return change.case.status in ENDED_UNANSWERED and before not in ENDED_UNANSWERED


def outcome(head: Case | None) -> Outcome:
    """What a follower's reporter learns of the head.

    Of a public, ordinary one its status and answer, personal numbers masked; of a guarded one only whether
    it is at an end, in words that say nothing.
    """
    if head is None:
        return Outcome(CaseStatus.IN_PROGRESS, None, notices.FOLLOWS_GUARDED, None)
    is_over = head.status in FINAL
    if head.visibility is Visibility.RESTRICTED or head.sensitivity is not Sensitivity.ORDINARY:
        status = CaseStatus.CLOSED if is_over else CaseStatus.IN_PROGRESS
        message = notices.GUARDED_HEAD_ENDED if is_over else notices.FOLLOWS_GUARDED
        return Outcome(status, None, message, None)
    answer = masked(head.answer) if head.answer is not None else None
    message = notices.HEAD_ANSWERED if answer is not None else notices.FOLLOWS
    return Outcome(head.status, answer, message, head.updated_at)
