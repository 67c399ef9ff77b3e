"""Notes between officers: never the reporter's to read, nor a portal's, a partner's or an agency system's.

They are no events: what is no event is in no timeline, feed, webhook, delivery, package or figure.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from hub.domain.caller import Caller, Role, Scope
from hub.domain.case import Case
from hub.domain.directory import Directory
from hub.domain.parties import coordinates
from hub.domain.worklist import own_agencies
from hub.errors import RuleViolation

LONGEST_NOTE = 4_000


class NoteAudience(Enum):
    """Untuk siapa: the writer's own agency, coordinators of the place, or all who handle the case."""

    AGENCY = "AGENCY"
    COORDINATORS = "COORDINATORS"
    HANDLERS = "HANDLERS"


@dataclass(frozen=True, slots=True)
class AddNote:
    """`addOfficerNote`."""

    text: str
    audience: NoteAudience


@dataclass(frozen=True, slots=True)
class OfficerNote:
    """One note as the store holds it, its text opened. `agency` is the writer's, by the code of that day."""

    id: str
    case_id: str
    audience: NoteAudience
    agency: str
    author: str  # name of the credential
    text: str
    written_at: datetime

    def __repr__(self) -> str:
        """Never the text: a stray log line must not tell it."""
        return f"OfficerNote({self.id})"


@dataclass(frozen=True, slots=True)
class VisibleNote:
    """A note as its reader may see it: who wrote it is told inside the agency only."""

    id: str
    audience: NoteAudience
    agency: str
    author: str | None
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Reach:
    """What one reader may read of one case's notes."""

    agencies: frozenset[str]  # every note written there, whatever its audience; former codes included
    audiences: frozenset[NoteAudience]  # whoever wrote it


def checked_note(text: str) -> str:
    """The text without blanks around it. Raises `RuleViolation` INVALID or TOO_LARGE."""
    words = text.strip()
    if not words:
        raise RuleViolation("INVALID", "a note must not be empty", "text")
    if len(words) > LONGEST_NOTE:
        raise RuleViolation("TOO_LARGE", f"a note has at most {LONGEST_NOTE} characters", "text")
    return words


def reach_of(caller: Caller, case: Case, directory: Directory) -> Reach:
    """What the caller may read of a case that is in its row scope.

    The own agency's notes always. Those for HANDLERS as coordinator of the place, or as officer of the agency
    that has the case now, holds it or got it raised: neither a copied agency nor a former owner. Those for
    COORDINATORS as a coordinator of the place.
    """
    coordinating = coordinates(caller, case)
    handles = any(caller.is_of(code) for code in (case.assignee, case.owner, case.raised_to))
    audiences = set()
    if coordinating:
        audiences.add(NoteAudience.COORDINATORS)
    if coordinating or (caller.role is Role.OFFICER and handles):
        audiences.add(NoteAudience.HANDLERS)
    return Reach(_written_at(caller, directory), frozenset(audiences))


def seen_by(note: OfficerNote, reach: Reach) -> VisibleNote:
    """A note that is within the reader's reach."""
    author = note.author if note.agency in reach.agencies else None
    return VisibleNote(note.id, note.audience, note.agency, author, note.text, note.written_at)


def writes_as(caller: Caller, case: Case, audience: NoteAudience, directory: Directory) -> str:
    """The agency in whose name the note is written.

    Raises:
        RuleViolation: NOT_ALLOWED: no desk of the caller's, or it would not read that audience's notes.
    """
    reach = reach_of(caller, case, directory)
    works = caller.may(Scope.CASES_HANDLE) or caller.may(Scope.CASES_TRIAGE)
    if not works or not reach.agencies:
        raise RuleViolation("NOT_ALLOWED", "notes are between those who handle cases")
    if audience is not NoteAudience.AGENCY and audience not in reach.audiences:
        raise RuleViolation("NOT_ALLOWED", "you are not among those the note is for", "audience")
    return caller.agency or min(own_agencies(caller, directory))


def _written_at(caller: Caller, directory: Directory) -> frozenset[str]:
    """The codes under which the caller's agency has written, today's and former.

    An alias may be decreed before it is in force: until then they are two agencies.
    """
    own = own_agencies(caller, directory)
    if caller.agency is not None:
        return frozenset({caller.agency}) | caller.former if own else own
    return directory.kin(own)
