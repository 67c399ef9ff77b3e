"""Figures: the roll-up is always a recount; what is published of it names nobody; who reads what."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from hub.casework.closing import Closing
from hub.casework.recounting import Recounting
from hub.domain import commands as ask
from hub.domain.caller import Caller
from hub.domain.case import CaseKind, Maladministration, Sensitivity, Visibility
from hub.domain.counting import Cell
from hub.domain.sla import ClockKind
from hub.domain.statistics import (
    ClockShare,
    FindingCount,
    StatisticsDimension,
    StatisticsFilter,
    StatisticsReport,
)
from hub.errors import NotEntitled, RuleViolation
from hub.store import statistics
from tests.casework.soundness import check_everything
from tests.casework.steps import UNCLEAR, act, delivered, taken
from tests.harness import ANALYST, COORDINATOR, OPERATOR, PARTNER, PORTAL, Hub, hub_on, officer

YEAR = StatisticsFilter(date(2026, 1, 1), date(2026, 12, 31))
D = StatisticsDimension
OWNER = officer("62.01.disdukcapil")
NAME = "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Kotawaringin Barat"
PLAIN = Cell("2026-02", "62.01.disdukcapil", "62.01", "kependudukan.ktp", "COMPLAINT", "web", "CLOSED", "", 0)


@pytest.fixture
async def bare(database_url: str) -> AsyncIterator[Hub]:
    """A hub whose figures are put in by hand, of cases that it has not."""
    async with hub_on(database_url) as running:
        yield running


async def exact(hub: Hub, *by: StatisticsDimension, wanted: StatisticsFilter = YEAR) -> StatisticsReport:
    """What an operator reads."""
    return await hub.services.statistics.report(OPERATOR, wanted, by, exact=True)


async def published(hub: Hub, *by: StatisticsDimension, wanted: StatisticsFilter = YEAR) -> StatisticsReport:
    """What an analyst reads."""
    return await hub.services.statistics.report(ANALYST, wanted, by)


async def several(hub: Hub, count: int, **changes: Any) -> list[str]:
    """Cases of one sort."""
    return [(await taken(hub, **changes)).case.tracking_number for _ in range(count)]


async def counted(hub: Hub, *some: tuple[Cell, int]) -> None:
    """Put figures of cases of long ago into the roll-up."""
    await hub.tools.db.write(lambda conn: statistics.append_deltas(conn, dict(some)))


async def test_the_roll_up_is_a_recount_before_while_and_after_it_is_folded(hub: Hub) -> None:
    numbers = [*await several(hub, 3), *await several(hub, 3, **UNCLEAR)]
    await check_everything(hub)
    folded, *_ = await asyncio.gather(
        hub.services.statistics.fold(7),
        act(hub, PORTAL, numbers[0], ask.Withdraw("Tidak perlu.")),
        act(hub, COORDINATOR, numbers[4], ask.Archive("Tidak jelas.")),
    )
    assert folded >= 7
    await check_everything(hub)
    while await hub.services.statistics.fold():
        pass
    await check_everything(hub)


async def test_figures_that_are_wrong_are_found_and_made_right(hub: Hub) -> None:
    await several(hub, 3)
    recounting = Recounting(hub.tools)
    assert await recounting.differences() == {}
    wrong = replace(PLAIN, measure="received")
    await counted(hub, (wrong, 7))
    assert await recounting.differences() == {wrong: -7}
    assert await recounting.repair() == 1
    assert await recounting.differences() == {}


async def test_an_exact_report_says_what_happened_to_the_cases(hub: Hub) -> None:
    numbers = [(await delivered(hub)).case.tracking_number for _ in range(12)]
    hub.later(hours=30)
    for number in numbers[:6]:
        await act(hub, OWNER, number, ask.Accept("Kami terima."))
        await act(hub, OWNER, number, ask.Answer("Sudah selesai.", Maladministration.UNDUE_DELAY))
    for number in numbers[:5]:
        await act(hub, PORTAL, number, ask.Confirm(4))
    hub.later(days=9)
    await hub.deadlines.tick(100)
    [row] = (await exact(hub, D.AGENCY)).rows

    assert [(key.dimension, key.code, key.name) for key in row.keys] == [
        (D.AGENCY, "62.01.disdukcapil", NAME)
    ]
    assert (row.received, row.answered, row.closed, row.open) == (12, 6, 5, 7)
    assert (row.overdue, row.returned, row.escalated, row.on_time_share) == (6, 0, 0, 1.0)
    assert row.on_time == (
        ClockShare(ClockKind.VERIFICATION, 12, 0),
        ClockShare(ClockKind.FIRST_RESPONSE, 6, 6),
        ClockShare(ClockKind.RESOLUTION, 6, 0),
    )
    assert row.median_hours == row.p90_hours == pytest.approx(30, rel=0.01)
    assert (row.median_hours_to_verification, row.hops_per_case, row.auto_routed_share) == (0.0, 1.0, 1.0)
    assert (row.mean_rating, row.never_returned_share) == (4.0, 1.0)
    assert [(age.first_day, age.cases) for age in row.ageing if age.cases] == [(8, 7)]
    assert row.findings == (FindingCount(Maladministration.UNDUE_DELAY, 6),)
    short = await hub.services.statistics.report(OPERATOR, YEAR, [], exact=True, durations=False)
    assert (short.total.answered, short.total.median_hours, short.total.findings) == (6, None, ())
    await check_everything(hub)


async def test_an_exact_filter_counts_the_cases_it_means(hub: Hub) -> None:
    await several(hub, 1)
    await several(hub, 2, region="64.02.01", **UNCLEAR)
    hub.later(days=31)
    await several(hub, 4)
    wanted = [
        (replace(YEAR, region="62.01"), 5),
        (replace(YEAR, region="64"), 2),
        (StatisticsFilter(date(2026, 12, 5), date(2026, 12, 6)), 4),  # widened to the month
        (replace(YEAR, agency=("62.01.disdukcapil",)), 5),
        (replace(YEAR, topic=("kependudukan.ktp",)), 5),
        (replace(YEAR, channel=("ntb-portal",)), 0),
        (StatisticsFilter(date(2025, 1, 1), date(2025, 12, 31)), 0),
    ]
    for narrowed, count in wanted:
        assert (await exact(hub, wanted=narrowed)).total.received == count, narrowed
    months = (await exact(hub, D.MONTH, D.KIND)).rows
    assert {row.keys[0].code: row.received for row in months} == {"2026-11": 3, "2026-12": 4}


async def test_a_rate_needs_a_place_whose_people_are_counted(hub: Hub) -> None:
    await several(hub, 1)
    kobar = hub.tools.directory().regions["62.01"]
    assert kobar.population
    found = await exact(hub, D.REGION)
    assert found.rows[0].per_hundred_thousand == round(100_000 / kobar.population, 2)
    assert found.rows[0].keys[0].name == kobar.name
    assert found.total.per_hundred_thousand is None


async def test_a_quarter_is_published_thirty_days_after_its_end_and_then_stands(hub: Hub) -> None:
    await several(hub, 3, kind=CaseKind.SUGGESTION)
    await several(hub, 6, kind=CaseKind.INFORMATION_REQUEST)
    numbers = await several(hub, 8)
    early = await published(hub, D.KIND)
    assert (early.rows, early.total.received, early.start, early.end) == ((), None, None, None)

    hub.later(days=(date(2027, 1, 30) - hub.now().date()).days)  # 02:00 UTC: 29 days and 9 hours after it
    assert (await published(hub)).total.received is None
    closed = hub.later(days=1)
    while await hub.services.statistics.fold():
        pass
    found = await published(hub, D.KIND)
    assert {row.keys[0].code: row.received for row in found.rows} == {
        "SUGGESTION": None,
        "INFORMATION_REQUEST": None,
        "COMPLAINT": 8,
    }
    assert (found.total.received, found.suppressed_below, found.as_of) == (17, 5, closed)
    assert (found.start, found.end) == (date(2026, 1, 1), date(2026, 12, 31))  # nothing came before October
    assert found.total.open == 17

    hub.later(days=1)
    await act(hub, PORTAL, numbers[0], ask.Withdraw("Tidak perlu."))
    assert await published(hub, D.KIND) == found
    assert (await exact(hub)).total.open == 16


async def test_of_quarters_before_the_first_case_it_is_published_that_there_was_none(bare: Hub) -> None:
    unknown = (None, None, None)
    running = replace(YEAR, start=date(2026, 10, 1))
    before = StatisticsFilter(date(2025, 5, 20), date(2025, 11, 9))
    asked = [before, YEAR, running]
    empty = [await published(bare, wanted=one) for one in asked]
    assert [(one.total.received, one.start, one.end) for one in empty] == [
        (0, date(2025, 5, 1), date(2025, 11, 30)),
        unknown,  # it is not over
        unknown,
    ]
    spring = await published(bare, wanted=replace(YEAR, end=date(2026, 6, 30)))
    assert (spring.total.received, spring.total.open, spring.total.on_time_share) == (0, 0, None)

    await counted(bare, (replace(PLAIN, measure="received", month="2026-05"), 40))
    found = [await published(bare, D.REGION, wanted=one) for one in asked]
    assert [(one.total.received, one.start, one.end) for one in found] == [
        (0, date(2025, 5, 1), date(2025, 11, 30)),
        (40, date(2026, 1, 1), date(2026, 9, 30)),
        unknown,
    ]
    assert [len(one.rows) for one in found] == [0, 1, 0]
    long_ago = StatisticsFilter(date(1, 1, 1), date(9999, 12, 31))
    whole = await published(bare, D.MONTH, wanted=long_ago)
    assert (whole.total.received, whole.start, whole.end) == (40, date(1, 1, 1), date(2026, 9, 30))


async def test_that_a_case_accused_somebody_before_all_others_is_not_told(bare: Hub) -> None:
    plain = replace(PLAIN, measure="received", month="2026-05")
    accusing = replace(plain, delicate=1, respondent="62.01.dinkes", month="2026-02")
    early = StatisticsFilter(date(2025, 10, 1), date(2026, 3, 31))
    await counted(bare, (plain, 40))
    without = await published(bare, wanted=early)
    await counted(bare, (accusing, 1))
    assert await published(bare, wanted=early) == without
    assert await Closing(bare.tools).close() == {quarter: bare.now() for quarter in ("2026-Q2", "2026-Q3")}


async def test_an_answer_that_is_too_large_is_refused_before_it_is_read(
    bare: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = replace(PLAIN, measure="received")
    figures = [replace(plain, topic=f"t{place % 400}", channel=f"c{place // 400}") for place in range(2400)]
    await counted(bare, *((one, 1) for one in figures[:2000]))
    assert len((await exact(bare, D.TOPIC, D.CHANNEL)).rows) == 2000
    await counted(bare, *((one, 1) for one in figures[2000:]))
    monkeypatch.delattr(statistics, "read")
    with pytest.raises(RuleViolation) as refusal:
        await exact(bare, D.TOPIC, D.CHANNEL)
    assert (refusal.value.code, refusal.value.field) == ("TOO_LARGE", "groupBy")


@pytest.mark.parametrize("region", ["62.01.02", "62.1", "Kobar", ""])
@pytest.mark.parametrize("caller", [ANALYST, OPERATOR])
async def test_figures_are_those_of_provinces_and_regencies(bare: Hub, caller: Caller, region: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        await bare.services.statistics.report(
            caller, replace(YEAR, region=region), [], exact=caller is OPERATOR
        )
    assert (refusal.value.code, refusal.value.field) == ("INVALID", "filter.region")


async def test_two_processes_publish_a_quarter_once(bare: Hub) -> None:
    await counted(bare, (replace(PLAIN, measure="received"), 40))
    first, second = await asyncio.gather(Closing(bare.tools).close(), Closing(bare.tools).close())
    assert first == second == {quarter: bare.now() for quarter in ("2026-Q1", "2026-Q2", "2026-Q3")}
    assert (await published(bare)).total.received == 40
    assert (await published(bare, D.QUARTER)).rows[0].keys[0].code == "2026-Q1"


async def test_published_figures_never_count_cases_that_accuse_an_agency(bare: Hub) -> None:
    plain = replace(PLAIN, measure="received")
    accusing = replace(plain, delicate=1, respondent="62.01.dinkes", agency="62.01.inspektorat")
    await counted(bare, (plain, 40), (accusing, 30))
    assert (await published(bare)).total.received == 40
    assert (await exact(bare)).total.received == 70


async def test_groups_with_guarded_cases_need_eleven(bare: Hub) -> None:
    plain = replace(PLAIN, measure="received")
    guarded = replace(plain, delicate=1, month="2026-05")
    await counted(bare, (plain, 9), (replace(plain, month="2026-05"), 9), (guarded, 1))
    assert (await published(bare, wanted=replace(YEAR, end=date(2026, 3, 1)))).total.received == 9
    assert (await published(bare, wanted=replace(YEAR, start=date(2026, 4, 1)))).total.received is None


async def test_who_may_not_and_what_cannot_be_asked(hub: Hub) -> None:
    report = hub.services.statistics.report
    for caller in (PORTAL, PARTNER):
        with pytest.raises(NotEntitled):
            await report(caller, YEAR, [D.AGENCY])
    with pytest.raises(NotEntitled, match="who can read the cases"):
        await report(ANALYST, YEAR, [], exact=True)
    with pytest.raises(NotEntitled, match="another region"):
        await report(COORDINATOR, replace(YEAR, region="64"), [])
    turned = StatisticsFilter(YEAR.end, YEAR.start)
    for wanted, by, field in [
        (turned, [D.AGENCY], "filter.from"),
        (YEAR, [D.AGENCY, D.AGENCY], "groupBy"),
        (YEAR, [D.KIND, D.TOPIC], "groupBy"),
    ]:
        with pytest.raises(RuleViolation) as refusal:
            await report(ANALYST, wanted, by)
        assert (refusal.value.code, refusal.value.field) == ("INVALID", field)


async def test_officers_and_coordinators_read_exact_figures_of_their_own_cases(hub: Hub) -> None:
    await several(hub, 2)
    await several(hub, 3, region="64.02.01", **UNCLEAR)
    await several(hub, 1, sensitivity=Sensitivity.WHISTLEBLOWING)
    await several(hub, 1, visibility=Visibility.RESTRICTED)
    report = hub.services.statistics.report
    totals = {}
    for caller in (OPERATOR, COORDINATOR, OWNER, officer("62.01.pupr")):
        found = await report(caller, YEAR, (), exact=True)
        totals[caller.subject] = (found.total.received, found.suppressed_below)
    assert totals == {
        "operator": (7, 0),
        "koordinator-kobar": (3, 0),  # whistle-blowing cases leave the coordinator's sight
        "officer-62.01.disdukcapil": (3, 0),
        "officer-62.01.pupr": (0, 0),
    }


async def test_a_year_of_a_small_regency_tells_its_quarters_and_little_else(bare: Hub) -> None:
    cases = [
        (replace(PLAIN, measure="received", month=f"2026-{month:02}", kind=kind, status=status), 1)
        for month, kind, status in [
            *((1 + place % 9, "COMPLAINT", "CLOSED") for place in range(24)),
            *((1 + place * 4, "SUGGESTION", "IN_PROGRESS") for place in range(3)),
        ]
    ]
    for cell, amount in cases:
        await counted(bare, (cell, amount))
    found = await published(bare, D.QUARTER, wanted=replace(YEAR, region="62.01"))
    assert {row.keys[0].code: (row.received, row.open) for row in found.rows} == {
        "2026-Q1": (10, None),
        "2026-Q2": (10, None),
        "2026-Q3": (7, None),
    }
    kinds = {row.keys[0].code: row.received for row in (await published(bare, D.KIND)).rows}
    assert kinds == {"COMPLAINT": None, "SUGGESTION": None, "INFORMATION_REQUEST": None}
    assert bare.now() - timedelta(days=1) < found.as_of <= bare.now()
