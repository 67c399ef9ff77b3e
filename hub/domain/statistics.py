"""Figures: what can be asked, and what a row of an answer holds. What each one means: docs/statistics.md."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from hub.domain.case import CaseKind, Maladministration
from hub.domain.sla import ClockKind


class StatisticsDimension(Enum):
    """What figures can be broken down by."""

    AGENCY = "AGENCY"
    REGION = "REGION"
    TOPIC = "TOPIC"
    KIND = "KIND"
    CHANNEL = "CHANNEL"
    STATUS = "STATUS"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    SEMESTER = "SEMESTER"


@dataclass(frozen=True, slots=True)
class StatisticsFilter:
    """Cases received in `start`..`end` (inclusive days, widened to whole months), and more conditions."""

    start: date
    end: date
    region: str | None = None
    agency: tuple[str, ...] = ()
    kind: tuple[CaseKind, ...] = ()
    topic: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    kept_from: frozenset[str] = frozenset()  # without the cases that accuse one of these
    whistleblowing: bool = True  # False: without those cases


@dataclass(frozen=True, slots=True)
class StatisticsKey:
    """One coordinate of a row."""

    dimension: StatisticsDimension
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ClockShare:
    """How one legal clock was kept: of the cases whose clock has stopped or run out, those in time."""

    clock: ClockKind
    met: int
    breached: int

    @property
    def share(self) -> float | None:
        """0 to 1; None without any."""
        return round(self.met / (self.met + self.breached), 4) if self.met + self.breached else None


@dataclass(frozen=True, slots=True)
class CaseAge:
    """Open cases by days since the submission, both ends inclusive; `last_day` None is open-ended."""

    first_day: int
    last_day: int | None
    cases: int


@dataclass(frozen=True, slots=True)
class FindingCount:
    """Cases in which the agency found this kind of maladministration."""

    kind: Maladministration
    cases: int


@dataclass(frozen=True, slots=True)
class StatisticsRow:
    """Figures of one group; None, or an empty tuple, where the number is withheld or has no meaning."""

    keys: tuple[StatisticsKey, ...]
    received: int | None = None
    answered: int | None = None
    closed: int | None = None
    open: int | None = None
    overdue: int | None = None
    returned: int | None = None
    escalated: int | None = None
    on_time_share: float | None = None
    median_hours: float | None = None
    p90_hours: float | None = None
    per_hundred_thousand: float | None = None
    merged: int | None = None
    withdrawn: int | None = None
    reopened: int | None = None
    on_time: tuple[ClockShare, ...] = ()
    median_hours_to_answer: float | None = None
    p90_hours_to_answer: float | None = None
    median_hours_to_verification: float | None = None
    p90_hours_to_verification: float | None = None
    hops_per_case: float | None = None
    auto_routed_share: float | None = None
    never_returned_share: float | None = None
    mean_rating: float | None = None
    ageing: tuple[CaseAge, ...] = ()
    findings: tuple[FindingCount, ...] = ()


@dataclass(frozen=True, slots=True)
class StatisticsReport:
    """Rows in key order and their total.

    `suppressed_below` is 0 for exact figures. `start`..`end` are the days that were really counted; None:
    nothing of the period has been published yet.
    """

    as_of: datetime
    suppressed_below: int
    rows: tuple[StatisticsRow, ...]
    total: StatisticsRow
    start: date | None = None
    end: date | None = None
