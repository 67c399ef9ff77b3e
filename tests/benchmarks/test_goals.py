"""Goals, the gate, tables and pictures, over figures that are written down here."""

from datetime import date
from pathlib import Path

import pytest

from benchmarks import gate
from benchmarks.comparing import Plan, Result
from benchmarks.goals import found
from benchmarks.measuring import Figures
from benchmarks.page import marks, picture, placed, write
from benchmarks.plots import svg
from benchmarks.posts.questions import GREET, HEADLINE
from benchmarks.report import FIGURES, bars, markdown, plain, rows, words


def figures(cpu: float, rate: float = 100, client: float = 0.1) -> Figures:
    return Figures(rate, 1, 2, cpu, client, 50, 2)


def headline(**cpu: float) -> Result:
    known = {name: figures(spent) for name, spent in cpu.items()}
    return Result("", HEADLINE, known, {"tailcall": "its package | has no program"})


def test_a_goal_is_reached_by_processor_time_per_request() -> None:
    verdicts = {
        one.goal.against: one.verdict for one in found([headline(hub=0.1, stock=10.0, mercurius=0.3)])
    }

    assert verdicts["stock"] == "yes"
    assert verdicts["mercurius"] == "no"
    assert verdicts["tailcall"] == verdicts["hive"] == "not measured"


def test_twice_the_goal_is_the_aim() -> None:
    (first, *_) = found([headline(hub=0.1, stock=15.0)])

    assert (first.cpu, first.verdict) == (pytest.approx(150), "yes, aim")


def test_who_was_not_measured_is_listed_with_the_reason() -> None:
    lines = rows(headline(hub=0.1, stock=10.0))

    assert lines[0][:4] == ["hub", "100", "1.00", "0.100"]
    assert lines[-1][:2] == ["tailcall", "not measured: its package / has no program"]
    assert "not measured: its package" in markdown(FIGURES, lines)
    assert plain(FIGURES, lines).splitlines()[-1] == "  tailcall  not measured: its package / has no program"


def test_a_busy_client_is_told() -> None:
    busy = Result("", GREET, {"hub": figures(0.1, client=0.99), "stock": figures(1)})

    assert "greet: the client was busy all the time for hub" in words([busy], [], Plan(1, 1, 1))


def test_the_gate_opens_within_the_tolerance_and_shuts_beyond_it(tmp_path: Path) -> None:
    now = gate.ratios([headline(hub=0.1, stock=10.0)])
    file = tmp_path / "baseline.json"
    gate.write(now, file)

    assert gate.read(file) == now == {"headline": 100.0}
    assert gate.fallen({"headline": 66}, now) == []
    assert gate.fallen({"headline": 64}, now) == ["headline: 64.00x, was 100.00x; at least 65.00x is allowed"]
    assert gate.fallen({}, now) == ["headline: was not measured"]


def test_the_committed_baseline_names_workloads_and_ratios() -> None:
    assert all(ratio > 0 for ratio in gate.read().values())
    assert "headline" in gate.read()


def test_bars_are_answers_per_second_of_processor_time_best_first() -> None:
    drawn = svg("headline", bars(headline(stock=10.0, hub=0.1)))

    assert bars(headline(stock=10.0, hub=0.1)) == [("hub", pytest.approx(10_000)), ("stock", 100)]
    assert "<desc>hub 10,000; stock 100</desc>" in drawn


def test_figures_are_written_between_the_marks_and_nowhere_else(tmp_path: Path) -> None:
    begin, end = marks("posts")
    (tmp_path / "benchmarks.md").write_text(f"before\n{begin}\nold\n{end}\nafter\n")
    result = headline(hub=0.1, stock=10.0)

    write("posts", [result], found([result]), Plan(1, 1, 64), date(2026, 1, 2), tmp_path)

    text = (tmp_path / "benchmarks.md").read_text()
    assert text.startswith(f"before\n{begin}\nMeasured 2026-01-02, 64 connections")
    assert text.endswith(f"{end}\nafter\n")
    assert "old" not in text
    assert (tmp_path / picture(result)).read_text().startswith("<svg")


def test_a_page_without_a_place_for_figures_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for posts"):
        placed("nothing", "posts", "figures")
