"""Publishable figures: what is too small is left out, and no total gives it back."""

from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hub.domain.counting import Cell
from hub.domain.figures import (
    DELICATE_BELOW,
    SUPPRESSED_BELOW,
    Group,
    grouped,
    hidden,
    left_out,
    percentile,
    row_of,
)
from hub.domain.statistics import StatisticsDimension

PLAIN = Cell("2026-11", "62.01.dinkes", "62.01", "kesehatan", "COMPLAINT", "web", "CLOSED", "received", 0)
SIZES = st.lists(st.integers(0, 30), min_size=1, max_size=8)


def cell(**changes: object) -> Cell:
    """A figure of the health office."""
    return Cell(**({name: getattr(PLAIN, name) for name in Cell.__dataclass_fields__} | changes))  # type: ignore[arg-type]


def groups_of(*sizes: int, delicate: bool = False, measure: str = "received") -> list[Group]:
    """Groups a, b, c ... with these counts."""
    found = []
    for place, size in enumerate(sizes):
        group = Group((chr(ord("a") + place),), delicate=delicate)
        group.counts[measure] = size
        found.append(group)
    return found


def names(codes: frozenset[tuple[str, ...]]) -> str:
    """The hidden ones, in order."""
    return "".join(sorted(code for (code,) in codes))


def test_cells_are_summed_per_combination_of_codes() -> None:
    cells = [
        (cell(), 2),
        (cell(status="OPEN"), 3),
        (cell(month="2026-07", measure="answered"), 1),
        (cell(measure="response:4"), 5),
    ]
    by_quarter = grouped(cells, [StatisticsDimension.QUARTER])
    assert [(group.codes, dict(group.counts), dict(group.responses)) for group in by_quarter] == [
        (("2026-Q3",), {"answered": 1}, {}),
        (("2026-Q4",), {"received": 5}, {4: 5}),
    ]
    semesters = grouped(cells, [StatisticsDimension.SEMESTER, StatisticsDimension.KIND])
    assert [group.codes for group in semesters] == [("2026-S2", "COMPLAINT")]


@pytest.mark.parametrize(
    ("month", "quarter", "semester"),
    [
        ("01", "Q1", "S1"),
        ("03", "Q1", "S1"),
        ("04", "Q2", "S1"),
        ("06", "Q2", "S1"),
        ("07", "Q3", "S2"),
        ("12", "Q4", "S2"),
    ],
)
def test_months_fall_into_their_quarter_and_semester(month: str, quarter: str, semester: str) -> None:
    dimensions = [StatisticsDimension.QUARTER, StatisticsDimension.SEMESTER]
    assert grouped([(cell(month=f"2026-{month}"), 1)], dimensions)[0].codes == (
        f"2026-{quarter}",
        f"2026-{semester}",
    )


@pytest.mark.parametrize(
    ("sizes", "out"),
    [
        ((10, 20, 30), ""),
        ((0, 20, 30), ""),  # nobody is behind a nought
        ((3, 20, 30), "ab"),  # the total would give back the 3
        ((3, 30, 20), "ac"),  # the smallest of the others goes along
        ((4, 4, 20, 30), "abc"),
        ((3, 20, 20, 30), "abc"),  # of equals all: a reader who knows the rule could tell them apart
        ((1, 1, 1, 1, 1, 20, 30), "abcdef"),
        ((4,), "a"),
        ((1, 2), "ab"),
    ],
)
def test_small_groups_are_hidden_with_as_many_as_it_takes(sizes: tuple[int, ...], out: str) -> None:
    assert names(hidden(groups_of(*sizes))) == out


def test_groups_with_guarded_cases_need_more() -> None:
    assert names(hidden(groups_of(10, 50, delicate=True))) == "ab"
    assert names(hidden(groups_of(10, 50))) == ""
    assert (SUPPRESSED_BELOW, DELICATE_BELOW) == (5, 11)


