"""The accused and their superiors against every reader: no title, no number, no event, no count."""

from datetime import date

import pytest

from hub.domain import commands as ask
from hub.domain.caller import Caller, Role
from hub.domain.case import Sensitivity
from hub.domain.commands import Target
from hub.domain.paging import CaseQuery, EventFilter, Window
from hub.domain.redaction import scope_of, sees
from hub.domain.respondents import kept_out
from hub.domain.statistics import StatisticsDimension, StatisticsFilter
from hub.domain.supervision import coordinator_of
from hub.errors import RuleViolation
from hub.store import assignments
from tests.casework.steps import act, row, taken
from tests.casework.test_reading import everything, numbers_of
from tests.harness import COORDINATOR, OPERATOR, Hub, officer, shipped

YEAR = StatisticsFilter(date(2026, 1, 1), date(2026, 12, 31), region=None)
ACCUSED = (
    *("62.01.dinkes", "62.01.rsud-imanudin", "62.01.diskominfo", "62.01.inspektorat", "62.diskominfo"),
    *("62.inspektorat", "id.kemendagri", "id.itjen-kemendagri", "id.kemenpanrb"),
)
VIEWERS = (*ACCUSED, "62.01.disdukcapil", "62.dinkes")
PLACES = ("62.01", "62", "64.02")
INSPECTOR = officer("62.01.inspektorat")
PROVINCE = Caller("k62", "k", Role.COORDINATOR, region="62")


def callers() -> list[Caller]:
    found = [officer(code) for code in VIEWERS]
    return found + [Caller(f"k{place}", "k", Role.COORDINATOR, region=place) for place in PLACES]


def is_kept_out(caller: Caller, respondent: str) -> bool:
    directory = shipped()
    own = caller.agency or coordinator_of(caller.region, directory)
    return own in kept_out(respondent, directory)


@pytest.fixture
async def told(hub: Hub) -> dict[str, tuple[str, str]]:
    """Tracking number -> respondent and receipt: each agency accused in both classes, in its own place."""
    found = {}
    for code in ACCUSED:
        for sensitivity in (Sensitivity.OVERSIGHT, Sensitivity.WHISTLEBLOWING):
            done = await taken(hub, sensitivity=sensitivity, agency=code, region="62.01.02")
            found[done.case.tracking_number] = (code, done.receipt)
    return found


async def test_no_reader_tells_the_accused_that_a_case_exists(
    hub: Hub, told: dict[str, tuple[str, str]]
) -> None:
    reading, feed = hub.services.reading, hub.services.feed
    stored = {case.tracking_number: case for case in await everything(hub)}
    events = await feed.page(OPERATOR, None, 500, EventFilter())
    for caller in callers():
        barred = {number for number, (code, _) in told.items() if is_kept_out(caller, code)}
        ids = {stored[number].id for number in barred}
        listed = set(await numbers_of(hub, CaseQuery(Window(100)), caller))
        assert not listed & ids, caller
        pages = await reading.pages_by_agency(caller, list(VIEWERS), CaseQuery(Window(100)))
        assert not {edge.node.id for page in pages for edge in page.edges} & ids
        assert not any(await reading.by_tracking(caller, sorted(barred)))
        assert not any(await reading.by_ids(caller, sorted(ids)))
        seen = await feed.page(caller, None, 500, EventFilter())
        assert not {edge.node.case_id for edge in seen.edges} & ids
        hidden = [edge.node.id for edge in events.edges if edge.node.case_id in ids]
        assert not any(await feed.by_ids(caller, hidden))
        for number in barred:
            assert await reading.by_receipt(caller, told[number][1]) is None
            await refused_as_unknown(hub, caller, number, told[number][1])


async def refused_as_unknown(hub: Hub, caller: Caller, number: str, receipt: str) -> None:
    case = await row(hub, number)
    for known in (None, receipt):
        for command in (ask.Verify(Sensitivity.OVERSIGHT), ask.Accept("Ya."), ask.Archive("Selesai.")):
            with pytest.raises(RuleViolation) as answer:
                await hub.services.acting.act(caller, Target(number, case.version, known), command)
            assert answer.value.code == "NOT_FOUND"


