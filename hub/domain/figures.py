"""From counted cells to exact rows: grouping, shares, percentiles, ages. The guarded ones: `published`."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hub.domain.case import CaseStatus, Maladministration
from hub.domain.counting import FINDING, OPEN, STAGES, Cell
from hub.domain.quantiles import percentile
from hub.domain.sla import ClockKind
from hub.domain.statistics import (
    CaseAge,
    ClockShare,
    FindingCount,
    StatisticsDimension,
    StatisticsKey,
    StatisticsRow,
)
from hub.domain.status import FINAL

SUPPRESSED_BELOW = 5
"""Smallest number that is published."""

DELICATE_BELOW = 11
"""The same for groups with oversight, whistle-blowing or restricted cases."""

BANDS = ((0, 3), (4, 7), (8, 14), (15, 30), (31, 60), (61, None))
"""Ages of open cases in days since the submission, both ends inclusive."""

Codes = tuple[str, ...]

OF_CELL: dict[StatisticsDimension, Callable[[Cell], str]] = {
    StatisticsDimension.AGENCY: lambda cell: cell.agency,
    StatisticsDimension.REGION: lambda cell: cell.region,
    StatisticsDimension.TOPIC: lambda cell: cell.topic,
    StatisticsDimension.KIND: lambda cell: cell.kind,
    StatisticsDimension.CHANNEL: lambda cell: cell.channel,
    StatisticsDimension.STATUS: lambda cell: cell.status,
    StatisticsDimension.MONTH: lambda cell: cell.month,
    StatisticsDimension.QUARTER: lambda cell: quarter_of(cell.month),
    StatisticsDimension.SEMESTER: lambda cell: semester_of(cell.month),
}
"""The code of a cell on each dimension."""

CLOCKS = {
    ClockKind.VERIFICATION: (("verification_met",), ("verification_breached",)),
    ClockKind.FIRST_RESPONSE: (("response_met",), ("response_breached",)),
    ClockKind.RESOLUTION: (("in_time",), ("late", "missed")),
}
"""Measures of the cases in which a clock was kept, and was not."""


def quarter_of(month: str) -> str:
    """`2026-08` is in `2026-Q3`."""
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def semester_of(month: str) -> str:
    """`2026-08` is in `2026-S2`."""
    return f"{month[:4]}-S{(int(month[5:]) + 5) // 6}"


@dataclass(slots=True)
class Group:
    """Figures of one combination of codes."""

    codes: Codes
    counts: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    marks: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, cell: Cell, amount: int) -> None:
        """Count one cell in."""
        word, _, value = cell.measure.partition(":")
        if value:
            self.marks[word][value] += amount
            return
        self.counts[word] += amount
        if word == "received":
            self.statuses[cell.status] += amount

    def hours(self, stage: str) -> dict[int, int]:
        """The histogram of a stage."""
        return {int(bucket): amount for bucket, amount in self.marks[stage].items()}


def grouped(cells: Iterable[tuple[Cell, int]], by: Sequence[StatisticsDimension]) -> list[Group]:
    """Cells summed per combination of codes, in code order; a cell needs its status and what `by` names.

    Marks have no status: by status there are none.
    """
    found: dict[Codes, Group] = {}
    for cell, amount in cells:
        if ":" in cell.measure and StatisticsDimension.STATUS in by:
            continue
        codes = tuple(OF_CELL[dimension](cell) for dimension in by)
        found.setdefault(codes, Group(codes)).add(cell, amount)
    return [found[codes] for codes in sorted(found)]


def row_of(
    group: Group, keys: tuple[StatisticsKey, ...], population: int | None, today: date
) -> StatisticsRow:
    """The exact row. `today` is the day ages are told for, `population` that of the place, if it is one."""
    counts, hours = group.counts, {stage: group.hours(stage) for stage in STAGES}
    received, answered = counts["received"], counts["in_time"] + counts["late"]
    return StatisticsRow(
        keys=keys,
        received=received,
        answered=answered,
        **status_counts(group.statuses),
        overdue=counts["overdue"],
        returned=counts["returned"],
        escalated=counts["escalated"],
        reopened=counts["reopened"],
        on_time_share=ratio(counts["in_time"], answered),
        on_time=tuple(clock_share(clock, counts) for clock in CLOCKS),
        median_hours=percentile(hours["response"], 0.5),
        p90_hours=percentile(hours["response"], 0.9),
        median_hours_to_answer=percentile(hours["answer"], 0.5),
        p90_hours_to_answer=percentile(hours["answer"], 0.9),
        median_hours_to_verification=percentile(hours["verification"], 0.5),
        p90_hours_to_verification=percentile(hours["verification"], 0.9),
        hops_per_case=ratio(counts["hops"], counts["routed"]),
        auto_routed_share=ratio(counts["auto_routed"], counts["routed"]),
        never_returned_share=ratio(received - counts["returned"], received),
        mean_rating=ratio(counts["rating"], counts["rated"]),
        per_hundred_thousand=per_inhabitants(received, population),
        ageing=ages(group.marks[OPEN], today),
        findings=tuple(
            FindingCount(kind, amount)
            for kind in Maladministration
            if (amount := group.marks[FINDING][kind.value])
        ),
    )


def status_counts(statuses: Mapping[str, int]) -> dict[str, int]:
    """The fields of a row that the statuses alone decide."""
    live = {status.value for status in CaseStatus} - {status.value for status in FINAL}
    return {
        "closed": statuses.get(CaseStatus.CLOSED.value, 0),
        "merged": statuses.get(CaseStatus.MERGED.value, 0),
        "withdrawn": statuses.get(CaseStatus.WITHDRAWN.value, 0),
        "open": sum(amount for status, amount in statuses.items() if status in live),
    }


def clock_share(clock: ClockKind, counts: Mapping[str, int]) -> ClockShare:
    """How a clock was kept."""
    met, breached = CLOCKS[clock]
    return ClockShare(
        clock, sum(counts.get(name, 0) for name in met), sum(counts.get(name, 0) for name in breached)
    )


def ratio(part: int, whole: int) -> float | None:
    """Rounded to four places; None of nothing."""
    return round(part / whole, 4) if whole else None


def per_inhabitants(received: int | None, population: int | None) -> float | None:
    """Per 100,000; None where either is not known."""
    return round(received * 100_000 / population, 2) if received is not None and population else None


def ages(days: Mapping[str, int], today: date) -> tuple[CaseAge, ...]:
    """Open cases by age. A day in the future (another zone) is age 0."""
    counted = [0] * len(BANDS)
    for day, amount in days.items():
        age = max(0, (today - date.fromisoformat(day)).days)
        place = next(place for place, (_, last) in enumerate(BANDS) if last is None or age <= last)
        counted[place] += amount
    return tuple(CaseAge(first, last, counted[place]) for place, (first, last) in enumerate(BANDS))
