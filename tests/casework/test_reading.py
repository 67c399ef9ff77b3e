"""Reading: pages that fit together, exactly the rows a caller may see, and no statement per row."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from sqlalchemy import event

from hub.domain import commands as ask
from hub.domain.caller import Caller, Role
from hub.domain.case import Case, CaseKind, CaseStatus, Sensitivity, Visibility
from hub.domain.paging import CaseFilter, CaseOrder, CaseQuery, Window
from hub.domain.redaction import scope_of, sees
from hub.domain.visible import VisibleCase
from hub.errors import ResyncRequired, RuleViolation
from hub.store import assignments, cases
from tests.casework.steps import UNCLEAR, act, delivered, row, sent, taken
from tests.harness import ANALYST, COORDINATOR, OPERATOR, OTHER_PORTAL, PARTNER, PORTAL, Hub, officer

FAR = datetime(9999, 1, 1, tzinfo=UTC)
ORDERS: dict[CaseOrder, Any] = {
    CaseOrder.NEWEST: lambda case: (case.created_at, case.id),
    CaseOrder.OLDEST: lambda case: (case.created_at, case.id),
    CaseOrder.UPDATED: lambda case: (case.updated_at, case.id),
    CaseOrder.DUE: lambda case: (case.due_at or FAR, case.id),
}
DESCENDING = {CaseOrder.NEWEST, CaseOrder.UPDATED}
CALLERS = [
    *(PORTAL, OTHER_PORTAL, COORDINATOR, ANALYST, PARTNER, OPERATOR),
    *(officer(code) for code in ("62.01.disdukcapil", "62.01.dinkes", "62.01.inspektorat", "62.01.dinsos")),
    Caller("k", "k", Role.COORDINATOR, region="62"),
    Caller("k", "k", Role.COORDINATOR, region="64.02"),
    Caller("m", "m", Role.PARTNER, region=None),
    Caller("m", "m", Role.PARTNER, region="62.01.02"),
]


async def everything(hub: Hub) -> list[Case]:
    """Every case as it is stored."""
    async with hub.tools.db.reading() as conn:
        return await cases.everything(conn)


async def numbers_of(hub: Hub, query: CaseQuery, caller: Caller = OPERATOR) -> list[str]:
    """Ids on one page."""
    found = await hub.services.reading.page(caller, query)
    return [edge.node.id for edge in found.edges]


async def many(hub: Hub, count: int = 13) -> None:
    """Cases of which three each were made at the same moment; some have ended and have no deadline."""
    for place in range(count):
        number = (await taken(hub, **(UNCLEAR if place % 2 else {}))).case.tracking_number
        if place % 3 == 0:
            hub.later(hours=1)
        if place % 4 == 0:
            await act(hub, PORTAL, number, ask.Withdraw("Tidak perlu."))


async def walk(hub: Hub, order: CaseOrder, size: int, *, backward: bool) -> list[str]:
    """Every page after the other, put together in the order of the list."""
    found: list[str] = []
    cursor = None
    while True:
        place = {"before": cursor} if backward else {"after": cursor}
        query = CaseQuery(Window(size, backward=backward, **place), order=order, count=True)
        page = await hub.services.reading.page(OPERATOR, query)
        ids = [edge.node.id for edge in page.edges]
        found = [*ids, *found] if backward else [*found, *ids]
        assert page.total == 13
        if not (page.has_previous if backward else page.has_next):
            return found
        cursor = page.edges[0 if backward else -1].cursor


async def test_pages_in_both_directions_put_together_are_the_whole_list_in_order(hub: Hub) -> None:
    await many(hub)
    stored = await everything(hub)
    assert len({case.created_at for case in stored}) < len(stored)  # ties are broken by id
    assert any(case.due_at is None for case in stored)
    for order, key in ORDERS.items():
        expected = [case.id for case in sorted(stored, key=key, reverse=order in DESCENDING)]
        for size in (1, 4, 13, 100):
            for backward in (False, True):
                assert await walk(hub, order, size, backward=backward) == expected, (order, size, backward)


async def test_an_empty_page_says_whether_there_is_more(hub: Hub) -> None:
    await taken(hub)
    page = await hub.services.reading.page(OPERATOR, CaseQuery(Window(0)))
    assert (page.edges, page.has_next, page.has_previous) == ((), True, False)


async def test_a_place_of_another_list_is_refused(hub: Hub) -> None:
    for broken in ("not a place", "", "2026|x|y"):
        with pytest.raises(RuleViolation) as refusal:
            await numbers_of(hub, CaseQuery(Window(5, after=broken)))
        assert refusal.value.code == "INVALID"


async def test_filters_narrow_the_list(hub: Hub) -> None:
    await many(hub)
    other = (await taken(hub, region="64.02.01", kind=CaseKind.SUGGESTION)).case.tracking_number
    hub.later(days=20)
    stored = await everything(hub)
    moment = hub.now()
    split = sorted(case.created_at for case in stored)[6]

    def late(case: Case) -> bool:
        return case.closed_at is None and case.due_at is not None and case.due_at < moment

    wanted: list[tuple[CaseFilter, Any]] = [
        (CaseFilter(status=(CaseStatus.WITHDRAWN,)), lambda one: one.status is CaseStatus.WITHDRAWN),
        (CaseFilter(kind=(CaseKind.SUGGESTION,)), lambda one: one.tracking_number == other),
        (CaseFilter(region="64.02"), lambda one: one.tracking_number == other),
        (CaseFilter(region="6"), lambda one: False),
        (CaseFilter(topic=("kependudukan.ktp",)), lambda one: one.topic == "kependudukan.ktp"),
        (CaseFilter(owner=("62.01.diskominfo",)), lambda one: one.owner == "62.01.diskominfo"),
        (CaseFilter(channel=("ntb-portal",)), lambda one: False),
        (CaseFilter(created_from=split), lambda one: one.created_at >= split),
        (CaseFilter(created_to=split), lambda one: one.created_at < split),
        (CaseFilter(overdue=True), late),
        (CaseFilter(overdue=False), lambda one: not late(one)),
        (CaseFilter(search="ELEKTRONIK, disdukcapil"), lambda one: "elektronik" in one.title),
        (CaseFilter(search="100%_"), lambda one: False),
    ]
    for narrowed, belongs in wanted:
        expected = {case.id for case in stored if belongs(case)}
        assert set(await numbers_of(hub, CaseQuery(Window(100), narrowed))) == expected, narrowed


async def mixture(hub: Hub) -> None:
    """Cases of every class, in several places, that several agencies have, had or know."""
    for seen in Visibility:  # returned: who had it once sees the public one only
        number = (await taken(hub, visibility=seen)).case.tracking_number
        await act(hub, officer("62.01.disdukcapil"), number, ask.Return("Bukan kami.", "62.01.dinkes"))
    chance = Random(7)  # noqa: S311 - the same mixture every time
    for _ in range(18):
        changes = {
            "sensitivity": chance.choice([*Sensitivity, Sensitivity.ORDINARY]),
            "visibility": chance.choice(list(Visibility)),
            "region": chance.choice(["62.01.02", "62.01.01", "64.02.01", "62.02"]),
        }
        portal = chance.choice([PORTAL, PORTAL, OTHER_PORTAL])
        more = chance.choice([UNCLEAR, {}])
        found = await hub.services.intake.submit(portal, hub.submission(**changes, **more))
        case = await row(hub, found.case.tracking_number)
        if case.assignee == "62.01.disdukcapil" and chance.random() < 0.8:
            answer = chance.choice([ask.Return("Bukan kami.", "62.01.dinkes"), ask.Accept("Ya.")])
            await act(hub, officer("62.01.disdukcapil"), case.tracking_number, answer)
        elif case.status is CaseStatus.RECEIVED and case.region.startswith("62.01"):
            await act(hub, COORDINATOR, case.tracking_number, ask.Verify(case.sensitivity))
            body = "62.01.dinkes" if case.sensitivity is Sensitivity.ORDINARY else "62.01.inspektorat"
            copies = ("62.01.dinsos",) if case.sensitivity is Sensitivity.ORDINARY else ()
            await act(hub, COORDINATOR, case.tracking_number, ask.Assign(body, copies))


async def test_the_store_shows_exactly_the_rows_that_the_rules_let_a_caller_see(hub: Hub) -> None:
    await mixture(hub)
    stored = await everything(hub)
    async with hub.tools.db.reading() as conn:
        hops = await assignments.of_cases(conn, [case.id for case in stored])
    seen_by_anybody = 0
    for caller in CALLERS:
        scope = scope_of(caller, hub.tools.directory())
        expected = {
            case.id
            for case in stored
            if sees(scope, case, past_holder=any(hop.agency == scope.agency for hop in hops[case.id]))
        }
        assert set(await numbers_of(hub, CaseQuery(Window(100)), caller)) == expected, caller
        one_by_one = await hub.services.reading.by_ids(caller, [case.id for case in stored])
        assert {case.id for case in one_by_one if case is not None} == expected
        seen_by_anybody += 0 < len(expected) < len(stored)
    assert seen_by_anybody >= 9  # the mixture tells the callers apart


@contextmanager
def statements(hub: Hub) -> Iterator[list[str]]:
    """Every statement that reads while the block runs."""
    found: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        found.append(statement)

    engine = hub.tools.db._reader.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def reads(hub: Hub, parents: Sequence[VisibleCase]) -> dict[str, int]:
    """How many statements each reader needs for these parents."""
    reading, ids = hub.services.reading, [parent.id for parent in parents]
    readers = {
        "by_ids": lambda: reading.by_ids(COORDINATOR, ids),
        "by_tracking": lambda: reading.by_tracking(COORDINATOR, [one.tracking_number for one in parents]),
        "assignments": lambda: reading.assignments(COORDINATOR, parents),
        "timelines": lambda: reading.timelines(COORDINATOR, parents, 10, None),
        "clocks": lambda: reading.clocks(parents),
        "reporters": lambda: reading.reporters(COORDINATOR, parents),
        "records": lambda: hub.services.lookup.records(parents, hub.services.lookup.allowance(COORDINATOR)),
        "page": lambda: reading.page(COORDINATOR, CaseQuery(Window(len(parents)))),
        "pages_by_agency": lambda: reading.pages_by_agency(
            COORDINATOR, [f"62.01.{part}" for part in ("dinkes", "dinsos")], CaseQuery(Window(len(parents)))
        ),
        "events": lambda: hub.services.feed.by_ids(COORDINATOR, ids),
    }
    counted: dict[str, int] = {}
    for name, read in readers.items():
        with statements(hub) as found:
            await read()
        counted[name] = len(found)
    return counted


async def test_no_reader_needs_more_statements_for_more_rows(hub: Hub) -> None:
    for _ in range(6):
        await taken(hub)
    await sent(hub)
    parents = [
        edge.node for edge in (await hub.services.reading.page(COORDINATOR, CaseQuery(Window(6)))).edges
    ]
    few, lots = await reads(hub, parents[:1]), await reads(hub, parents)
    assert few == lots
    assert max(few.values()) <= 2


async def test_answers_come_in_the_order_asked_with_none_for_what_is_not_there(hub: Hub) -> None:
    one, other = (await taken(hub)).case, (await taken(hub)).case
    asked = [other.id, "no-such-case", one.id, other.id]
    found = await hub.services.reading.by_ids(PORTAL, asked)
    assert [case.id if case else None for case in found] == [other.id, None, one.id, other.id]
    assert await hub.services.reading.by_ids(OTHER_PORTAL, asked) == [None] * 4
    typed = one.tracking_number.lower().replace("0", "o")
    seen = await hub.services.reading.case(PORTAL, f" {typed} ")
    assert seen is not None
    assert seen.id == one.id


async def test_who_holds_the_receipt_sees_the_case(hub: Hub) -> None:
    found = await taken(hub, visibility=Visibility.RESTRICTED)
    seen = await hub.services.reading.by_receipt(OTHER_PORTAL, found.receipt.lower())
    assert seen is not None
    assert seen.id == found.case.id
    assert await hub.services.reading.by_receipt(OTHER_PORTAL, "00000-00000-00000-00000-00000") is None


async def test_timelines_are_paged_by_sequence(hub: Hub) -> None:
    found = await delivered(hub)
    [whole] = await hub.services.reading.timelines(PORTAL, [found.case], 100, None)
    assert not whole.has_next
    read: list[str] = []
    after = None
    while True:
        [page] = await hub.services.reading.timelines(PORTAL, [found.case], 2, after)
        read += [edge.node.id for edge in page.edges]
        assert page.has_previous is (after is not None)
        if not page.has_next:
            break
        after = page.edges[-1].cursor
    assert read == [edge.node.id for edge in whole.edges]
    with pytest.raises(ResyncRequired):
        await hub.services.reading.timelines(PORTAL, [found.case], 2, "0.17")


async def test_cases_of_many_agencies_are_those_of_each_agency(hub: Hub) -> None:
    await mixture(hub)
    codes = ["62.01.dinkes", "62.01.disdukcapil", "62.01.pupr", "62.01.diskominfo"]
    for changes in (UNCLEAR, {}):
        await taken(hub, **changes)
    told = await everything(hub)
    assert any(case.owner == codes[3] and case.assignee is None for case in told)  # waits for triage
    assert any(case.owner == codes[3] and case.assignee in codes[:3] for case in told)  # not delivered yet
    for query in (
        CaseQuery(Window(3), order=CaseOrder.DUE, count=True),
        CaseQuery(Window(2, backward=True), order=CaseOrder.UPDATED),
    ):
        pages = await hub.services.reading.pages_by_agency(COORDINATOR, codes, query)
        for code, page in zip(codes, pages, strict=True):
            stored = [case for case in told if code in (case.owner, case.assignee)]
            mine = [case for case in stored if sees(scope_of(COORDINATOR, hub.tools.directory()), case)]
            mine.sort(key=ORDERS[query.order], reverse=query.order in DESCENDING)
            part = mine[-query.window.size :] if query.window.backward else mine[: query.window.size]
            assert [edge.node.id for edge in page.edges] == [case.id for case in part]
            assert page.total == (len(mine) if query.count else None)


async def test_an_assignment_shows_its_reasons_and_how_its_message_fares(hub: Hub) -> None:
    found = await delivered(hub)
    [[hop]] = await hub.services.reading.assignments(PORTAL, [found.case])
    assert (hop.agency, hop.state, hop.hop) == ("62.01.disdukcapil", "DELIVERED", 1)
    assert {reason.rule for reason in hop.explanation} >= {"jurisdiction", "topic"}
    assert hop.delivery is not None
    assert (hop.delivery.state.value, hop.delivery.attempts) == ("DELIVERED", 1)
    [clock, *_] = (await hub.services.reading.clocks([found.case]))[0]
    assert clock.source.startswith("R")
