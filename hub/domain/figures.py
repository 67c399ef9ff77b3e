"""From counted cells to publishable rows: grouping, percentiles, and suppression of small numbers.

A cell below `k` cases can name a person, so it is left out; where the total would give it back, the next
smallest goes with it (complementary suppression).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from hub.domain.counting import Cell, hours_of
from hub.domain.statistics import StatisticsDimension, StatisticsKey, StatisticsRow

SUPPRESSED_BELOW = 5
"""Smallest number that is published."""

DELICATE_BELOW = 11
"""The same for groups with oversight, whistle-blowing or restricted cases."""

_COUNTS = ("received", "answered", "closed", "open", "overdue", "returned", "escalated")
Codes = tuple[str, ...]

OF_CELL: dict[StatisticsDimension, Callable[[Cell], str]] = {
    StatisticsDimension.AGENCY: lambda cell: cell.agency,
    StatisticsDimension.REGION: lambda cell: cell.region,
    StatisticsDimension.TOPIC: lambda cell: cell.topic,
    StatisticsDimension.KIND: lambda cell: cell.kind,
    StatisticsDimension.CHANNEL: lambda cell: cell.channel,
    StatisticsDimension.STATUS: lambda cell: cell.status,
    StatisticsDimension.MONTH: lambda cell: cell.month,
    StatisticsDimension.QUARTER: lambda cell: f"{cell.month[:4]}-Q{(int(cell.month[5:]) + 2) // 3}",
    StatisticsDimension.SEMESTER: lambda cell: f"{cell.month[:4]}-S{(int(cell.month[5:]) + 5) // 6}",
}
"""The code of a cell on each dimension."""


@dataclass(slots=True)
class Group:
    """Figures of one combination of codes, before suppression."""

    codes: Codes
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    responses: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    delicate: bool = False

    def add(self, cell: Cell, amount: int) -> None:
        """Count one cell in."""
        self.delicate = self.delicate or bool(cell.delicate)
        name, _, bucket = cell.measure.partition(":")
        if bucket:
            self.responses[int(bucket)] += amount
        else:
            self.counts[name] += amount

    @property
    def bound(self) -> int:
        """The smallest number of this group that may be published."""
        return DELICATE_BELOW if self.delicate else SUPPRESSED_BELOW


def grouped(cells: Iterable[tuple[Cell, int]], by: Sequence[StatisticsDimension]) -> list[Group]:
    """Cells summed per combination of codes, in code order."""
    found: dict[Codes, Group] = {}
    for cell, amount in cells:
        codes = tuple(OF_CELL[dimension](cell) for dimension in by)
        found.setdefault(codes, Group(codes)).add(cell, amount)
    return [found[codes] for codes in sorted(found)]


def hidden(groups: Sequence[Group]) -> frozenset[Codes]:
    """Groups that must not be published: too small, and those that hide what the total would give back."""
    return _withheld(groups, "received")


def left_out(groups: Sequence[Group], out: frozenset[Codes]) -> dict[Codes, frozenset[str]]:
    """Of each group that is not `out`: the counts that must not be published, by the same rule."""
    published = [group for group in groups if group.codes not in out]
    without: dict[Codes, frozenset[str]] = {group.codes: frozenset() for group in published}
    for name in _COUNTS:
        for codes in _withheld(published, name):
            without[codes] |= {name}
    return without


def _withheld(groups: Sequence[Group], name: str) -> frozenset[Codes]:
    """Groups whose count is too small, and the smallest of the others together with its equals.

    Without the equals a reader who knows the rule could tell which one went along for the others' sake.
    """
    small = [group for group in groups if 0 < group.counts[name] < group.bound]
    others = [group for group in groups if group.counts[name] >= group.bound]
    least = min((group.counts[name] for group in others), default=0) if small else 0
    blind = [group for group in others if group.counts[name] == least]
    return frozenset(group.codes for group in (*small, *blind))


def row_of(
    group: Group,
    keys: tuple[StatisticsKey, ...],
    population: int | None,
    *,
    suppress: bool,
    without: frozenset[str] = frozenset(),
) -> StatisticsRow:
    """One publishable row. In a published row single counts below the bound, or named, are left out."""
    if suppress:
        return replace(EMPTY, keys=keys)
    shown = {name: None if name in without else _shown(group.counts[name], group.bound) for name in _COUNTS}
    answered = shown["answered"]
    responses = sum(group.responses.values())
    enough = responses >= group.bound
    received = shown["received"]
    return StatisticsRow(
        keys=keys,
        **shown,
        on_time_share=round(group.counts["on_time"] / answered, 4) if answered else None,
        median_hours=percentile(group.responses, 0.5) if enough else None,
        p90_hours=percentile(group.responses, 0.9) if enough else None,
        per_hundred_thousand=round(received * 100_000 / population, 2) if received and population else None,
    )


def percentile(histogram: dict[int, int], share: float) -> float | None:
    """The value below which that share lies, within the 10 % of the buckets; None for no values."""
    total = sum(histogram.values())
    seen = 0
    for bucket in sorted(histogram):
        seen += histogram[bucket]
        if total and seen >= share * total:
            return round(hours_of(bucket), 1)
    return None


def _shown(count: int, bound: int) -> int | None:
    return None if 0 < count < bound else count


EMPTY = StatisticsRow(
    keys=(),
    received=None,
    answered=None,
    closed=None,
    open=None,
    overdue=None,
    returned=None,
    escalated=None,
    on_time_share=None,
    median_hours=None,
    p90_hours=None,
    per_hundred_thousand=None,
)
"""A row that says nothing."""
