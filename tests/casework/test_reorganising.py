"""Reference data change while cases are open."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.authentication import of_today
from hub.casework.knowing import known_of
from hub.casework.reorganising import Reorganising
from hub.casework.tools import Tools
from hub.domain import commands as ask
from hub.domain.assignment import AssignmentState
from hub.domain.case import Case, CaseEventType, CaseStatus
from hub.domain.known import Known
from hub.domain.redaction import scope_of
from hub.domain.worklist import place_of
from hub.store import cases
from tests.casework.steps import act, count_of, delivered, happened, hops, message, row, sent, taken
from tests.harness import COORDINATOR, Hub, officer, shipped

OLD, NEW = "62.01.disdukcapil", "62.01.dinkes"


def end(hub: Hub, code: str, heir: str | None) -> None:
    """Yesterday was the last day of that agency."""
    row_ = replace(shipped().agencies[code], valid_to=hub.now().date() - timedelta(days=1))
    aliases = {code: heir} if heir else {}
    hub.edition[0] = replace(
        shipped(), agencies={**shipped().agencies, code: row_}, aliases={**shipped().aliases, **aliases}
    )


async def test_open_cases_are_offered_to_the_heir_and_history_keeps_the_old_name(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    end(hub, OLD, NEW)
    assert await Reorganising(hub.tools).tick() == 1
    await sent(hub)

    case = await row(hub, number)
    assert (case.assignee, case.owner, case.hop, case.returns) == (NEW, NEW, 2, 0)
    assert [(one.agency, one.state) for one in await hops(hub, number)] == [
        (OLD, AssignmentState.EXPIRED),
        (NEW, AssignmentState.DELIVERED),
    ]
    shown = await hub.ask(
        "query($n: String!) { case(trackingNumber: $n) { assignments { agency { name } } } }",
        COORDINATOR,
        n=number,
    )
    names = [one["agency"]["name"] for one in shown["case"]["assignments"]]
    assert names == [shipped().agencies[OLD].name, shipped().agencies[NEW].name]
    assert await Reorganising(hub.tools).tick() == 0


async def test_a_case_that_had_not_left_yet_leaves_for_the_heir_only(hub: Hub) -> None:
    number = (await taken(hub)).case.tracking_number
    end(hub, OLD, NEW)
    await Reorganising(hub.tools).tick()
    await sent(hub)
    assert (await row(hub, number)).owner == NEW
    assert hub.agencies["kobar-disdukcapil"].records == []
    assert (await message(hub, number)).state.value == "DELIVERED"


async def test_the_heir_counts_as_the_agency_that_refused(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, officer(OLD), number, ask.Accept("Diterima."))
    end(hub, OLD, NEW)
    heir = of_today(officer(OLD), hub.tools.directory(), hub.now())
    assert (heir.agency, heir.former) == (NEW, {OLD})
    await act(hub, heir, number, ask.Return("Bukan kewenangan kami.", "62.01.dinsos"))
    assert (await row(hub, number)).assignee == "62.01.dinsos"
    await sent(hub)
    await act(hub, officer("62.01.dinsos"), number, ask.Return("Milik Dinkes.", NEW))
    case = await row(hub, number)
    assert case.assignee not in (OLD, NEW)
    assert await count_of(hub, number, CaseEventType.RETURNED) == 2


async def test_officers_of_a_former_agency_see_and_work_on_what_it_held(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, officer(OLD), number, ask.Accept("Diterima."))
    await act(hub, officer(OLD), number, ask.Answer("KTP sudah dicetak."))
    end(hub, OLD, NEW)
    assert await Reorganising(hub.tools).tick() == 0  # it waits for its reporter
    directory = hub.tools.directory()
    stored = await row(hub, number)
    for caller in (of_today(officer(one), directory, hub.now()) for one in (OLD, NEW)):
        async with hub.tools.db.reading() as conn:
            assert await cases.by_ids(conn, [stored.id], scope_of(caller, directory))


async def test_a_case_in_triage_gets_the_coordinator_of_today(hub: Hub) -> None:
    number = (
        await taken(hub, title="Mohon bantuan", body="Saya mempunyai masalah.", topic=None)
    ).case.tracking_number
    assert (await row(hub, number)).owner == "62.01.diskominfo"
    end(hub, "62.01.diskominfo", None)
    assert await Reorganising(hub.tools).tick() == 1
    case = await row(hub, number)
    assert case.owner not in (None, "62.01.diskominfo")
    assert case.status is CaseStatus.RECEIVED
    assert (await happened(hub, number))[-1] == "ROUTED"
    assert await Reorganising(hub.tools).tick() == 0


async def test_a_case_that_was_raised_to_an_agency_nobody_followed_is_on_its_owners_list_again(
    hub: Hub,
) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, officer(OLD), number, ask.Accept("Diterima."))
    for _ in range(60):
        hub.later(days=1)
        await hub.deadlines.tick()
        if (above := (await row(hub, number)).raised_to) is not None:
            break
    assert above is not None
    end(hub, above, None)
    directory = hub.tools.directory()
    place = place_of(await row(hub, number), directory)
    assert place is not None
    assert place.agency == above  # and nobody works there any more
    assert await Reorganising(hub.tools).tick() == 1

    case = await row(hub, number)
    assert (case.raised_to, case.assignee, case.status) == (None, OLD, CaseStatus.IN_PROGRESS)
    found = place_of(case, directory)
    assert found is not None
    assert found.agency == OLD
    assert await Reorganising(hub.tools).tick() == 0


async def test_one_case_that_cannot_be_passed_on_does_not_stop_the_others(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = [(await delivered(hub)).case.tracking_number for _ in range(2)]
    stuck = (await row(hub, broken)).id
    end(hub, OLD, NEW)

    async def fail(conn: AsyncConnection, tools: Tools, case: Case) -> Known:
        if case.id == stuck:
            raise LookupError(case.id)
        return await known_of(conn, tools, case)

    monkeypatch.setattr("hub.casework.reorganising.known_of", fail)
    assert await Reorganising(hub.tools).tick() == 1
    assert [(await row(hub, one)).assignee for one in (broken, sound)] == [OLD, NEW]
