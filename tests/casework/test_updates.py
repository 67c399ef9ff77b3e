"""What systems say, polled or pushed: stored once, applied in any order to the same end, never dropped."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from hub.casework.doubles import place_of
from hub.casework.updates import changes_of
from hub.domain import commands as ask
from hub.domain.case import CaseEventType, CaseStatus
from hub.domain.exchange import Change, ExternalRef, RemoteCase
from hub.errors import Refused, Unreachable
from hub.store import cursors, records
from hub.store import inbox as rows
from hub.store.inbox import InboxSource
from tests.casework.steps import (
    act,
    count_of,
    delivered,
    happened,
    heard,
    inbox,
    row,
    sent,
    taken,
    timeline,
)
from tests.casework.systems import Calling, Pushing, body_of, install
from tests.harness import COORDINATOR, OPERATOR, PORTAL, START, Hub, officer

NAME = "kobar-disdukcapil"


def said(order: int, status: CaseStatus | None, record: str = "0", note: str | None = "catatan") -> Change:
    """A word of the system about one of its records."""
    word = status.value if status else "Entah"
    return Change(
        f"event-{record}-{order}", ExternalRef(NAME, record), word, status, order, note, None, START
    )


async def tell(hub: Hub, *changes: Change) -> None:
    """The words arrive in this order."""
    for change in changes:
        await hub.tools.db.write(lambda conn, one=change: hub.updates._store(conn, NAME, [one]))
        while await hub.updates.process():
            pass


async def test_a_poll_follows_the_feed_from_its_cursor(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    system = hub.agencies[NAME]
    system.move("0", CaseStatus.IN_PROGRESS, "Sedang dicetak")
    assert await hub.updates.poll(NAME) == 1
    assert await hub.updates.poll(NAME) == 0
    system.move("0", CaseStatus.ANSWERED, "Sudah selesai")
    assert await hub.updates.poll(NAME) == 1
    assert await hub.updates.process() == 2

    case = await row(hub, number)
    assert (case.status, case.answer) == (CaseStatus.ANSWERED, "Sudah selesai")
    assert [one.actor for one in await timeline(hub, number)][-1] == NAME
    async with hub.tools.db.reading() as conn:
        assert await cursors.read(conn, NAME) == "2"


async def test_a_system_without_a_feed_is_read_record_by_record_to_the_same_end(hub: Hub) -> None:
    system, broken = hub.agencies[NAME], set[str]()

    class ByRecord(Calling):
        async def fetch(self, ref: ExternalRef) -> RemoteCase:
            if ref.id in broken:
                raise Refused
            return await system.fetch(ref)

    install(hub, NAME, ByRecord(system, lambda: asyncio.sleep(0)))
    number = (await delivered(hub)).case.tracking_number
    other = (await delivered(hub)).case.tracking_number
    system.move("0", CaseStatus.IN_PROGRESS, "Sedang dicetak")
    system.move("0", CaseStatus.ANSWERED, "Sudah selesai")
    await heard(hub, NAME)
    assert (await row(hub, number)).answer == "Sudah selesai"
    assert (await row(hub, other)).status is CaseStatus.ASSIGNED
    assert await hub.updates.poll(NAME) == 0  # no record's turn has come

    hub.later(seconds=system.manifest.poll_seconds)
    broken.add("0")  # one record cannot be read: the other still is
    system.move("1", CaseStatus.IN_PROGRESS, "Sedang dicetak")
    with pytest.raises(Refused):
        await hub.updates.poll(NAME)
    await hub.updates.process()
    assert (await row(hub, other)).status is CaseStatus.IN_PROGRESS


def test_a_record_without_a_history_says_one_thing_once() -> None:
    remote = RemoteCase(ExternalRef(NAME, "7"), "Proses", CaseStatus.IN_PROGRESS, START, "catatan")
    assert (
        changes_of(remote)
        == changes_of(replace(remote))
        != changes_of(replace(remote, status_text="Selesai"))
    )


async def test_a_webhook_and_a_poll_of_the_same_change_are_one_change(hub: Hub) -> None:
    system = Pushing(hub.agencies[NAME])
    install(hub, NAME, system)
    number = (await delivered(hub)).case.tracking_number
    change = system.inner.move("0", CaseStatus.IN_PROGRESS, "Sedang dicetak")
    await push(hub, "message-1", body_of([change]))
    await push(hub, "message-2", body_of([change]))
    await heard(hub)
    await heard(hub)

    assert await count_of(hub, number, CaseEventType.ACCEPTED) == 1
    assert await count_of(hub, number, CaseEventType.PROGRESSED) == 1
    assert [reason for _, reason in await inbox(hub)] == ["unpacked", "unpacked", "applied"]


async def push(hub: Hub, message_id: str, body: bytes) -> None:
    """A webhook past the door."""
    event_id = f"webhook:{message_id}"
    box = hub.tools.sealer.seal_bytes(body, place_of(NAME, event_id))
    await hub.tools.db.write(
        lambda conn: rows.add(conn, NAME, InboxSource.WEBHOOK, [(event_id, box)], hub.now())
    )


async def test_a_payload_nobody_can_read_is_put_aside_and_hurts_nothing_behind_it(hub: Hub) -> None:
    system = Pushing(hub.agencies[NAME])
    install(hub, NAME, system)
    number = (await delivered(hub)).case.tracking_number
    change = system.inner.move("0", CaseStatus.IN_PROGRESS, "Sedang dicetak")
    await push(hub, "bad", b"\x00 not json")
    await push(hub, "good", body_of([change]))
    stranger = replace(hub.tools, sealer=type(hub.tools.sealer)([b"x" * 32]))
    await type(hub.updates)(stranger).process(1)  # with a key that does not open it
    assert await inbox(hub) == [("QUARANTINED", "MISUNDERSTOOD"), ("PENDING", None)]
    while await hub.updates.process():
        pass
    assert (await row(hub, number)).status is CaseStatus.IN_PROGRESS
    [health] = await hub.services.lookup.connector_health(OPERATOR, [NAME])
    assert (health.state, health.last_error) == ("DEGRADED", "MISUNDERSTOOD")


async def test_a_word_about_a_record_nobody_knows_yet_waits_for_it(hub: Hub) -> None:
    number = (await taken(hub)).case.tracking_number
    await tell(hub, said(1, CaseStatus.IN_PROGRESS))  # the receipt has not been stored yet
    assert await inbox(hub) == [("WAITING", "unknown-record")]
    await sent(hub)
    hub.later(seconds=1)
    await hub.updates.process()

    assert await inbox(hub) == [("APPLIED", "applied")]
    assert (await row(hub, number)).status is CaseStatus.IN_PROGRESS


async def test_a_record_that_never_becomes_known_is_given_up_after_a_week(hub: Hub) -> None:
    await tell(hub, said(1, CaseStatus.IN_PROGRESS, "77"))
    looks = 0
    while (await inbox(hub))[0][0] == "WAITING":
        hub.later(hours=2)
        looks += await hub.updates.process()
    assert await inbox(hub) == [("IGNORED", "unknown-record")]
    assert hub.now() - START > timedelta(days=7)
    assert looks < 7 * 24


async def test_an_unknown_word_is_put_aside_and_the_connector_shows_it(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    before = await row(hub, number)
    await tell(hub, said(1, None))
    assert await inbox(hub) == [("QUARANTINED", "unknown-word")]
    assert await row(hub, number) == before
    [health] = await hub.services.lookup.connector_health(OPERATOR, [NAME])
    assert health.state == "DEGRADED"


@pytest.mark.parametrize("arrival", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
async def test_words_in_any_order_end_in_the_same_place(hub: Hub, arrival: tuple[int, ...]) -> None:
    number = (await delivered(hub)).case.tracking_number
    words = [
        said(1, CaseStatus.IN_PROGRESS),
        said(2, CaseStatus.NEEDS_INFORMATION),
        said(3, CaseStatus.CLOSED, note="KTP sudah jadi"),
    ]
    await tell(hub, *(words[place] for place in arrival), *words)
    case = await row(hub, number)
    assert (case.status, case.answer, case.resume_status) == (CaseStatus.ANSWERED, "KTP sudah jadi", None)
    assert await count_of(hub, number, CaseEventType.ANSWERED) == 1


async def test_a_word_of_an_earlier_assignment_is_kept_and_moves_nothing(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, COORDINATOR, number, ask.Assign("62.01.dinkes"))
    await sent(hub)
    before = await row(hub, number)
    await tell(hub, said(1, CaseStatus.ANSWERED), said(2, CaseStatus.RETURNED))
    assert [reason for _, reason in await inbox(hub)] == ["earlier-assignment"] * 2
    assert await row(hub, number) == before


async def test_a_system_speaks_about_its_own_records_only(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    stranger = replace(said(1, CaseStatus.ANSWERED), ref=ExternalRef("kobar-dinkes", "0"))
    await hub.tools.db.write(lambda conn: hub.updates._store(conn, "kobar-dinkes", [stranger]))
    await hub.updates.process()
    assert await inbox(hub) == [("WAITING", "unknown-record")]
    assert (await row(hub, number)).status is CaseStatus.ASSIGNED


async def test_a_late_answer_to_a_withdrawn_case_is_kept_and_not_shown(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, PORTAL, number, ask.Withdraw("Tidak perlu."))
    await tell(hub, said(1, CaseStatus.ANSWERED, note="Sudah selesai"))
    case = await row(hub, number)
    assert (case.status, case.answer) == (CaseStatus.WITHDRAWN, None)
    assert await inbox(hub) == [("IGNORED", "case-is-final")]


async def test_an_officer_in_the_console_and_the_system_do_not_contradict_each_other(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, officer("62.01.disdukcapil"), number, ask.Accept("Kami terima."))
    await tell(hub, said(1, CaseStatus.IN_PROGRESS), said(2, CaseStatus.ANSWERED, note="Selesai"))
    assert await count_of(hub, number, CaseEventType.ACCEPTED) == 1
    assert (await row(hub, number)).answer == "Selesai"


async def test_a_case_the_agency_closed_and_then_returned_is_open_again(hub: Hub) -> None:
    system = hub.agencies[NAME]
    system.manifest = replace(system.manifest, runs_reply_window=True)
    number = (await delivered(hub)).case.tracking_number
    await tell(hub, said(1, CaseStatus.CLOSED), said(2, CaseStatus.RETURNED))
    assert (await happened(hub, number))[4:] == [
        *("DELIVERED", "ACCEPTED", "ANSWERED", "CLOSED", "REOPENED", "RETURNED"),
    ]
    assert (await row(hub, number)).status is CaseStatus.ADJUDICATION


async def test_a_failed_poll_is_remembered_and_the_next_one_goes_on(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    system = hub.agencies[NAME]
    system.move("0", CaseStatus.IN_PROGRESS, "Sedang dicetak")
    system.failures.append(Unreachable())
    with pytest.raises(Unreachable):
        await hub.updates.poll(NAME)
    [health] = await hub.services.lookup.connector_health(OPERATOR, [NAME])
    assert (health.state, health.last_error) == ("DEGRADED", "UNREACHABLE")
    await heard(hub)
    assert (await row(hub, number)).status is CaseStatus.IN_PROGRESS
    assert [one.state for one in await hub.services.lookup.connector_health(OPERATOR, [NAME])] == ["UP"]


async def test_two_workers_at_one_inbox_apply_everything_once(hub: Hub) -> None:
    numbers = [(await taken(hub)).case.tracking_number for _ in range(6)]
    await sent(hub)
    for place in range(6):
        hub.agencies[NAME].move(str(place), CaseStatus.IN_PROGRESS, "Sedang dicetak")
    await hub.updates.poll(NAME)
    await asyncio.gather(*(hub.updates.process() for _ in range(3)))
    for number in numbers:
        assert await count_of(hub, number, CaseEventType.PROGRESSED) == 1


async def test_ended_cases_are_not_polled_any_more(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    async with hub.tools.db.reading() as conn:
        assert len(await records.to_poll(conn, NAME, hub.now(), 10)) == 1
    await act(hub, PORTAL, number, ask.Withdraw("Tidak perlu."))
    async with hub.tools.db.reading() as conn:
        assert await records.to_poll(conn, NAME, hub.now(), 10) == []


async def test_a_message_the_store_refuses_is_put_aside_and_stops_nobody(hub: Hub) -> None:
    await delivered(hub)
    number = (await delivered(hub)).case.tracking_number
    poison = replace(said(1, CaseStatus.IN_PROGRESS), order=2**70, note="nol \x00 di dalam")
    await tell(hub, poison, said(1, CaseStatus.IN_PROGRESS, record="1"))
    states = sorted(state for state, _ in await inbox(hub))
    assert states == ["APPLIED", "QUARANTINED"]
    assert (await row(hub, number)).status is CaseStatus.IN_PROGRESS
