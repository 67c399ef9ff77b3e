import json
from typing import Any

import pytest

from benchmarks.comparing import Different, Plan, compare, first_difference, refuse_different
from benchmarks.load import SLOT
from benchmarks.servers import NotRunning
from benchmarks.workloads import Workload
from tests.benchmarks.answering import Answer, answering

ASKED = Workload("asked", "", (json.dumps({"key": SLOT}),), "", frozenset({"receipt"}))


def held_against(ours: Answer, theirs: Answer) -> None:
    with answering(ours, "hub") as hub, answering(theirs, "stock") as stock:
        refuse_different(ASKED, hub, stock, 7)


def saying(data: object) -> Answer:
    return lambda _: (200, {"data": data})


def test_equal_answers_may_be_compared() -> None:
    held_against(saying({"a": [1, {"b": None}]}), saying({"a": [1, {"b": None}]}))


def test_one_other_value_deep_inside_stops_the_comparison_and_is_named() -> None:
    with pytest.raises(Different, match=r"data\.a\[1\]\.b: None here, 'x' there"):
        held_against(saying({"a": [1, {"b": None}]}), saying({"a": [1, {"b": "x"}]}))


def test_values_of_one_time_may_differ_but_must_be_there() -> None:
    held_against(saying({"receipt": "one"}), saying({"receipt": "two"}))

    with pytest.raises(NotRunning, match="receipt"):
        held_against(saying({"receipt": "one"}), saying({"receipt": ""}))


def test_both_are_asked_the_same_question() -> None:
    def echo(sent: dict[str, Any]) -> tuple[int, object]:
        return 200, {"data": sent["key"]}

    held_against(echo, saying(f"{7:016x}"))


def test_an_answer_with_errors_is_no_answer() -> None:
    with pytest.raises(NotRunning, match="stock answered 200"):
        held_against(saying(1), lambda _: (200, {"data": 1, "errors": []}))


def test_lists_and_objects_of_another_shape_differ_as_a_whole() -> None:
    assert first_difference([1], [1, 2]) == "data: [1] here, [1, 2] there"
    assert first_difference({"a": 1}, {"b": 1}) == "data: {'a': 1} here, {'b': 1} there"


def test_moments_are_the_same_however_they_are_written() -> None:
    ours, theirs = "2026-01-02T03:04:05.100000+00:00", "2026-01-02T03:04:05.1Z"

    held_against(saying({"createdAt": ours}), saying({"createdAt": theirs}))


def test_a_rival_with_another_answer_is_left_out_and_the_others_are_measured() -> None:
    plan, right = Plan(seconds=0.1, rounds=1, connections=1), saying({"receipt": "one", "ok": 1})
    with (
        answering(right, "hub") as hub,
        answering(right, "stock") as stock,
        answering(saying({"receipt": "one", "ok": 2}), "rival") as rival,
    ):
        found = compare("", ASKED, [hub, stock, rival], plan)

    assert set(found.figures) == {"hub", "stock"}
    assert "data.ok: 1 here, 2 there" in found.missing["rival"]


def test_a_stock_with_another_answer_ends_the_run() -> None:
    plan = Plan(seconds=0.1, rounds=1, connections=1)
    with answering(saying(1), "hub") as hub, answering(saying(2), "stock") as stock, pytest.raises(Different):
        compare("", ASKED, [hub, stock], plan)
