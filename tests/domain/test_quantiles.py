"""Percentiles from the sketch: within their stated error of the exact ones, and as if nothing had changed."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.quantiles import ERROR, LAST, LEAST, bucket_of, hours_of, percentile

TEN_YEARS = 10 * 366 * 24
HOURS = st.one_of(st.floats(LEAST, TEN_YEARS), st.floats(LEAST, 48), st.floats(0, LEAST))


def exact(values: list[float], share: float) -> float:
    """The nearest rank."""
    return sorted(values)[max(1, math.ceil(share * len(values))) - 1]


@given(st.lists(HOURS, min_size=1, max_size=200), st.sampled_from([0.01, 0.25, 0.5, 0.9, 0.99, 1.0]))
def test_every_percentile_is_within_one_per_cent_of_the_exact_one(values: list[float], share: float) -> None:
    found = percentile(Counter(map(bucket_of, values)), share)
    true = exact(values, share)
    assert found is not None
    if true <= LEAST:
        assert found == 0.0
    else:
        assert abs(found - true) <= ERROR * true * (1 + 1e-9) + 0.005


@given(st.lists(HOURS, min_size=1), st.lists(HOURS), st.sampled_from([0.5, 0.9]))
def test_sketches_can_be_added_and_taken_away_again(
    kept: list[float], gone: list[float], share: float
) -> None:
    histogram = Counter(map(bucket_of, [*kept, *gone]))
    histogram.subtract(map(bucket_of, gone))
    assert percentile(histogram, share) == percentile(Counter(map(bucket_of, kept)), share)


@given(HOURS, HOURS)
def test_buckets_keep_the_order_of_hours(one: float, other: float) -> None:
    assert (one <= other) <= (bucket_of(one) <= bucket_of(other))


@pytest.mark.parametrize(("hours", "bucket"), [(0, 0), (LEAST, 0), (TEN_YEARS, LAST), (1e9, LAST)])
def test_the_ends_of_the_scale(hours: float, bucket: int) -> None:
    assert bucket_of(hours) == bucket


def test_a_bucket_is_two_per_cent_wide_and_there_are_fewer_than_a_thousand() -> None:
    assert hours_of(101) / hours_of(100) == pytest.approx((1 + ERROR) / (1 - ERROR))
    assert LAST < 1_000


def test_no_durations_have_no_percentile() -> None:
    assert percentile({}, 0.5) is None
    assert percentile({3: 0}, 0.5) is None
