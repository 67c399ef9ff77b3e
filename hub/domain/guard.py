"""The guard of small numbers: which part of a table can be told so that nothing small can be worked out.

A table has rows (places, agencies) and codes (kinds, topics, ways a clock ended), grouped by what they are
about; each group tells every case once. Its sums are known: of every row, and of every code that the place
above tells. What is told of its inside is a rectangle: the same codes for the same rows. So what is kept
back is two complete tables, one above the other, of which only the sums are known, and a complete table of
which only the sums are known gives back no cell (Fréchet): each can be as large as the smaller of its sums.
Therefore no sum may be small, and that is all that has to be checked. Reasons and limits: ADR 0018.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hub.domain.figures import DELICATE_BELOW, SUPPRESSED_BELOW

Row = str
Code = tuple[str, str]  # what it is about, and its value; value '' is told for free


@dataclass(frozen=True, slots=True)
class Tally:
    """So many cases, and how many of them are restricted, oversight or whistle-blowing."""

    cases: int = 0
    delicate: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.cases + other.cases, self.delicate + other.delicate)

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(self.cases - other.cases, self.delicate - other.delicate)

    @property
    def small(self) -> bool:
        """Whether the number could name somebody."""
        return 0 < self.cases < (DELICATE_BELOW if self.delicate else SUPPRESSED_BELOW)


NOTHING = Tally()
Line = Mapping[Code, Tally]
Mends = tuple[Mapping[Row, int], Mapping[Code, int]]  # what would help if it were dropped, and how much
_LARGE = 400  # cells; in larger tables nothing is tried twice
Blur = Callable[[str], float]
"""A name -> a number in 0..1 that nobody outside can foretell, the same every time."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with their totals, the codes that may be told at all, and the sums over all rows that exist.

    `whole` and `sums` also count rows that are not in `rows`: those nothing is told about.
    """

    rows: Mapping[Row, Line]
    totals: Mapping[Row, Tally]
    whole: Tally
    sums: Line


@dataclass(slots=True)
class _Cut:
    """What is told so far; it only shrinks. `bad` are the small cells in it."""

    table: Table
    blur: Blur
    rows: set[Row]
    codes: set[Code]
    bad: set[tuple[Row, Code]]

    def groups(self) -> dict[str, list[Code]]:
        found: dict[str, list[Code]] = {}
        for code in sorted(self.codes):
            found.setdefault(code[0], []).append(code)
        return found

    def cell(self, row: Row, code: Code) -> Tally:
        return self.table.rows[row].get(code, NOTHING)

    def drop(self, rows: Mapping[Row, int], codes: Mapping[Code, int]) -> None:
        """Keep back the row or the code by which least is lost, for as much as it mends.

        Of nearly equal ones it is one by chance: a rule that always took the smallest would betray how
        large it is.
        """
        choices = [(self._row_cost(row) / mended, 0, row, ("", "")) for row, mended in rows.items()]
        choices += [(self._code_cost(code) / mended, 1, "", code) for code, mended in codes.items()]
        _, is_code, row, code = min(choices)
        if is_code:
            self.codes.discard(code)
            self.bad = {one for one in self.bad if one[1] != code}
        else:
            self.rows.discard(row)
            self.bad = {one for one in self.bad if one[0] != row}

    def _row_cost(self, row: Row) -> float:
        lost = sum(self.cell(row, code).cases for code in self.codes if code[1])
        return lost * (1 + self.blur(row))

    def _code_cost(self, code: Code) -> float:
        if not code[1]:
            return 0.0
        lost = sum(self.cell(row, code).cases for row in self.rows)
        return lost * (1 + self.blur("|".join(code)))


def rectangle(table: Table, codes: set[Code], blur: Blur) -> tuple[frozenset[Row], frozenset[Code]]:
    """Rows and codes whose cells are told; both empty where nothing can be.

    Args:
        table: what is counted. The totals of its rows are told already, and none of them is small.
        codes: those of which `table.sums` is told already.
        blur: see `Blur`.
    """
    rows = table.rows
    bad = {(row, code) for row in rows for code in codes if rows[row].get(code, NOTHING).small}
    cut = _Cut(table, blur, set(rows), set(codes), bad)
    while cut.rows and cut.codes:
        mends = next((found for check in _CHECKS if (found := check(cut)) is not None), None)
        if mends is None:
            _take_back(cut, codes)
            return frozenset(cut.rows), frozenset(cut.codes)
        cut.drop(*mends)
    return frozenset(), frozenset()


def _take_back(cut: _Cut, codes: set[Code]) -> None:
    """What was dropped on the way and, as things stand, need not have been; largest first."""
    table = cut.table
    if len(table.rows) * len(codes) > _LARGE:
        return
    for row in sorted(set(table.rows) - cut.rows, key=lambda one: (-table.totals[one].cases, one)):
        _try(cut, cut.rows | {row}, cut.codes)
    for code in sorted(codes - cut.codes, key=lambda one: (-table.sums.get(one, NOTHING).cases, one)):
        _try(cut, cut.rows, cut.codes | {code})


def _try(cut: _Cut, rows: set[Row], codes: set[Code]) -> None:
    lines = cut.table.rows
    bad = {(row, code) for row in rows for code in codes if lines[row].get(code, NOTHING).small}
    more = _Cut(cut.table, cut.blur, rows, codes, bad)
    if all(check(more) is None for check in _CHECKS):
        cut.rows, cut.codes = rows, codes


def line(codes: Line, total: Tally, blur: Blur) -> frozenset[Code]:
    """Codes that are told of a place whose total is told, where nothing is told of what is around it."""
    alone = Table({"": codes}, {"": total}, total, codes)
    return rectangle(alone, set(codes), blur)[1]


def _small_cell(cut: _Cut) -> Mends | None:
    """A cell inside: its row or its code has to go."""
    if not cut.bad:
        return None
    rows, codes = Counter(row for row, _ in cut.bad), Counter(code for _, code in cut.bad)
    return ({} if len(cut.rows) == 1 else rows), codes


def _small_rest_of_row(cut: _Cut) -> Mends | None:
    """What a row has besides its cells: another of its codes joins it, or the row goes."""
    for row in sorted(cut.rows):
        for codes in cut.groups().values():
            told = sum((cut.cell(row, code) for code in codes), NOTHING)
            if (cut.table.totals[row] - told).small:
                some = {code: 1 for code in codes if cut.cell(row, code).cases}
                return ({} if len(cut.rows) == 1 else {row: 1}), (some or dict.fromkeys(codes, 1))
    return None


def _small_rest_of_code(cut: _Cut) -> Mends | None:
    """What a code has in rows that are not told: another row joins them, or the code goes."""
    for code in sorted(cut.codes):
        told = sum((cut.cell(row, code) for row in cut.rows), NOTHING)
        if (cut.table.sums.get(code, NOTHING) - told).small:
            return {row: 1 for row in cut.rows if cut.cell(row, code).cases}, {code: 1}
    return None


def _small_remainder(cut: _Cut) -> Mends | None:
    """What rows that are not told have in codes that are not told: more of either joins them."""
    outside = cut.table.whole - sum((cut.table.totals[row] for row in cut.rows), NOTHING)
    for codes in cut.groups().values():
        known = NOTHING
        for code in codes:
            inside = sum((cut.cell(row, code) for row in cut.rows), NOTHING)
            known = known + (cut.table.sums.get(code, NOTHING) - inside)
        if (outside - known).small:
            return dict.fromkeys(cut.rows, 1), dict.fromkeys(codes, 1)
    return None


_CHECKS: tuple[Callable[[_Cut], Mends | None], ...] = (
    _small_cell,
    _small_rest_of_row,
    _small_rest_of_code,
    _small_remainder,
)
