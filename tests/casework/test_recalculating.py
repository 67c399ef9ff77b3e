"""A changed calendar: due dates move by replay, in turns that survive a restart, and the timeline says so."""

from dataclasses import replace
from datetime import date, timedelta

from hub.casework.deadlines import Deadlines
from hub.casework.recalculating import Recalculating
from hub.casework.services import build
from hub.connectors.live import LiveReads
from hub.domain import commands as ask
from hub.domain.case import CaseEventType
from hub.domain.days_off import CalendarChange, Change
from hub.domain.sla import ClockState
from hub.store import cases
from tests.casework.steps import UNCLEAR, act, count_of, delivered, row, taken, timeline
from tests.harness import COORDINATOR, PORTAL, Hub, officer, shipped

OWNER = officer("62.01.disdukcapil")
DAY = date(2026, 11, 25)


def off(day: date, version: str = "2026.2", region: str | None = None) -> CalendarChange:
    return CalendarChange(day, Change.ADD, "Cuti bersama tambahan", "SKB perubahan", version, region)


def with_calendar(hub: Hub, *changes: CalendarChange) -> Recalculating:
    """The same hub after an import; the duty of its worker."""
    directory = replace(shipped(), calendar_changes=changes)
    hub.tools = replace(hub.tools, directory=lambda: directory)
    hub.services = build(hub.tools, LiveReads(hub.agencies, hub.now))
    return Recalculating(hub.tools, timedelta(minutes=1))


async def all_of_it(hub: Hub, duty: Recalculating, limit: int = 50) -> int:
    """Every turn of a walk; how many cases it went over."""
    await duty.tick(limit)
    hub.later(minutes=2)
    count = 0
    while done := await duty.tick(limit):
        count += done
    return count


