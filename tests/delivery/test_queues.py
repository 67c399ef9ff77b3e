from hypothesis import given
from hypothesis import strategies as st

from hub.delivery.queues import limits_of
from hub.domain.exchange import Idempotency, Manifest


def manifest(concurrency: int, rate: float) -> Manifest:
    return Manifest(
        name="kota-dinas",
        kind="declarative",
        agency="62.01.dinas",
        capabilities=frozenset(),
        idempotency=Idempotency.KEY,
        maturity=2,
        zone="Asia/Jakarta",
        concurrency=concurrency,
        drain_per_second=rate,
    )


@given(
    concurrency=st.integers(1, 50),
    rate=st.floats(0.01, 500),
    polling=st.floats(0.05, 5),
)
def test_a_queue_never_drains_faster_than_the_instance_allows(
    concurrency: int, rate: float, polling: float
) -> None:
    limits = limits_of(manifest(concurrency, rate), polling)

    assert limits.concurrency == concurrency
    assert limits.limit >= 1
    assert limits.limit / limits.period <= rate * 1.000001
    assert limits.limit / limits.period >= rate * 0.999999


@given(rate=st.floats(0.01, 500), polling=st.floats(0.05, 5))
def test_the_period_spans_more_than_two_polls_so_that_no_share_is_lost(rate: float, polling: float) -> None:
    limits = limits_of(manifest(4, rate), polling)

    assert limits.period > 2 * polling


def test_two_per_second_are_ten_in_five_seconds() -> None:
    limits = limits_of(manifest(4, 2.0), 1.0)

    assert (limits.limit, limits.period) == (10, 5.0)
    assert limits.polling_s == 1.0
