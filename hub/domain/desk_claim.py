"""Claims: an officer takes a case from the shared list, so that two people do not work on it. Advisory only.

A claim never stands in the way of the law: it is shown, and no act asks for it. See docs/adr/0016.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from hub.domain.calendar import ONE_DAY, is_working_day
from hub.domain.caller import Caller
from hub.domain.directory import Directory
from hub.domain.worklist import Desk, own_agencies
from hub.errors import RuleViolation

LONGEST_LABEL = 40
CLAIM_LASTS = timedelta(hours=8)  # of office time
OPENS, CLOSES = time(8), time(16)  # our proposal: 8 hours a day; no law counts claims


@dataclass(frozen=True, slots=True)
class DeskClaim:
    """Who works on a case of a desk. `subject`: a credential, `name`: its name, `label`: initials."""

    case_id: str
    desk: Desk
    agency: str
    subject: str
    name: str
    label: str | None
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class VisibleClaim:
    """A claim as a viewer may see it: name and label inside the agency only."""

    name: str | None
    label: str | None
    since: datetime
    until: datetime
    mine: bool


def checked_label(label: str | None) -> str | None:
    """The label without blanks around it.

    Raises:
        RuleViolation: INVALID, longer than 40 characters, empty, or with a line break or control character.
    """
    if label is None:
        return None
    text = label.strip()
    if not 0 < len(text) <= LONGEST_LABEL or not text.isprintable():
        raise RuleViolation("INVALID", f"a label has 1 to {LONGEST_LABEL} characters on one line", "label")
    return text


def check_free(known: DeskClaim | None, caller: Caller, label: str | None, now: datetime) -> None:
    """Whether the caller may claim. A key that several people share is told apart by the label.

    Raises:
        RuleViolation: CONFLICT while somebody else has it.
    """
    if known is None or known.until <= now or (known.subject, known.label) == (caller.subject, label):
        return
    told = f"somebody works on this case until {known.until.isoformat(timespec='minutes')}"
    raise RuleViolation("CONFLICT", told, "trackingNumber")


def shown(
    claim: DeskClaim | None, caller: Caller, directory: Directory, now: datetime
) -> VisibleClaim | None:
    """The claim for a viewer; None when there is none or it has run out."""
    if claim is None or claim.until <= now:
        return None
    inside = claim.agency in own_agencies(caller, directory)
    return VisibleClaim(
        name=claim.name if inside else None,
        label=claim.label if inside else None,
        since=claim.since,
        until=claim.until,
        mine=claim.subject == caller.subject,
    )


def runs_until(now: datetime, zone: tzinfo, days_off: Set[date]) -> datetime:
    """The end of a claim that is made now: after eight hours of office time, 8 to 16 o'clock on working days.

    Args:
        now: hub time, aware.
        zone: of the place of the case.
        days_off: national holidays and cuti bersama.

    Returns:
        A moment in the zone.

    Raises:
        ValueError: `now` is naive.
    """
    if now.tzinfo is None:
        raise ValueError("need an aware time")
    at, left = now.astimezone(zone), CLAIM_LASTS
    while True:
        opens = datetime.combine(at.date(), OPENS, at.tzinfo)
        closes = datetime.combine(at.date(), CLOSES, at.tzinfo)
        begin = max(at, opens)
        if is_working_day(at.date(), days_off) and begin < closes:
            if closes - begin >= left:
                return begin + left
            left -= closes - begin
        at = datetime.combine(at.date() + ONE_DAY, time.min, at.tzinfo)