async def test_a_day_more_moves_what_runs_and_the_timeline_says_so_in_plain_words(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    before = await row(hub, number)
    duty = with_calendar(hub, off(DAY))
    await all_of_it(hub, duty)

    case = await row(hub, number)
    moved = [one for one in await timeline(hub, number) if one.type is CaseEventType.DEADLINE_MOVED]
    assert before.due_at is not None
    assert case.due_at == before.due_at + timedelta(days=1)
    assert case.calendar is not None
    assert case.calendar.startswith("2026.2-")
    assert case.calendar != before.calendar
    assert [one.note for one in moved] == [
        "Tenggat tanggapan pertama bergeser: hari terakhir 30 November 2026 menjadi 1 Desember 2026, "
        f"menurut kalender {case.calendar}.",
        "Tenggat penyelesaian bergeser: hari terakhir 11 Desember 2026 menjadi 14 Desember 2026, "
        f"menurut kalender {case.calendar}.",
    ]


async def test_a_change_that_moves_nothing_leaves_no_event(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    before = await row(hub, number)
    await all_of_it(hub, with_calendar(hub, off(date(2027, 8, 18))))

    after = await row(hub, number)
    assert (after.version, after.due_at) == (before.version, before.due_at)
    assert after.calendar != before.calendar
    assert await count_of(hub, number, CaseEventType.DEADLINE_MOVED) == 0


async def test_regional_leave_moves_only_the_cases_of_that_region(hub: Hub) -> None:
    here = (await delivered(hub)).case.tracking_number
    there = (await delivered(hub, region="64.02", topic="kependudukan.ktp")).case.tracking_number
    await all_of_it(hub, with_calendar(hub, off(DAY, "kukar-1", "64.02")))

    assert await count_of(hub, here, CaseEventType.DEADLINE_MOVED) == 0
    assert await count_of(hub, there, CaseEventType.DEADLINE_MOVED) > 0


async def test_it_waits_until_every_process_has_the_data_and_takes_bounded_turns(hub: Hub) -> None:
    for _ in range(7):
        await taken(hub, **UNCLEAR)
    duty = with_calendar(hub, off(DAY))
    assert [await duty.tick(3) for _ in range(2)] == [0, 0]
    hub.later(minutes=2)
    assert await duty.tick(3) == 3
    again = Recalculating(hub.tools, timedelta(minutes=1))  # another process goes on where that one died
    assert [await again.tick(3) for _ in range(3)] == [3, 1, 0]
    async with hub.tools.db.reading() as conn:
        versions = {case.calendar for case in await cases.everything(conn)}
    assert len(versions) == 1


async def test_a_breach_that_was_told_stays_one(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    due = (await row(hub, number)).due_at
    assert due is not None
    hub.moment[0] = due
    await hub.deadlines.tick()
    await all_of_it(hub, with_calendar(hub, off(DAY)))

    [told] = await hub.services.reading.by_tracking(COORDINATOR, [number])
    assert told is not None
    [found] = await hub.services.reading.clocks([told])
    late = next(one for one in found if one.kind.value == "FIRST_RESPONSE")
    assert (late.state, late.due_at) == (ClockState.BREACHED, due)
    assert (await row(hub, number)).breached
    hub.later(days=30)
    await hub.deadlines.tick()
    runs = [
        one.facts["run"] for one in await timeline(hub, number) if one.type is CaseEventType.DEADLINE_BREACHED
    ]
    assert len(runs) == len(set(runs))


async def test_a_duty_done_in_time_stays_in_time_when_a_day_off_is_taken_away(hub: Hub) -> None:
    with_calendar(hub, off(DAY))
    number = (await delivered(hub)).case.tracking_number
    await act(hub, OWNER, number, ask.Accept("Kami terima."))
    hub.moment[0] = hub.moment[0].replace(day=1, month=12)  # the last day, thanks to the day off
    await act(hub, OWNER, number, ask.Progress("Sedang diperiksa."))
    await all_of_it(hub, with_calendar(hub))
    await hub.deadlines.tick()

    notes = [one.note or "" for one in await timeline(hub, number)]
    assert any("tetap dihitung tepat waktu" in note for note in notes)
    assert not (await row(hub, number)).breached
    [told] = await hub.services.reading.by_tracking(COORDINATOR, [number])
    assert told is not None
    [found] = await hub.services.reading.clocks([told])
    assert {one.state for one in found if one.kind.value == "FIRST_RESPONSE"} == {ClockState.MET}


async def test_what_waits_for_the_reporter_moves_in_silence(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, OWNER, number, ask.Accept("Kami terima."))
    await act(hub, OWNER, number, ask.RequestInformation("Nomor antrean?"))
    await all_of_it(hub, with_calendar(hub, off(DAY)))
    assert await count_of(hub, number, CaseEventType.DEADLINE_MOVED) == 0
    await act(hub, PORTAL, number, ask.ProvideInformation("Nomor 17."))
    assert ((await row(hub, number)).calendar or "").startswith("2026.2-")


async def test_a_duty_kept_in_time_that_is_to_be_done_again_is_told_when_it_is_late_then(hub: Hub) -> None:
    with_calendar(hub, off(DAY))
    number = (await delivered(hub)).case.tracking_number
    await act(hub, OWNER, number, ask.Accept("Kami terima."))
    hub.moment[0] = hub.moment[0].replace(day=14, month=12)  # the last day, thanks to the day off
    await act(hub, OWNER, number, ask.Answer("Sudah jadi."))
    await all_of_it(hub, with_calendar(hub))
    await act(hub, PORTAL, number, ask.Contest("Belum jadi."))
    hub.later(days=30)
    await Deadlines(hub.tools).tick()

    late = [
        str(one.facts["run"]).partition("@")[0]
        for one in await timeline(hub, number)
        if one.type is CaseEventType.DEADLINE_BREACHED
    ]
    assert late.count("RESOLUTION") == 1
    assert (await row(hub, number)).raised_to is not None


async def test_a_case_that_cannot_be_computed_does_not_stop_the_walk(hub: Hub) -> None:
    await taken(hub, region="64.02", **UNCLEAR)
    number = (await delivered(hub)).case.tracking_number
    known = {code: one for code, one in shipped().regions.items() if not code.startswith("64")}
    directory = replace(shipped(), calendar_changes=(off(DAY),), regions=known)
    walking = Recalculating(replace(hub.tools, directory=lambda: directory), timedelta(minutes=1))
    await all_of_it(hub, walking)

    assert await count_of(hub, number, CaseEventType.DEADLINE_MOVED) == 2
    assert await walking.tick() == 0
    await all_of_it(hub, with_calendar(hub, off(DAY)))  # the place is known again
