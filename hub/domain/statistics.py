"""Figures: what a case contributes, and how small cells are kept from naming anybody."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from hub.domain.case import CaseKind


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


@dataclass(frozen=True, slots=True)
class StatisticsKey:
    """One coordinate of a row."""

    dimension: StatisticsDimension
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class StatisticsRow:
    """Figures of one group; None where the number is suppressed or has no meaning."""

    keys: tuple[StatisticsKey, ...]
    received: int | None
    answered: int | None
    closed: int | None
    open: int | None
    overdue: int | None
    returned: int | None
    escalated: int | None
    on_time_share: float | None
    median_hours: float | None
    p90_hours: float | None
    per_hundred_thousand: float | None


@dataclass(frozen=True, slots=True)
class StatisticsReport:
    """Rows in key order and their total, as of a moment."""

    as_of: datetime
    suppressed_below: int
    rows: tuple[StatisticsRow, ...]
    total: StatisticsRow
