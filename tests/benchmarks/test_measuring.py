import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.load import percentile
from benchmarks.measuring import Figures, job, measure, run, typical
from benchmarks.servers import NotRunning
from benchmarks.workloads import CASES100, Workload
from tests.benchmarks.answering import answering

ANYTHING = Workload("anything", "", ("{}",), "ok")


@given(st.lists(st.floats(0, 100), min_size=1), st.floats(0.01, 1))
def test_at_least_the_share_of_all_values_is_not_above_the_percentile(
    values: list[float], share: float
) -> None:
    found = percentile(values, share)

    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9
    assert sum(value < found for value in values) < share * len(values)


def test_the_99th_of_a_hundred_is_the_last_but_one() -> None:
    assert percentile(range(1, 101), 0.99) == 99
    assert percentile(range(1, 101), 0.5) == 50


def test_the_typical_round_is_the_median_of_each_figure() -> None:
    rounds = [Figures(10, 1, 9, 5, 0.1), Figures(30, 3, 7, None, 0.3), Figures(20, 2, 8, 6, 0.2)]

    assert typical(rounds) == Figures(20, 2, 8, 5.5, 0.2)


def test_a_round_knows_rate_latency_and_processor_time() -> None:
    def answer(_: object) -> tuple[int, object]:
        time.sleep(0.02)
        return 200, "ok"

    with answering(answer) as server:
        found = measure(server, job(server, ANYTHING, connections=2, seconds=0.3, first=0))

    assert 20 <= found.p50 <= found.p99
    assert 5 < found.rate <= 100
    assert found.cpu is None or 0 <= found.cpu < 50
    assert 0 < found.client < 1


def test_a_round_with_a_wrong_answer_is_no_figure() -> None:
    with (
        answering(lambda _: (500, "broken")) as server,
        pytest.raises(NotRunning, match="broken"),
    ):
        run(job(server, CASES100, connections=1, seconds=0.1, first=0))