async def test_the_store_and_the_rules_agree_about_the_accused(
    hub: Hub, told: dict[str, tuple[str, str]]
) -> None:
    stored = await everything(hub)
    async with hub.tools.db.reading() as conn:
        hops = await assignments.of_cases(conn, [case.id for case in stored])
    tells_apart = 0
    for caller in callers():
        scope = scope_of(caller, hub.tools.directory())
        expected = {
            case.id
            for case in stored
            if sees(scope, case, past_holder=any(hop.agency == scope.agency for hop in hops[case.id]))
        }
        assert set(await numbers_of(hub, CaseQuery(Window(100)), caller)) == expected, caller
        tells_apart += 0 < len(expected) < len(stored)
    assert tells_apart >= 3


async def test_whoever_may_own_such_a_case_still_gets_it(hub: Hub, told: dict[str, tuple[str, str]]) -> None:
    for number, (code, _) in told.items():
        case = await row(hub, number)
        assert case.assignee is not None
        assert case.respondent == code
        holder = officer(case.assignee)
        assert (await hub.services.reading.by_tracking(holder, [number]))[0] is not None
    owners = {told[number][0]: (await row(hub, number)).assignee for number in told}
    assert owners["62.01.inspektorat"] == "62.inspektorat"
    assert owners["id.kemendagri"] == owners["62.01.dinkes"] == "62.01.inspektorat"


async def test_no_figure_of_the_accused_changes_by_a_case_that_accuses_them(hub: Hub) -> None:
    async def figures() -> dict[Caller, tuple[object, ...]]:
        found = {one: await report(one, YEAR, (StatisticsDimension.AGENCY,), exact=True) for one in callers()}
        return {one: (answer.rows, answer.total) for one, answer in found.items()}

    report = hub.services.statistics.report
    for place in ["62.01.02", "62.01.01"] * 12:
        await taken(hub, region=place)
    before = await figures()
    for sensitivity in [Sensitivity.OVERSIGHT, Sensitivity.WHISTLEBLOWING] * 6:
        await taken(hub, sensitivity=sensitivity, agency="62.01.diskominfo", region="62.01.02")
    after = await figures()
    while await hub.services.statistics.fold():
        pass

    assert await figures() == after
    assert {one for one in before if before[one] != after[one]} == {INSPECTOR, PROVINCE}
    for caller, count in ((PROVINCE, 30), (COORDINATOR, 24)):  # without those of whistle-blowers
        assert (await report(caller, YEAR, (), exact=True)).total.received == count


async def test_no_queue_grows_before_the_accused_by_a_case_that_accuses_them(hub: Hub) -> None:
    done = await taken(hub, sensitivity=Sensitivity.OVERSIGHT, agency="62.01.diskominfo", region="62.01.02")
    case = await row(hub, done.case.tracking_number)
    system = shipped().agencies[case.assignee or ""].connector or ""

    async def shown(caller: Caller) -> tuple[int, bool]:
        (health,) = await hub.services.lookup.connector_health(caller, [system])
        return health.pending, health.lag_seconds is not None

    for caller in (COORDINATOR, officer("62.01.diskominfo")):
        assert await shown(caller) == (0, False)
    for caller in (INSPECTOR, PROVINCE, OPERATOR, officer("62.01.dinkes")):
        assert await shown(caller) == (1, True)


async def test_assigning_to_the_accused_is_refused_with_a_reason(hub: Hub) -> None:
    done = await taken(hub, sensitivity=Sensitivity.OVERSIGHT, agency="62.01.rsud-imanudin")

    with pytest.raises(RuleViolation) as answer:
        await act(hub, PROVINCE, done.case.tracking_number, ask.Assign("62.01.dinkes"))

    assert answer.value.code == "NOT_ALLOWED"
    assert "accuses this agency" in answer.value.message
