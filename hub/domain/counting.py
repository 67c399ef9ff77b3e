"""What one case adds to the figures. A changed case is minus what it added before, plus what it adds now.

So the roll-up always equals a recount of the cases, whatever happened to them in between.
"""

import math
from collections import Counter
from dataclasses import dataclass

from hub.domain.case import Case, CaseStatus, Sensitivity, Visibility
from hub.domain.region import regency_of
from hub.domain.respondents import accused
from hub.domain.status import FINAL

BUCKET_RATIO = 1.2
BUCKETS = 64  # the last one is open: above 1.2**63 hours


@dataclass(frozen=True, slots=True)
class Cell:
    """Coordinates of one figure; '' stands for none. `month` is `YYYY-MM` of the submission, UTC."""

    month: str
    agency: str
    region: str
    topic: str
    kind: str
    channel: str
    status: str
    measure: str
    delicate: int
    respondent: str = ""  # whom the case accuses: its figures are kept from them


def bucket_of(hours: float) -> int:
    """Bucket of a log histogram, ratio 1.2, from one hour up: at most 10 % off."""
    return 0 if hours <= 1 else min(BUCKETS - 1, 1 + int(math.log(hours, BUCKET_RATIO)))


def hours_of(bucket: int) -> float:
    """A value that stands for the bucket, in hours: its geometric middle."""
    return 0.5 if bucket == 0 else float(BUCKET_RATIO ** (bucket - 0.5))


def contribution(case: Case | None) -> Counter[Cell]:
    """Every figure the case counts in, with its amount. None counts nowhere."""
    counted: Counter[Cell] = Counter()
    if case is None:
        return counted
    delicate = case.sensitivity is not Sensitivity.ORDINARY or case.visibility is Visibility.RESTRICTED
    for measure, amount in _measures(case).items():
        if amount:
            cell = Cell(
                month=case.created_at.strftime("%Y-%m"),
                agency=case.assignee or case.owner or "",
                region=regency_of(case.region) or case.region,
                topic=case.topic or "",
                kind=case.kind.value,
                channel=case.channel,
                status=case.status.value,
                measure=measure,
                delicate=int(delicate),
                respondent=accused(case) or "",
            )
            counted[cell] += amount
    return counted


def deltas(before: Case | None, after: Case | None) -> dict[Cell, int]:
    """What to add to the roll-up when `before` became `after`; cells that stay equal are absent."""
    changed = Counter(contribution(after))
    changed.subtract(contribution(before))
    return {cell: amount for cell, amount in changed.items() if amount}


def _measures(case: Case) -> dict[str, int]:
    ended = case.status in FINAL
    answered = case.answered_at is not None
    found = {
        "received": 1,
        "answered": int(answered),
        "closed": int(case.status is CaseStatus.CLOSED),
        "open": int(not ended),
        "overdue": int(case.breached),
        "returned": case.returns,
        "escalated": int(case.escalated),
        "on_time": int(answered and not case.breached),
    }
    if case.first_response_at is not None:
        hours = (case.first_response_at - case.created_at).total_seconds() / 3600
        found[f"response:{bucket_of(hours)}"] = 1
    return found
