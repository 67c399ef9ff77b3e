"""An edition: what is published about the cases received in one quarter, worked out once and never again.

Every published figure is read off editions and nothing else, so whoever asks, however often and in whatever
combination, learns no more than what stands in them. See ADR 0018.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hub.domain.counting import STAGES, Cell
from hub.domain.guard import NOTHING, Blur, Code, Table, Tally, line, rectangle
from hub.domain.region import province_of

Path = tuple[str, ...]
"""A place: () all, (province), (province, regency), and (province, regency, agency)."""

ENUMERATED: dict[str, Callable[[Cell], str]] = {
    "KIND": lambda cell: cell.kind,
    "TOPIC": lambda cell: cell.topic,
    "CHANNEL": lambda cell: cell.channel,
    "STATUS": lambda cell: cell.status,
    "MONTH": lambda cell: cell.month,
}
"""What a case is told by besides its place, and how to read it off a cell."""

COURSE: dict[str, Mapping[str, str]] = {
    "RESOLUTION": {"in_time": "met", "late": "late", "missed": "missed"},
    "VERIFICATION": {"verification_met": "met", "verification_breached": "breached"},
    "FIRST_RESPONSE": {"response_met": "met", "response_breached": "breached"},
    "OVERDUE": {"overdue": "yes"},
    "RETURNED": {"returned": "yes"},
    "ESCALATED": {"escalated": "yes"},
    "REOPENED": {"reopened": "yes"},
    "RATED": {"rated": "yes"},
    "ROUTED": {"routed": "person", "auto_routed": "auto"},  # auto is taken off person: see `_Node.measure`
}
"""What became of a case: measure -> value; the cases of none of them have the value ''."""

_VALUES = {measure: (about, value) for about, of in COURSE.items() for measure, value in of.items()}

FAMILIES: tuple[frozenset[str], ...] = (
    frozenset({"KIND"}),
    frozenset({"TOPIC"}),
    frozenset({"CHANNEL"}),
    frozenset({"MONTH"}),
    frozenset({"STATUS", *COURSE}),
)
"""Told for the same places. What became of a case hangs together, so it is one family."""

_PLACE: Code = ("", "place")


@dataclass(frozen=True, slots=True)
class Told:
    """What is published about one place or agency.

    `codes`: about -> value -> cases; a value that is not there is 0 if `whole` has what it is about, and
    kept back otherwise. `complete`: nothing of it is kept back in the places and agencies below it.
    """

    received: int
    codes: Mapping[str, Mapping[str, int]]
    whole: frozenset[str]
    complete: bool
    hours: Mapping[str, Mapping[int, int]]
    sums: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Edition:
    """One quarter. `upper`: agencies that work in several regencies, with the cases they hold in all."""

    quarter: str  # 2026-Q3
    nodes: Mapping[Path, Told] = field(default_factory=dict)
    upper: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Node:
    """Counts of one place or agency."""

    total: Tally = NOTHING
    codes: dict[Code, Tally] = field(default_factory=dict)
    hours: dict[str, Counter[int]] = field(default_factory=lambda: {stage: Counter() for stage in STAGES})
    sums: Counter[str] = field(default_factory=Counter)
    children: dict[str, "_Node"] = field(default_factory=dict)

    def add(self, code: Code, tally: Tally) -> None:
        self.codes[code] = self.codes.get(code, NOTHING) + tally

    def measure(self, cell: Cell, amount: int) -> None:
        """Count a cell whose place this is."""
        word, _, bucket = cell.measure.partition(":")
        tally = Tally(amount, amount if cell.delicate else 0)
        if word == "received":
            self.total = self.total + tally
        elif word in _VALUES:
            self.add(_VALUES[word], tally)
        if word == "auto_routed":
            self.add(("ROUTED", "person"), NOTHING - tally)
        elif word in STAGES:
            self.hours[word][int(bucket)] += amount
        elif word in ("hops", "rating"):
            self.sums[word] += amount


def of_nothing(quarter: str) -> Edition:
    """The edition of a quarter without a case."""
    return Drafting(quarter, lambda agency: None, lambda name: 0.5).edition(lambda agency: None)


class Drafting:
    """Works an edition out. `home` says in which regency alone an agency works; None: in several."""

    def __init__(self, quarter: str, home: Callable[[str], str | None], blur: Blur) -> None:
        self._quarter, self._home, self._blur = quarter, home, blur
        self._root = _Node()
        self._upper: dict[str, Tally] = defaultdict(Tally)
        self._met: dict[tuple[str, str], tuple[_Node, ...]] = {}
        self._told: dict[Path, Told] = {}

    def count(self, about: str, cells: Iterable[tuple[Cell, int]]) -> None:
        """Take in the `received` of the cells by one of `ENUMERATED`."""
        for cell, amount in cells:
            if cell.measure == "received":
                for node in self._around(cell):
                    node.add((about, ENUMERATED[about](cell)), _tally(cell, amount))

    def measure(self, cells: Iterable[tuple[Cell, int]]) -> None:
        """Take in everything else that was counted."""
        for cell, amount in cells:
            for node in self._around(cell):
                node.measure(cell, amount)
            if cell.measure == "received" and self._home(cell.agency) is None:
                self._upper[cell.agency] += _tally(cell, amount)

    def edition(self, lies_in: Callable[[str], str | None]) -> Edition:
        """What may be published. `lies_in`: the province of an agency that works in several regencies."""
        if self._root.total.small:
            return Edition(self._quarter)
        self._complement(self._root)
        codes: set[Code] = set()
        for family in FAMILIES:
            some = {code: tally for code, tally in self._root.codes.items() if code[0] in family}
            codes |= line(some, self._root.total, self._blurred(()))
        self._tell((), self._root, codes)
        return Edition(self._quarter, self._told, self._tell_upper(lies_in))

    def _around(self, cell: Cell) -> tuple[_Node, ...]:
        """The nodes a case counts in: everything around it, and its agency where that is at home there."""
        place = cell.region, cell.agency
        if place not in self._met:
            self._met[place] = tuple(self._nodes(cell))
        return self._met[place]

    def _nodes(self, cell: Cell) -> Iterator[_Node]:
        node = self._root
        yield node
        steps = [province_of(cell.region), cell.region] if cell.region else []
        if steps and self._home(cell.agency) == cell.region:
            steps.append(cell.agency)
        for step in steps:
            if step not in node.children:
                node.children[step] = _Node()
            node = node.children[step]
            yield node

    def _complement(self, node: _Node) -> None:
        for about in COURSE:
            told = sum((tally for (one, _), tally in node.codes.items() if one == about), NOTHING)
            node.codes[about, ""] = node.total - told
        for child in node.children.values():
            self._complement(child)

    def _tell(self, path: Path, node: _Node, codes: set[Code]) -> None:
        """Tell these codes of the node, and of what is below it whatever can be told."""
        lines = {name: {_PLACE: child.total} for name, child in node.children.items()}
        totals = {name: child.total for name, child in node.children.items()}
        blur = self._blurred(path)
        known, _ = rectangle(Table(lines, totals, node.total, {_PLACE: node.total}), {_PLACE}, blur)
        below: dict[str, set[Code]] = {name: set() for name in known}
        for family in FAMILIES:
            some = {code for code in codes if code[0] in family}
            table = Table(
                {name: node.children[name].codes for name in known},
                {name: totals[name] for name in known},
                node.total,
                node.codes,
            )
            rows, chosen = rectangle(table, some, blur)
            for name in rows:
                below[name] |= chosen
        rest = node.total - sum((totals[name] for name in known), NOTHING)
        self._told[path] = _told(node, codes, complete=not rest.cases)
        for name in sorted(known):
            self._tell((*path, name), node.children[name], below[name])

    def _tell_upper(self, lies_in: Callable[[str], str | None]) -> dict[str, int]:
        """Agencies of provinces and of the nation: each as a whole, if what is left over is not small."""
        told = {agency: tally for agency, tally in self._upper.items() if agency and not tally.small}
        told = {one: tally for one, tally in told.items() if self._place(lies_in(one)) in self._told}
        blur = self._blurred(("upper",))
        for province in (*sorted(self._root.children), None):
            inside = [agency for agency in sorted(told) if province in (None, lies_in(agency))]
            inside.sort(key=lambda agency: told[agency].cases * (1 + blur(agency)))
            while inside and self._left_over(province, [told[agency] for agency in inside]).small:
                del told[inside.pop(0)]
        return {agency: tally.cases for agency, tally in told.items()}

    def _left_over(self, province: str | None, upper: Collection[Tally]) -> Tally:
        node = self._root if province is None else self._root.children[province]
        start = self._place(province)
        agencies = [path for path in self._told if len(path) == 3 and path[: len(start)] == start]
        local = [self._root.children[a].children[b].children[c].total for a, b, c in agencies]
        return node.total - sum(local, NOTHING) - sum(upper, NOTHING)

    @staticmethod
    def _place(province: str | None) -> Path:
        return () if province is None else (province,)

    def _blurred(self, path: Path) -> Blur:
        return lambda name: self._blur("/".join((self._quarter, *path, name)))


def _tally(cell: Cell, amount: int) -> Tally:
    return Tally(amount, amount if cell.delicate else 0)


def _told(node: _Node, codes: Collection[Code], *, complete: bool) -> Told:
    shown: dict[str, dict[str, int]] = defaultdict(dict)
    for about, value in sorted(codes):
        shown[about][value] = node.codes.get((about, value), NOTHING).cases
    whole = {about for about, values in shown.items() if sum(values.values()) == node.total.cases}
    if not node.total.cases:
        whole |= {about for family in FAMILIES for about in family}
    return Told(
        received=node.total.cases,
        codes={
            about: {value: cases for value, cases in values.items() if cases or about not in whole}
            for about, values in shown.items()
        },
        whole=frozenset(whole),
        complete=complete,
        hours={stage: dict(histogram) for stage, histogram in node.hours.items() if histogram},
        sums=dict(node.sums),
    )
