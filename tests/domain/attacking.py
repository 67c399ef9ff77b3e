"""An attacker with a solver: everything the published figures say, as equations over unknown counts.

The attacker knows every code there is, asks as often as wanted, and believes nothing but the answers. Each
number is an equation over the cells of the finest table (a count per combination of all codes). What can be
said about any group of cases is then its smallest and its largest value under all equations together.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from itertools import product
from random import Random

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from hub.domain.case import CaseKind
from hub.domain.counting import Cell
from hub.domain.edition import ENUMERATED, Drafting, Edition
from hub.domain.figures import grouped
from hub.domain.published import Known, Reader
from hub.domain.quarters import months_of, quarters_between
from hub.domain.statistics import (
    StatisticsDimension,
    StatisticsFilter,
    StatisticsKey,
    StatisticsReport,
    StatisticsRow,
)
from hub.errors import RuleViolation

D = StatisticsDimension
REGENCIES = {"62.01": "62", "62.02": "62", "64.01": "64"}
UPPER = {"62.dinkes": "62", "id.kominfo": None}
LOCAL = {f"{regency}.{name}": regency for regency in REGENCIES for name in ("dukcapil", "pupr", "rsud")}
KINDS = tuple(kind.value for kind in CaseKind)
TOPICS = ("jalan", "ktp", "obat")
CHANNELS = ("web", "sms")
STATUSES = ("CLOSED", "IN_PROGRESS", "ARCHIVED")
OUTCOMES = ("in_time", "late", "")


@dataclass(frozen=True, slots=True)
class One:
    """A case as far as figures know it; also a cell of the finest table."""

    month: str
    region: str
    agency: str
    kind: str
    topic: str
    channel: str
    status: str
    outcome: str
    delicate: int = 0


NAMES = tuple(field.name for field in fields(One) if field.name != "delicate")
KNOWN = Known(
    home=LOCAL.get,
    lies_in=lambda agency: UPPER.get(agency),
    name_of=lambda _, code: code,
    population=lambda _: 100_000,
)


def chance(seed: int) -> Random:
    """The same luck every time."""
    return Random(seed)  # noqa: S311


def population(count: int, luck: Random, *, year: int = 2025, delicate: float = 0.05) -> list[One]:
    """So many cases of a year: few kinds are frequent, most are rare, as in real life."""
    found = []
    for _ in range(count):
        region = luck.choices(list(REGENCIES), [6, 3, 2])[0]
        own = [agency for agency, home in LOCAL.items() if home == region]
        own += [agency for agency, province in UPPER.items() if province in (None, REGENCIES[region])]
        status = luck.choices(STATUSES, [6, 4, 1])[0]
        found.append(
            One(
                month=f"{year}-{luck.randint(1, 12):02}",
                region=region,
                agency=luck.choices(own, [8, 4, 2, 1, 1][: len(own)])[0],
                kind=luck.choices(KINDS, [8, 2, 1])[0],
                topic=luck.choices(TOPICS, [5, 3, 1])[0],
                channel=luck.choices(CHANNELS, [5, 1])[0],
                status=status,
                outcome=luck.choices(OUTCOMES, [5, 2, 1] if status == "CLOSED" else [2, 1, 6])[0],
                delicate=int(luck.random() < delicate),
            )
        )
    return found


def cells(cases: Sequence[One]) -> list[tuple[Cell, int]]:
    """What the roll-up holds of them."""
    counted: Counter[Cell] = Counter()
    for case in cases:
        plain = (case.month, case.agency, case.region, case.topic, case.kind, case.channel, case.status)
        for measure in ("received", case.outcome):
            if measure:
                counted[Cell(*plain, measure=measure, delicate=case.delicate)] += 1
    return list(counted.items())


def editions(cases: Sequence[One], key: str = "secret", year: int = 2025) -> list[Edition]:
    """What is published of the year."""
    found = []
    for quarter in quarters_between(date(year, 1, 1), date(year, 12, 31)):
        counted = cells([case for case in cases if case.month in months_of(quarter)])
        drafting = Drafting(quarter, KNOWN.home, lambda name: Random(f"{key}{name}").random())  # noqa: S311
        drafting.measure(counted)
        for about in ENUMERATED:
            drafting.count(about, counted)
        found.append(drafting.edition(KNOWN.lies_in))
    return found


@dataclass(frozen=True, slots=True)
class Question:
    """One query."""

    wanted: StatisticsFilter
    by: tuple[StatisticsDimension, ...]


def questions(count: int, luck: Random, year: int = 2025) -> Iterator[Question]:
    """Queries of every sort: any months, places, lists, and up to four dimensions; half of them simple."""
    for place in range(count):
        first, last = sorted((luck.randint(1, 12), luck.randint(1, 12)))
        if place % 2:
            first, last = luck.choice([(1, 12), (1, 3), (4, 6), (7, 9), (10, 12), (1, 6), (7, 12)])
        lists = {
            "agency": tuple(_some([*LOCAL, *UPPER], luck)),
            "kind": tuple(CaseKind(one) for one in _some(KINDS, luck)),
            "topic": tuple(_some(TOPICS, luck)),
            "channel": tuple(_some(CHANNELS, luck)),
        }
        for name in lists:
            if luck.random() < 0.8:
                lists[name] = ()
        wanted = StatisticsFilter(
            start=date(year, first, 1),
            end=date(year, last, 28),
            region=luck.choice([None, None, "62", "64", *REGENCIES]),
            **lists,  # type: ignore[arg-type]
        )
        yield Question(wanted, tuple(luck.sample(list(D), luck.choice([0, 1, 1, 2, 2, 3, 4]))))


def _some(values: Sequence[str], luck: Random) -> list[str]:
    return luck.sample(list(values), luck.randint(1, len(values)))


Answers = Callable[[Question], StatisticsReport | None]
_NOW = datetime(2026, 6, 1, tzinfo=UTC)
EQUATIONS = {  # figure of a row -> which of its cases it counts
    "received": {},
    "closed": {"status": ("CLOSED",)},
    "open": {"status": ("IN_PROGRESS",)},
    "answered": {"outcome": ("in_time", "late")},
}


class Attacker:
    """Collects equations about one quarter and asks the solver."""

    def __init__(self, quarter: str) -> None:
        self.months = months_of(quarter)
        pairs = [(region, agency) for agency, region in LOCAL.items()]
        pairs += [
            (region, agency)
            for agency, province in UPPER.items()
            for region in REGENCIES
            if province in (None, REGENCIES[region])
        ]
        self.cells = [
            One(month, region, agency, *rest)
            for month, (region, agency) in product(self.months, pairs)
            for rest in product(KINDS, TOPICS, CHANNELS, STATUSES, OUTCOMES)
        ]
        self.columns = {name: np.array([getattr(one, name) for one in self.cells]) for name in NAMES}
        self.known: dict[bytes, int] = {}
        self.truth: list[int] | None = None  # for tests: what every number is held against

    def mask(self, **values: Sequence[str]) -> np.ndarray:
        """Cells that have one of the values, by every name."""
        found = np.ones(len(self.cells), dtype=bool)
        for name, some in values.items():
            found &= np.isin(self.columns[name], list(some))
        return found

    def hear(self, question: Question, report: StatisticsReport) -> None:
        """Write down every number of an answer."""
        assert report.start is not None
        assert report.end is not None
        inside = self._filtered(question.wanted, report.start, report.end)
        for row in (report.total, *report.rows):
            cases = inside.copy()
            for key in row.keys:
                cases &= self._of(key.dimension, key.code)
            for name, values in EQUATIONS.items():
                number = getattr(row, name)
                if number is not None:
                    self.learn(cases & self.mask(**values), number)

    def learn(self, cases: np.ndarray, number: int) -> None:
        """An equation; two that disagree would show that figures are not exact."""
        assert self.known.setdefault(np.packbits(cases).tobytes(), number) == number
        if self.truth is not None:
            assert np.array(self.truth)[cases].sum() == number

    def can_be(self, cases: np.ndarray, least: int, most: int) -> bool:
        """Whether some counts agree with all equations and have `least`..`most` cases of the group."""
        rows = [np.unpackbits(np.frombuffer(one, np.uint8), count=len(self.cells)) for one in self.known]
        table = np.array([*rows, cases.astype(np.uint8)], dtype=np.uint8)
        packed = np.unique(np.packbits(table, axis=0), axis=1)  # cells no equation tells apart are one
        matrix = np.unpackbits(packed, axis=0, count=len(table)).astype(float)
        numbers = list(self.known.values())
        constraints = LinearConstraint(matrix, [*numbers, least], [*numbers, most])
        for whole in (0, 1):  # fractions first: they are quick, and often come out whole
            answer = milp(
                np.zeros(matrix.shape[1]),
                integrality=np.full(matrix.shape[1], whole),
                bounds=Bounds(0, np.inf),
                constraints=constraints,
                options={"time_limit": 60},
            )
            assert answer.status in (0, 2), answer.message
            if answer.status == 2 or np.abs(answer.x - np.round(answer.x)).max() < 1e-6:
                break
        return bool(answer.status == 0)

    def _filtered(self, wanted: StatisticsFilter, start: date, end: date) -> np.ndarray:
        months = [month for month in self.months if f"{start:%Y-%m}" <= month <= f"{end:%Y-%m}"]
        regions = [one for one in REGENCIES if wanted.region in (None, one, REGENCIES[one])]
        conditions = {"agency": wanted.agency, "topic": wanted.topic, "channel": wanted.channel}
        conditions["kind"] = tuple(kind.value for kind in wanted.kind)
        asked = {name: values for name, values in conditions.items() if values}
        return self.mask(month=months, region=regions, **asked)

    def _of(self, dimension: StatisticsDimension, code: str) -> np.ndarray:
        if dimension in (D.QUARTER, D.SEMESTER):
            return self.mask()  # the quarter is all there is
        return self.mask(**{dimension.value.lower(): [code]})


def small_groups(cases: Sequence[One], quarter: str, names: int = 2) -> list[tuple[dict[str, str], int, int]]:
    """Groups of a quarter by up to so many names that are too small to be told: values, cases, bound."""
    there = [case for case in cases if case.month in months_of(quarter)]
    found: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for case in there:
        for chosen in _choices(NAMES, names):
            values = tuple((name, getattr(case, name)) for name in chosen)
            found.setdefault(values, []).append(case.delicate)
    return [
        (dict(values), len(marks), 11 if any(marks) else 5)
        for values, marks in sorted(found.items())
        if len(marks) < (11 if any(marks) else 5)
    ]


def _choices(names: Sequence[str], most: int) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    for name in names:
        found += [(*one, name) for one in found if len(one) < most]
    return found[1:]


def guarded(published: Sequence[Edition]) -> Answers:
    """Asks what is published; None: the question is refused."""

    def answer(question: Question) -> StatisticsReport | None:
        try:
            reader = Reader(published, question.wanted, question.by, KNOWN)
        except RuleViolation:
            return None
        start, end = reader.days()
        return StatisticsReport(_NOW, 5, reader.rows(), reader.total(), start, end)

    return answer


def naive(cases: Sequence[One], quarter: str) -> Answers:
    """The old rule: each answer by itself leaves out small rows, and the smallest other one with them."""
    counted = [(cell, n) for cell, n in cells(cases) if cell.month in months_of(quarter)]

    def answer(question: Question) -> StatisticsReport:
        wanted = question.wanted
        kinds = [kind.value for kind in wanted.kind]
        first, last = max(wanted.start, date(2025, 1, 1)), wanted.end
        matching = [
            (cell, n)
            for cell, n in counted
            if f"{first:%Y-%m}" <= cell.month <= f"{last:%Y-%m}"
            and (wanted.region is None or f"{cell.region}.".startswith(f"{wanted.region}."))
            and cell.agency in (wanted.agency or [cell.agency])
            and cell.kind in (kinds or [cell.kind])
            and cell.topic in (wanted.topic or [cell.topic])
            and cell.channel in (wanted.channel or [cell.channel])
        ]
        groups = {group.codes: group.counts["received"] for group in grouped(matching, question.by)}
        small = {codes for codes, count in groups.items() if count < 5}
        least = (
            min((count for codes, count in groups.items() if codes not in small), default=0) if small else 0
        )
        rows = tuple(
            StatisticsRow(
                tuple(StatisticsKey(*one, one[1]) for one in zip(question.by, codes, strict=True)),
                None if codes in small or count == least else count,
            )
            for codes, count in groups.items()
        )
        whole = sum(groups.values())
        total = StatisticsRow((), None if 0 < whole < 5 else whole)
        return StatisticsReport(_NOW, 5, rows, total, wanted.start, wanted.end)

    return answer
