"""What one case adds to the figures. A changed case is minus what it added before, plus what it adds now.

So the roll-up always equals a recount of the cases, whatever happened to them in between. What a case adds
follows from its row and its timeline alone, never from the time of day or a calendar that may change.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from hub.domain.case import Case, CaseEvent, Sensitivity, Visibility
from hub.domain.quantiles import bucket_of
from hub.domain.region import regency_of
from hub.domain.respondents import accused
from hub.domain.status import FINAL
from hub.domain.verdicts import BREACHED, verdicts

MEASURES = (
    "received",
    "in_time",  # answered, and the time for it has not run out
    "late",  # answered, but the time for it has run out
    "missed",  # not answered, and the time for it has run out
    "verification_met",
    "verification_breached",
    "response_met",
    "response_breached",
    "overdue",  # any of the agencies' clocks has run out
    "returned",  # given back at least once
    "escalated",
    "reopened",
    "routed",  # had an owner at least once
    "auto_routed",
    "hops",
    "rated",
    "rating",
)
"""What is counted per case; the last of them are sums: of hops and of ratings."""

STAGES = ("response", "answer", "verification")
"""Durations since the submission; their marks are `<stage>:<bucket>`."""

OPEN, FINDING = "open", "finding"
"""Marks `open:<day of the submission>` and `finding:<Maladministration>`."""

WHISTLEBLOWING = 2
"""`Cell.delicate` of whistle-blowing cases."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Coordinates of one figure; '' stands for none.

    `measure` is one of `MEASURES`, or a mark `<word>:<value>`; marks know no status, so that they stay
    where they are while a case moves on. `month` is `YYYY-MM` of the submission where it happened.
    """

    month: str
    agency: str
    region: str  # regency, or what is known of it
    topic: str
    kind: str
    channel: str
    status: str
    measure: str
    delicate: int  # 0: neither of these; 1: restricted or oversight; `WHISTLEBLOWING`
    respondent: str = ""  # whom the case accuses: its figures are kept from them


def contribution(case: Case | None, timeline: Sequence[CaseEvent], zone: tzinfo) -> Counter[Cell]:
    """Every figure the case counts in, with its amount. None counts nowhere.

    Args:
        case: as the row is after the last event of `timeline`.
        timeline: all that happened to the case so far.
        zone: of the place of the case; it decides the month and the day.
    """
    counted: Counter[Cell] = Counter()
    if case is None:
        return counted
    received = case.created_at.astimezone(zone)
    plain = Cell(
        month=f"{received:%Y-%m}",
        agency=case.assignee or case.owner or "",
        region=regency_of(case.region) or case.region,
        topic=case.topic or "",
        kind=case.kind.value,
        channel=case.channel,
        status=case.status.value,
        measure="",
        delicate=_delicate(case),
        respondent=accused(case) or "",
    )
    for measure, amount in _measures(case, ran_out(timeline)).items():
        if amount:
            counted[replace(plain, measure=measure)] = int(amount)
    for mark in _marks(case, received.date()):
        counted[replace(plain, measure=mark, status="")] = 1
    return counted


def deltas(before: Counter[Cell], after: Counter[Cell]) -> dict[Cell, int]:
    """What to add to the roll-up when one contribution became the other; cells that stay equal are absent."""
    changed = Counter(after)
    changed.subtract(before)
    return {cell: amount for cell, amount in changed.items() if amount}


def _delicate(case: Case) -> int:
    if case.sensitivity is Sensitivity.WHISTLEBLOWING:
        return WHISTLEBLOWING
    return int(case.sensitivity is not Sensitivity.ORDINARY or case.visibility is Visibility.RESTRICTED)


def ran_out(timeline: Sequence[CaseEvent]) -> frozenset[str]:
    """`ClockKind`s of which the timeline tells a breach."""
    said = verdicts(timeline).items()
    return frozenset(run.partition("@")[0] for run, verdict in said if verdict.state == BREACHED)


def _measures(case: Case, breached: frozenset[str]) -> dict[str, int | bool]:
    answered, late = case.answered_at is not None, "RESOLUTION" in breached
    return {
        "received": 1,
        "in_time": answered and not late,
        "late": answered and late,
        "missed": late and not answered,
        "verification_met": case.verified_at is not None and "VERIFICATION" not in breached,
        "verification_breached": "VERIFICATION" in breached,
        "response_met": case.first_response_at is not None and "FIRST_RESPONSE" not in breached,
        "response_breached": "FIRST_RESPONSE" in breached,
        "overdue": case.breached,
        "returned": case.returns > 0,
        "escalated": case.escalated,
        "reopened": case.reopened_at is not None,
        "routed": case.hop > 0,
        "auto_routed": case.hop > 0 and case.auto_routed,
        "hops": case.hop,
        "rated": case.rating is not None,
        "rating": case.rating or 0,
    }


def _marks(case: Case, received: date) -> list[str]:
    ends = (case.first_response_at, case.answered_at, case.verified_at)
    found = [
        f"{stage}:{bucket_of(_hours(case.created_at, end))}"
        for stage, end in zip(STAGES, ends, strict=True)
        if end is not None
    ]
    if case.status not in FINAL:
        found.append(f"{OPEN}:{received.isoformat()}")
    if case.maladministration is not None:
        found.append(f"{FINDING}:{case.maladministration.value}")
    return found


def _hours(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 3600
