"""Figures from the roll-up: always a recount of the cases, and never so small that they name anybody."""

import asyncio
from datetime import date
from typing import Any

import pytest

from hub.domain import commands as ask
from hub.domain.case import CaseKind, Sensitivity, Visibility
from hub.domain.statistics import StatisticsDimension, StatisticsFilter, StatisticsReport
from hub.errors import NotEntitled, RuleViolation
from tests.casework.soundness import check_everything
from tests.casework.steps import UNCLEAR, act, delivered, taken
from tests.harness import ANALYST, COORDINATOR, OPERATOR, PARTNER, PORTAL, Hub, officer

YEAR = StatisticsFilter(date(2026, 1, 1), date(2026, 12, 31))
AGENCY, KIND, MONTH = StatisticsDimension.AGENCY, StatisticsDimension.KIND, StatisticsDimension.MONTH
OWNER = officer("62.01.disdukcapil")


async def report(hub: Hub, *by: StatisticsDimension, wanted: StatisticsFilter = YEAR) -> StatisticsReport:
    """What an analyst reads."""
    return await hub.services.statistics.report(ANALYST, wanted, by)


async def several(hub: Hub, count: int, **changes: Any) -> list[str]:
    """Cases of one sort."""
    return [(await taken(hub, **changes)).case.tracking_number for _ in range(count)]


async def test_the_roll_up_is_a_recount_before_while_and_after_it_is_folded(hub: Hub) -> None:
    numbers = [*await several(hub, 3), *await several(hub, 3, **UNCLEAR)]
    await check_everything(hub)
    folded, *_ = await asyncio.gather(
        hub.services.statistics.fold(7),
        act(hub, PORTAL, numbers[0], ask.Withdraw("Tidak perlu.")),
        act(hub, COORDINATOR, numbers[4], ask.Archive("Tidak jelas.")),
    )
    assert folded == 7
    await check_everything(hub)
    while await hub.services.statistics.fold():
        pass
    await check_everything(hub)


async def test_a_report_says_what_happened_to_the_cases(hub: Hub) -> None:
    numbers = [(await delivered(hub)).case.tracking_number for _ in range(12)]
    hub.later(hours=30)
    for number in numbers[:6]:
        await act(hub, OWNER, number, ask.Accept("Kami terima."))
        await act(hub, OWNER, number, ask.Answer("Sudah selesai."))
    for number in numbers[:5]:
        await act(hub, PORTAL, number, ask.Confirm(5))
    [row] = (await report(hub, AGENCY)).rows

    assert [(key.dimension, key.code, key.name) for key in row.keys] == [
        (AGENCY, "62.01.disdukcapil", "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Kotawaringin Barat")
    ]
    assert (row.received, row.answered, row.closed, row.open) == (12, 6, 5, 7)
    assert (row.overdue, row.returned, row.escalated, row.on_time_share) == (0, 0, 0, 1.0)
    assert row.median_hours == pytest.approx(30, rel=0.1)
    assert row.p90_hours == row.median_hours


async def test_small_rows_are_left_out_with_one_that_hides_them(hub: Hub) -> None:
    await several(hub, 3, kind=CaseKind.SUGGESTION)
    await several(hub, 6, kind=CaseKind.INFORMATION_REQUEST)
    await several(hub, 8)
    found = await report(hub, KIND)

    assert {row.keys[0].code: row.received for row in found.rows} == {
        "SUGGESTION": None,
        "INFORMATION_REQUEST": None,
        "COMPLAINT": 8,
    }
    assert (found.total.received, found.suppressed_below) == (17, 5)
    small = await report(hub, wanted=StatisticsFilter(YEAR.start, YEAR.end, kind=(CaseKind.SUGGESTION,)))
    assert small.total.received is None


async def test_groups_with_guarded_cases_need_eleven(hub: Hub) -> None:
    await several(hub, 9)
    await several(hub, 1, visibility=Visibility.RESTRICTED)
    found = await report(hub, AGENCY)
    assert (found.total.received, found.rows[0].received, found.suppressed_below) == (None, None, 11)
    await several(hub, 1, sensitivity=Sensitivity.OVERSIGHT)
    assert (await report(hub)).total.received == 11


async def test_a_filter_counts_the_cases_it_means(hub: Hub) -> None:
    await several(hub, 6)
    await several(hub, 7, region="64.02.01", **UNCLEAR)
    hub.later(days=31)
    await several(hub, 8)
    wanted = [
        (StatisticsFilter(YEAR.start, YEAR.end, region="62.01"), 14),
        (StatisticsFilter(YEAR.start, YEAR.end, region="64"), 7),
        (StatisticsFilter(date(2026, 12, 5), date(2026, 12, 6)), 8),  # widened to the month
        (StatisticsFilter(YEAR.start, YEAR.end, agency=("62.01.disdukcapil",)), 14),
        (StatisticsFilter(YEAR.start, YEAR.end, topic=("kependudukan.ktp",)), 14),
        (StatisticsFilter(YEAR.start, YEAR.end, channel=("ntb-portal",)), 0),
        (StatisticsFilter(date(2025, 1, 1), date(2025, 12, 31)), 0),
    ]
    for narrowed, count in wanted:
        assert ((await report(hub, wanted=narrowed)).total.received or 0) == count, narrowed
    months = (await report(hub, MONTH)).rows
    assert {row.keys[0].code: row.received for row in months} == {"2026-11": 13, "2026-12": 8}


async def test_a_rate_needs_a_place_whose_people_are_counted(hub: Hub) -> None:
    await several(hub, 6)
    kobar = hub.tools.directory().regions["62.01"]
    assert kobar.population
    found = await report(hub, StatisticsDimension.REGION)
    assert found.rows[0].per_hundred_thousand == round(6 * 100_000 / kobar.population, 2)
    assert found.rows[0].keys[0].name == kobar.name
    assert found.total.per_hundred_thousand is None


async def test_who_may_not_and_what_cannot_be_asked(hub: Hub) -> None:
    for caller in (PORTAL, PARTNER):
        with pytest.raises(NotEntitled):
            await hub.services.statistics.report(caller, YEAR, [AGENCY])
    assert await hub.services.statistics.report(OPERATOR, YEAR, [AGENCY])
    turned = StatisticsFilter(YEAR.end, YEAR.start)
    for wanted, by, field in [(turned, [AGENCY], "filter.from"), (YEAR, [AGENCY, AGENCY], "groupBy")]:
        with pytest.raises(RuleViolation) as refusal:
            await hub.services.statistics.report(ANALYST, wanted, by)
        assert (refusal.value.code, refusal.value.field) == ("INVALID", field)
