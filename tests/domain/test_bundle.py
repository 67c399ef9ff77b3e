"""Which bundle may be taken, however the sticks were carried, lost, copied or mixed up."""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.bundle import MOST, Header, Standing, is_new
from hub.errors import BundleRefused

CHAIN = "chain-1"


def digest(number: int) -> str:
    return sha256(str(number).encode()).hexdigest() if number else ""


def header(number: int, base: int = 0, **changes: object) -> Header:
    plain = Header(
        CHAIN, "hub-a", "21.04.x", number, digest(number - 1), base, 0, "2026-11-23T02:00:00+00:00"
    )
    return replace(plain, **changes)


def refusal(one: Header, known: Standing, mark: str | None = None) -> str:
    with pytest.raises(BundleRefused) as refused:
        is_new(one, mark or digest(one.number), known)
    return refused.value.code


def at(last: int, sent: int = 0) -> Standing:
    return Standing(CHAIN, last, digest(last), sent)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=30))
def test_whatever_gets_lost_the_one_that_is_taken_closes_every_gap(trips: list[tuple[int, bool]]) -> None:
    """A sender writes from its base on; some sticks arrive, and acknowledgements come late or never."""
    base, taken, reached = 0, at(0), 0
    for made, (late, arrives) in enumerate(trips, 1):
        if arrives:
            one = header(made, base)
            assert is_new(one, digest(made), taken)
            assert one.base <= reached
            taken, reached = at(made), made
        base = max(base, reached - late)


@given(st.permutations(range(1, 7)))
def test_in_any_order_of_arrival_each_is_taken_once_and_none_after_a_newer_one(order: list[int]) -> None:
    known, taken = at(0), []
    for number in [*order, *order]:
        if number < known.last:
            assert refusal(header(number), known) == "OLD"
        elif is_new(header(number), digest(number), known):
            known = at(number)
            taken.append(number)

    assert taken == sorted(set(taken))
    assert taken[-1] == 6


@given(st.integers(1, 50), st.integers(0, 50))
def test_a_gap_is_refused_exactly_where_something_would_be_missing(ahead: int, last: int) -> None:
    assert refusal(header(last + ahead + 1, last + ahead), at(last)) == "MISSING"
    assert is_new(header(last + ahead + 1, last), digest(last + ahead + 1), at(last))


def test_a_gap_says_which_bundles_to_bring() -> None:
    with pytest.raises(BundleRefused, match="bring a bundle from 3 to 5 first"):
        is_new(header(6, 5), digest(6), at(2))


def test_the_newest_one_once_more_is_nothing_new() -> None:
    assert not is_new(header(3), digest(3), at(3))


def test_another_bundle_of_a_number_that_was_taken_is_a_fork() -> None:
    assert refusal(header(3), at(3), "other") == "FORKED"
    assert refusal(header(4, previous="other"), at(3)) == "FORKED"


def test_an_older_one_is_named_so() -> None:
    assert refusal(header(2), at(3)) == "OLD"


def test_another_enrolment_and_acknowledgements_of_what_was_never_made_are_refused() -> None:
    assert refusal(header(1, chain="chain-2"), at(0)) == "OTHER_CHAIN"
    assert refusal(header(1, acknowledges=2), at(0, sent=1)) == "REWOUND"


@pytest.mark.parametrize(
    "counters",
    [{"number": 0}, {"number": 3, "base": 3}, {"base": -1}, {"acknowledges": -1}, {"number": MOST + 1}],
)
def test_counters_that_cannot_be_true_are_no_header(counters: dict[str, int]) -> None:
    with pytest.raises(BundleRefused):
        header(**({"number": 3} | counters))
