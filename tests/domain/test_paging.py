"""The four Relay arguments of a list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.paging import MAX_PAGE, Window, window
from hub.errors import RuleViolation

SIZE = st.integers(0, MAX_PAGE)
CURSOR = st.none() | st.text(min_size=1, max_size=5)


@given(SIZE, CURSOR)
def test_first_and_after_read_forward(first: int, after: str | None) -> None:
    assert window(first, after) == Window(first, after=after)


@given(SIZE, CURSOR)
def test_last_and_before_read_backward(last: int, before: str | None) -> None:
    assert window(None, None, last, before) == Window(last, before=before, backward=True)


def test_without_a_size_a_page_has_the_default() -> None:
    assert window(None, None).size == 20
    assert window(None, "x", default=50) == Window(50, after="x")


def test_both_directions_at_once_are_refused() -> None:
    with pytest.raises(RuleViolation) as refusal:
        window(1, None, 1)
    assert (refusal.value.code, refusal.value.field) == ("INVALID", "first")


@given(st.integers().filter(lambda size: not 0 <= size <= MAX_PAGE), st.booleans())
def test_a_size_outside_nought_to_a_hundred_is_refused_with_its_field(size: int, backward: bool) -> None:
    with pytest.raises(RuleViolation) as refusal:
        window(None, None, size) if backward else window(size, None)
    assert (refusal.value.code, refusal.value.field) == ("INVALID", "last" if backward else "first")
