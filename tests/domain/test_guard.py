"""The guard of a table: every small cell that is kept back could as well be a large one."""

from collections.abc import Mapping
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from hub.domain.figures import DELICATE_BELOW, SUPPRESSED_BELOW
from hub.domain.guard import NOTHING, Code, Row, Table, Tally, line, rectangle

SIZES = st.lists(st.integers(0, 30), min_size=1, max_size=8)
ROWS = st.integers(1, 4)


def steady(name: str) -> float:
    """A blur that a test can repeat."""
    return Random(name).random()  # noqa: S311


def kinds(*sizes: int, delicate: bool = False) -> dict[Code, Tally]:
    """Codes a, b, c ... of one group."""
    return {("KIND", chr(97 + place)): Tally(size, size * delicate) for place, size in enumerate(sizes)}


def told(*sizes: int, delicate: bool = False) -> str:
    """Which of the codes of a single place are told."""
    codes = kinds(*sizes, delicate=delicate)
    total = sum(codes.values(), NOTHING)
    return "".join(sorted(value for _, value in line(codes, total, lambda name: 0.0)))


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((10, 20, 30), "abc"),
        ((0, 20, 30), "abc"),  # nobody is behind a nought
        ((3, 20, 30), "c"),  # the total would give back the 3
        ((4, 4, 20, 30), "cd"),  # together they are enough
        ((1, 1, 1, 20, 30), "e"),
        ((4,), ""),
        ((3, 6, 8), "c"),
    ],
)
def test_small_codes_are_kept_back_with_as_many_as_it_takes(sizes: tuple[int, ...], expected: str) -> None:
    assert told(*sizes) == expected


def test_groups_with_guarded_cases_need_more() -> None:
    assert told(10, 30, 50) == "abc"
    assert told(10, 30, 50, delicate=True) == "c"
    assert (SUPPRESSED_BELOW, DELICATE_BELOW) == (5, 11)


@given(SIZES, st.booleans())
def test_neither_what_is_told_of_a_place_nor_the_rest_is_small(sizes: list[int], delicate: bool) -> None:
    codes = kinds(*sizes, delicate=delicate)
    total = sum(codes.values(), NOTHING)
    shown = line(codes, total, steady)
    assert not any(codes[code].small for code in shown)
    assert total.small or not (total - sum((codes[code] for code in shown), NOTHING)).small


def table_of(counts: list[list[int]]) -> Table:
    """Rows p, q, ... of a place whose sums are all told."""
    rows: dict[Row, Mapping[Code, Tally]] = {
        chr(112 + place): kinds(*some) for place, some in enumerate(counts)
    }
    totals = {row: sum(codes.values(), NOTHING) for row, codes in rows.items()}
    sums = {code: sum((rows[row][code] for row in rows), NOTHING) for code in kinds(*counts[0])}
    big = {row for row in rows if not totals[row].small}
    whole = sum(totals.values(), NOTHING)
    if (whole - sum((totals[row] for row in big), NOTHING)).small:
        big = set()
    return Table({row: rows[row] for row in big}, {row: totals[row] for row in big}, whole, sums)


@st.composite
def counted(draw: st.DrawFn) -> list[list[int]]:
    """A table of up to four places and four kinds, many of its cells small."""
    wide, high = draw(st.integers(1, 4)), draw(ROWS)
    cell = st.one_of(st.integers(0, 6), st.integers(0, 40))
    return [[draw(cell) for _ in range(wide)] for _ in range(high)]


def most(counts: list[list[int]], place: tuple[int, int], known: list[tuple[np.ndarray, int]]) -> int:
    """The largest value of a cell that agrees with everything told."""
    shape = (len(counts), len(counts[0]))
    goal = np.zeros(shape)
    goal[place] = -1
    found = milp(
        goal.ravel(),
        integrality=np.ones(goal.size),
        bounds=Bounds(0, np.inf),
        constraints=LinearConstraint(
            np.array([mask.ravel() for mask, _ in known]), [n for _, n in known], [n for _, n in known]
        ),
    )
    assert found.status == 0
    return round(-found.fun)


@settings(max_examples=120, deadline=None)
@given(counted())
def test_no_small_cell_of_a_table_can_be_bounded_below_the_smallest_number_told(
    counts: list[list[int]],
) -> None:
    table = table_of(counts)
    codes = set(line(table.sums, table.whole, steady))
    if table.whole.small:
        return
    rows, chosen = rectangle(table, codes, steady)
    known = list(facts(counts, table, codes, rows, chosen))
    for place in product(range(len(counts)), range(len(counts[0]))):
        if 0 < counts[place[0]][place[1]] < SUPPRESSED_BELOW:
            assert most(counts, place, known) >= SUPPRESSED_BELOW, place


def facts(
    counts: list[list[int]], table: Table, codes: set[Code], rows: frozenset[Row], chosen: frozenset[Code]
) -> list[tuple[np.ndarray, int]]:
    """Everything that is told of the table: its whole, its rows, its codes, and the rectangle inside."""
    values = np.array(counts)
    found = []
    sums = [(slice(None), slice(None))]
    sums += [(slice(None), slice(ord(value) - 97, ord(value) - 96)) for _, value in codes]
    sums += [(slice(ord(row) - 112, ord(row) - 111), slice(None)) for row in table.rows]
    sums += [
        (slice(ord(row) - 112, ord(row) - 111), slice(ord(value) - 97, ord(value) - 96))
        for row in rows
        for _, value in chosen
    ]
    for where in sums:
        mask = np.zeros(values.shape)
        mask[where] = 1
        found.append((mask, int(values[where].sum())))
    return found


@pytest.mark.parametrize(
    "counts",
    [
        [[3, 20], [20, 20]],  # two by two: the small one drags everything along
        [[3, 20, 30], [20, 20, 20], [30, 40, 50]],
        [[9, 1, 8], [7, 8, 9], [0, 12, 3]],
    ],
)
def test_rows_and_codes_without_anything_small_stay(counts: list[list[int]]) -> None:
    table = table_of(counts)
    rows, chosen = rectangle(table, set(table.sums), steady)
    for row, code in product(rows, chosen):
        assert not table.rows[row][code].small
    assert (len(rows) == 0) == (len(chosen) == 0)


def test_a_large_table_loses_only_what_it_has_to() -> None:
    counts = [[100, 90, 80], [70, 60, 50], [3, 40, 30]]
    rows, chosen = rectangle(table_of(counts), set(kinds(0, 0, 0)), lambda name: 0.0)
    assert (sorted(rows), sorted(value for _, value in chosen)) == (["p"], ["a", "b", "c"])


def test_which_companion_is_kept_back_is_left_to_chance() -> None:
    codes = kinds(4, 20, 21, 22, 23, 24)
    total = sum(codes.values(), NOTHING)
    hidden = {
        next(
            iter(
                set(codes)
                - line(codes, total, lambda name, key=key: steady(f"{key}{name}"))
                - {("KIND", "a")}
            )
        )
        for key in range(40)
    }
    assert len(hidden) > 2
