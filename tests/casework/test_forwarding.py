"""One attempt at one message: what every failure leaves behind, and that nothing is resent blindly."""

import pytest

from hub.domain import commands as ask
from hub.domain.case import CaseEventType, CaseStatus
from hub.domain.delivery import DeliveryKind, DeliveryState
from hub.domain.exchange import Idempotency
from hub.errors import ConnectorError, Misunderstood, Refused, Throttled, Unconfirmed, Unreachable
from tests.casework.steps import (
    act,
    attempt,
    count_of,
    delivered,
    happened,
    message,
    messages,
    row,
    sent,
    taken,
    timeline,
)
from tests.casework.systems import BlackBox, Calling, TwoSteps, install
from tests.harness import COORDINATOR, PORTAL, Hub, officer

NAME = "kobar-disdukcapil"
OWNER = officer("62.01.disdukcapil")
FAILURES: list[tuple[ConnectorError, DeliveryState, float | None, bool]] = [
    (Unreachable(), DeliveryState.RETRY_WAIT, 5.0, False),
    (Throttled(retry_after=90.0), DeliveryState.RETRY_WAIT, 90.0, False),
    (Throttled(retry_after=999_999.0), DeliveryState.RETRY_WAIT, 6 * 3600.0, False),
    (Unconfirmed(), DeliveryState.AMBIGUOUS, 5.0, False),
    (Misunderstood(), DeliveryState.AMBIGUOUS, 5.0, False),
    (Refused(), DeliveryState.DEAD, None, True),
]


@pytest.mark.parametrize(("fault", "state", "wait", "told"), FAILURES)
async def test_every_class_of_error_has_its_outcome(
    hub: Hub, fault: ConnectorError, state: DeliveryState, wait: float | None, told: bool
) -> None:
    number = (await taken(hub)).case.tracking_number
    hub.agencies[NAME].failures.append(fault)
    after = await attempt(hub, number)

    assert (after.state, after.last_error, after.attempts) == (state, fault.code, 1)
    waited = (after.next_attempt_at - hub.now()).total_seconds() if after.next_attempt_at else None
    assert waited == wait
    assert (after.run, hub.work.submitted[-1].wait) == ((2, wait) if wait else (1, 0.0))
    assert (await count_of(hub, number, CaseEventType.DELIVERY_FAILED) == 1) is told
    case = await row(hub, number)
    assert (case.status, case.owner) == (CaseStatus.ASSIGNED, "62.01.diskominfo")


async def test_the_same_error_is_counted_and_another_one_begins_anew(hub: Hub) -> None:
    number = (await taken(hub)).case.tracking_number
    counted = []
    for fault in (Unreachable(), Unreachable(), Throttled()):
        hub.agencies[NAME].failures.append(fault)
        counted.append((await attempt(hub, number)).same_error)
    assert counted == [1, 2, 1]


async def test_waits_follow_the_schedule_until_the_system_is_back(hub: Hub) -> None:
    number = (await taken(hub)).case.tracking_number
    hub.agencies[NAME].failures.extend(Unreachable() for _ in range(4))
    for wait in (5, 60, 300, 300):
        assert await hub.send() == 1
        assert await hub.send() == 0
        hub.later(seconds=wait)
    assert await hub.send() == 1
    assert (await message(hub, number)).attempts == 5
    assert (await row(hub, number)).owner == "62.01.disdukcapil"


async def test_a_message_is_given_up_after_thirty_days_and_somebody_is_told(hub: Hub) -> None:
    number = (await taken(hub)).case.tracking_number
    hub.later(days=30)
    hub.agencies[NAME].failures.append(Unreachable())
    assert (await attempt(hub, number)).state is DeliveryState.DEAD
    assert (await happened(hub, number))[-1] == "DELIVERY_FAILED"


async def test_a_run_that_is_not_the_current_one_does_nothing(hub: Hub) -> None:
    number = (await taken(hub)).case.tracking_number
    current = await message(hub, number)
    for run in (current.run - 1, current.run + 1):
        await hub.forwarding.attempt(current.id, run)
    await hub.forwarding.attempt("no-such-message", 1)
    assert await message(hub, number) == current

    await sent(hub)
    await hub.forwarding.attempt(current.id, current.run)  # the durable queue runs it twice
    assert len(hub.agencies[NAME].records) == 1


