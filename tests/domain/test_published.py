"""What is published: exact where it is told, the same whatever way it is asked for, and nothing besides."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.case import CaseKind
from hub.domain.edition import ENUMERATED, Drafting, Edition
from hub.domain.published import Reader
from hub.domain.quantiles import bucket_of
from hub.domain.quarters import months_of, quarters_between
from hub.domain.sla import ClockKind
from hub.domain.statistics import ClockShare, StatisticsDimension, StatisticsFilter, StatisticsRow
from hub.errors import RuleViolation
from tests.domain.attacking import (
    KNOWN,
    Attacker,
    One,
    cells,
    chance,
    editions,
    guarded,
    population,
    questions,
)

D = StatisticsDimension
YEAR = StatisticsFilter(date(2025, 1, 1), date(2025, 12, 31))
Q1 = replace(YEAR, end=date(2025, 3, 31))
ONE = One("2025-02", "62.01", "62.01.pupr", "COMPLAINT", "jalan", "web", "CLOSED", "in_time")


def many(count: int, **changes: object) -> list[One]:
    """So many cases of one sort."""
    return [replace(ONE, **changes)] * count  # type: ignore[arg-type]


def rows(
    cases: Sequence[One], *by: StatisticsDimension, wanted: StatisticsFilter = YEAR
) -> dict[str, int | None]:
    """Codes -> received, of the cases as published."""
    found = Reader(editions(cases), wanted, by, KNOWN).rows()
    return {" ".join(key.code for key in row.keys): row.received for row in found}


def total(cases: Sequence[One], wanted: StatisticsFilter = YEAR) -> StatisticsRow:
    """All of it."""
    return Reader(editions(cases), wanted, (), KNOWN).total()


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 400), st.integers(0, 10_000))
def test_every_number_that_is_told_is_the_exact_one(count: int, seed: int) -> None:
    cases = population(count, chance(seed))
    for quarter, edition in zip(["2025-Q1", "2025-Q2"], editions(cases), strict=False):
        attacker = Attacker(quarter)
        there = Counter(replace(case, delicate=0) for case in cases if case.month in months_of(quarter))
        attacker.truth = [there[one] for one in attacker.cells]
        for question in questions(60, chance(seed)):
            report = guarded([edition])(question)
            if report is not None and report.start is not None:
                attacker.hear(question, report)


def test_small_kinds_are_kept_back_together() -> None:
    cases = [*many(3, kind="SUGGESTION"), *many(6, kind="INFORMATION_REQUEST"), *many(8)]
    assert rows(cases, D.KIND) == {"SUGGESTION": None, "INFORMATION_REQUEST": None, "COMPLAINT": 8}
    assert total(cases).received == 17
    assert total(cases, replace(YEAR, kind=(CaseKind.SUGGESTION,))).received is None
    both = (CaseKind.SUGGESTION, CaseKind.INFORMATION_REQUEST)
    assert total(cases, replace(YEAR, kind=both)).received is None


def test_what_is_told_of_a_place_and_of_its_agencies() -> None:
    cases = [*many(20), *many(7, agency="62.01.rsud"), *many(3, agency="62.01.dukcapil")]
    cases += many(9, region="62.02", agency="62.02.pupr")
    assert rows(cases, D.REGION) == {"62.01": 30, "62.02": 9}
    shown = rows(cases, D.AGENCY)
    assert shown["62.02.pupr"] == 9
    assert "62.01.dukcapil" not in shown
    assert {"62.01.rsud", "62.01.pupr"} - set(shown)  # one of them is kept back for its sake
    assert total(cases, replace(YEAR, agency=("62.01.dukcapil",))).received is None
    assert total(cases, replace(YEAR, agency=("64.01.rsud",))).received == 0  # all of the place is told


def test_an_agency_of_the_province_is_told_as_a_whole() -> None:
    upper = [*many(8, agency="62.dinkes"), *many(6, agency="62.dinkes", region="62.02")]
    cases = [*many(20), *many(20, region="62.02", agency="62.02.pupr"), *upper]
    assert rows(cases, D.AGENCY)["62.dinkes"] == 14
    assert rows(cases, D.AGENCY, wanted=replace(YEAR, region="62"))["62.dinkes"] == 14
    inside = replace(YEAR, region="62.01")
    assert rows(cases, D.AGENCY, wanted=inside) == {"62.01.pupr": 20, "62.dinkes": None}
    assert total(cases, replace(inside, agency=("62.dinkes",))).received is None
    assert rows(cases, D.REGION, wanted=replace(YEAR, agency=("62.dinkes", "62.01.pupr"))) == {"62.01": None}


def test_periods_are_whole_quarters_but_for_months_alone() -> None:
    cases = [*many(10), *many(12, month="2025-03"), *many(30, month="2025-05"), *many(3, month="2025-08")]
    assert rows(cases, D.MONTH) == {  # of a quarter with less than five, no month is known to be empty
        "2025-02": 10,
        "2025-03": 12,
        "2025-05": 30,
        "2025-07": None,
        "2025-08": None,
        "2025-09": None,
    }
    assert rows(cases, D.QUARTER) == {"2025-Q1": 22, "2025-Q2": 30, "2025-Q3": None}
    assert rows(cases, D.SEMESTER) == {"2025-S1": 52, "2025-S2": None}
    march = replace(YEAR, start=date(2025, 3, 10), end=date(2025, 3, 20))
    reader = Reader(editions(cases)[:1], march, (), KNOWN)
    assert (reader.total().received, reader.days()) == (12, (date(2025, 3, 1), date(2025, 3, 31)))
    by_kind = Reader(editions(cases)[:1], march, (D.KIND,), KNOWN)
    assert (by_kind.total().received, by_kind.days()) == (22, (date(2025, 1, 1), date(2025, 3, 31)))


def test_more_than_one_further_dimension_is_refused() -> None:
    for wanted, by in [
        (YEAR, (D.KIND, D.TOPIC)),
        (YEAR, (D.STATUS, D.MONTH)),
        (replace(YEAR, topic=("jalan",)), (D.KIND,)),
        (replace(YEAR, channel=("web",), kind=(CaseKind.COMPLAINT,)), ()),
    ]:
        with pytest.raises(RuleViolation, match="one more") as refusal:
            Reader((), wanted, by, KNOWN)
        assert refusal.value.code == "INVALID"
    with pytest.raises(RuleViolation, match="whole regencies"):
        Reader((), replace(YEAR, region="62.01.02"), (), KNOWN)


def test_nothing_is_known_before_anything_is_published() -> None:
    reader = Reader((), YEAR, (D.KIND,), KNOWN)
    assert (reader.rows(), reader.total().received, reader.days()) == ((), None, (None, None))


def test_the_course_of_a_place_is_told_where_neither_part_is_small() -> None:
    cases = [*many(20), *many(8, outcome="late"), *many(9, outcome="", status="IN_PROGRESS")]
    found = total(cases)
    assert (found.received, found.closed, found.open, found.answered) == (37, 28, 9, 28)
    assert found.on_time_share == round(20 / 28, 4)
    assert found.on_time[-1] == ClockShare(ClockKind.RESOLUTION, 20, 8)
    assert (found.merged, found.returned, found.never_returned_share) == (0, 0, 1.0)
    one_open = [*many(28), *many(1, outcome="", status="IN_PROGRESS")]
    assert (total(one_open).closed, total(one_open).open, total(one_open).answered) == (None, None, None)


def drafted(*more: tuple[str, int], count: int = 60) -> Edition:
    """A quarter of plain cases with further figures."""
    counted = cells(many(count))
    plain = counted[0][0]
    drafting = Drafting("2025-Q1", KNOWN.home, lambda name: 0.5)
    drafting.measure([*counted, *((replace(plain, measure=measure), amount) for measure, amount in more)])
    for about in ENUMERATED:
        drafting.count(about, counted)
    return drafting.edition(KNOWN.lies_in)


def test_means_and_percentiles_need_many_cases() -> None:
    bucket = bucket_of(30)
    marks = [("routed", 60), ("auto_routed", 50), ("hops", 75), ("rated", 50), ("rating", 211)]
    found = Reader([drafted(*marks, ("response_met", 60), (f"response:{bucket}", 60))], Q1, (), KNOWN).total()
    assert (found.hops_per_case, found.mean_rating, found.auto_routed_share) == (1.2, 4.2, round(50 / 60, 4))
    assert found.median_hours == pytest.approx(30, rel=0.01)
    few = drafted(("rated", 21), ("rating", 70), (f"answer:{bucket}", 21), count=21)
    found = Reader([few], Q1, (), KNOWN).total()
    assert (found.mean_rating, found.median_hours_to_answer, found.answered) == (None, None, 21)


@pytest.mark.parametrize("stage", ["answer", "response", "verification"])
def test_a_percentile_does_not_say_how_many_cases_are_kept_back(stage: str) -> None:
    counts = {"answer": ("in_time", "missed"), "response": ("response_met", "response_breached")}
    done, undone = counts.get(stage, ("verification_met", "verification_breached"))
    hours = (f"{stage}:{bucket_of(30)}", 23)
    plain = replace(cells(many(1))[0][0], measure="received")
    drafting = Drafting("2025-Q1", KNOWN.home, lambda name: 0.5)
    drafting.measure(
        (replace(plain, measure=measure), amount)
        for measure, amount in [("received", 25), (done, 23), (undone, 2), hours]
    )
    found = Reader([drafting.edition(KNOWN.lies_in)], Q1, (), KNOWN).total()
    assert (found.received, found.answered) == (25, None if stage == "answer" else 0)
    assert found.median_hours is found.median_hours_to_answer is found.median_hours_to_verification is None


def test_rates_need_a_place() -> None:
    reader = Reader(editions(many(20)), YEAR, (D.REGION,), KNOWN)
    assert [row.per_hundred_thousand for row in reader.rows()] == [20.0]
    assert reader.total().per_hundred_thousand is None


def test_quarters_of_a_period() -> None:
    assert quarters_between(date(2025, 3, 31), date(2025, 7, 1)) == ["2025-Q1", "2025-Q2", "2025-Q3"]
    assert quarters_between(date(2026, 12, 1), date(2027, 1, 1)) == ["2026-Q4", "2027-Q1"]
    assert months_of("2025-Q4") == ("2025-10", "2025-11", "2025-12")