def readings(sizes: list[int], out: set[int]) -> list[dict[int, int]]:
    """Every assignment of hidden counts that a reader cannot rule out by the rows shown and the total."""
    unknown, rest = sorted(out), sum(sizes[place] for place in out)
    found = []
    for guess in product(range(1, rest + 1), repeat=len(unknown) - 1):
        last = rest - sum(guess)
        if last < 1:
            continue
        whole = list(sizes)
        for place, value in zip(unknown, (*guess, last), strict=True):
            whole[place] = value
        if {ord(code) - ord("a") for (code,) in hidden(groups_of(*whole))} == out:
            found.append(dict(zip(unknown, (*guess, last), strict=True)))
    return found


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 16), min_size=2, max_size=4))
def test_no_small_count_can_be_worked_out_from_the_total(sizes: list[int]) -> None:
    groups = groups_of(*sizes)
    out = {ord(code) - ord("a") for (code,) in hidden(groups)}
    assume(out)
    assume(any(size >= SUPPRESSED_BELOW for size in sizes))  # else there is nothing to hide behind
    possible = readings(sizes, out)
    for place in out:
        if sizes[place] < SUPPRESSED_BELOW:
            assert len({reading[place] for reading in possible}) > 1, (sizes, place)


@given(SIZES, st.booleans())
def test_no_count_below_the_bound_is_ever_shown(sizes: list[int], delicate: bool) -> None:
    groups = groups_of(*sizes, delicate=delicate)
    out = hidden(groups)
    for group in groups:
        row = row_of(group, (), 1_000, suppress=group.codes in out)
        assert row.received is None or row.received == 0 or row.received >= group.bound


@given(SIZES)
def test_large_groups_are_hidden_only_for_small_ones_sake_and_all_of_one_size(sizes: list[int]) -> None:
    groups = groups_of(*sizes)
    large = {group.counts["received"] for group in groups if group.codes in hidden(groups)} - {1, 2, 3, 4}
    assert len(large) <= 1
    assert not large or any(0 < size < 5 for size in sizes)


def test_a_small_count_in_a_large_row_takes_that_of_another_row_along() -> None:
    groups = groups_of(50, 60, 70)
    for group, answered in zip(groups, (3, 40, 20), strict=True):
        group.counts["answered"] = answered
    without = left_out(groups, hidden(groups))
    assert without == {("a",): {"answered"}, ("b",): frozenset(), ("c",): {"answered"}}
    row = row_of(groups[2], (), None, suppress=False, without=without["c",])
    assert (row.received, row.answered, row.on_time_share) == (70, None, None)


def test_hidden_rows_have_no_counts_to_leave_out() -> None:
    groups = groups_of(2, 50, 60)
    groups[2].counts["answered"] = 3
    assert left_out(groups, hidden(groups)) == {("c",): {"answered"}}


def test_a_suppressed_row_says_nothing_but_its_keys() -> None:
    group = groups_of(3)[0]
    row = row_of(group, (), 1_000, suppress=True)
    assert {getattr(row, name) for name in row.__dataclass_fields__ if name != "keys"} == {None}


def test_shares_rates_and_percentiles() -> None:
    group = Group(("a",))
    for measure, amount in {"received": 40, "answered": 20, "on_time": 15}.items():
        group.counts[measure] = amount
    group.responses |= {0: 10, 14: 10}
    row = row_of(group, (), 200_000, suppress=False)
    assert (row.on_time_share, row.per_hundred_thousand) == (0.75, 20.0)
    assert (row.median_hours, row.p90_hours) == (0.5, pytest.approx(11.7))
    assert row_of(group, (), None, suppress=False).per_hundred_thousand is None


def test_percentiles_of_few_answers_are_left_out() -> None:
    group = groups_of(40)[0]
    group.responses[3] = 4
    assert row_of(group, (), None, suppress=False).median_hours is None


@given(st.dictionaries(st.integers(0, 63), st.integers(1, 50), min_size=1), st.floats(0.01, 1))
def test_a_percentile_lies_between_the_least_and_the_greatest(
    histogram: dict[int, int], share: float
) -> None:
    least, greatest = percentile({min(histogram): 1}, 1), percentile({max(histogram): 1}, 1)
    found = percentile(histogram, share)
    assert least is not None
    assert found is not None
    assert greatest is not None
    assert least <= found <= greatest


def test_no_answers_have_no_percentile() -> None:
    assert percentile({}, 0.5) is None