async def test_no_transaction_is_open_during_a_call(hub: Hub) -> None:
    written: list[str] = []

    async def write() -> None:
        written.append((await taken(hub)).case.tracking_number)
        async with hub.tools.db.reading() as conn:
            if hub.tools.db.is_postgresql:
                idle = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
                written.append(str((await conn.exec_driver_sql(idle)).scalar_one()))

    system = hub.agencies[NAME]
    install(hub, NAME, Calling(system, write))
    number = (await taken(hub)).case.tracking_number
    assert (await attempt(hub, number)).state is DeliveryState.DELIVERED
    assert written[1:] in ([], ["0"])
    assert (await row(hub, written[0])).status is CaseStatus.ASSIGNED


async def test_a_hand_over_that_failed_resumes_at_the_second_step(hub: Hub) -> None:
    system = hub.agencies.add(NAME, Idempotency.NONE)
    steps = TwoSteps(system)
    steps.failures.extend([Unconfirmed(), Unreachable()])
    install(hub, NAME, steps)
    number = (await taken(hub)).case.tracking_number

    states = [(await attempt(hub, number)) for _ in range(3)]
    assert [one.state for one in states] == [
        DeliveryState.RETRY_WAIT,
        DeliveryState.RETRY_WAIT,
        DeliveryState.DELIVERED,
    ]
    assert {one.external_id for one in states} == {"0"}
    assert (len(system.records), steps.handed) == (1, ["0"])


async def test_a_record_found_by_search_is_handed_over_too(hub: Hub) -> None:
    system = hub.agencies.add(NAME, Idempotency.SEARCH)
    steps = TwoSteps(system)
    install(hub, NAME, steps)
    number = (await taken(hub)).case.tracking_number
    system.lose_answers = 1
    await attempt(hub, number)
    assert (await attempt(hub, number)).state is DeliveryState.DELIVERED
    assert (len(system.records), steps.handed) == (1, ["0"])


async def test_a_system_that_gives_no_number_still_has_the_case(hub: Hub) -> None:
    box = BlackBox(hub.agencies[NAME].manifest)
    install(hub, NAME, box)
    number = (await taken(hub)).case.tracking_number
    after = await attempt(hub, number)
    assert (after.state, after.external_id) == (DeliveryState.DELIVERED, None)
    assert box.taken == [f"{number}-1"]
    assert (await row(hub, number)).owner == "62.01.disdukcapil"


async def test_messages_of_one_case_go_out_in_order(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, OWNER, number, ask.Accept("Kami terima."))
    for reply in ("Satu.", "Dua.", "Tiga."):
        await act(hub, OWNER, number, ask.RequestInformation("Apa lagi?"))
        await act(hub, PORTAL, number, ask.ProvideInformation(reply))
    notes = await messages(hub, number, DeliveryKind.NOTE)
    for note in reversed(notes):  # the queue is free to begin with the last
        await hub.forwarding.attempt(note.id, note.run)
    assert hub.agencies[NAME].records[0].notes == ["Satu."]
    assert hub.work.submitted[-1].wait == 1.0
    await sent(hub)
    assert hub.agencies[NAME].records[0].notes == ["Satu.", "Dua.", "Tiga."]


async def test_a_recall_goes_out_behind_a_forward_in_flight(hub: Hub) -> None:
    number = (await taken(hub)).case.tracking_number

    async def reassign() -> None:
        install(hub, NAME, system)
        await act(hub, COORDINATOR, number, ask.Assign("62.01.dinkes"))

    system = hub.agencies[NAME]
    install(hub, NAME, Calling(system, reassign))
    first = await message(hub, number)
    await hub.forwarding.attempt(first.id, first.run)
    await sent(hub)

    case = await row(hub, number)
    assert (case.assignee, case.owner, case.hop) == ("62.01.dinkes", "62.01.dinkes", 2)
    assert system.records[0].notes == ["Laporan ini ditarik kembali oleh koordinator."]
    assert [one.case.hop for one in hub.agencies["kobar-dinkes"].records] == [2]
    assert await count_of(hub, number, CaseEventType.DELIVERED) == 1


async def test_the_failure_names_the_agency_that_the_message_was_for(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, COORDINATOR, number, ask.Assign("62.01.dinkes"))
    hub.agencies[NAME].failures.append(Refused())
    await sent(hub)
    [failed] = [one for one in await timeline(hub, number) if one.type is CaseEventType.DELIVERY_FAILED]
    assert failed.agency == "62.01.disdukcapil"
