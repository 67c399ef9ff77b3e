"""Deadlines that have passed: each breach is told once, silence ends the waiting, no outage hides either."""

from dataclasses import replace
from datetime import datetime, timedelta

from hub.domain import commands as ask
from hub.domain.case import CaseEventType, CaseStatus
from tests.casework.steps import UNCLEAR, act, count_of, delivered, happened, heard, row, taken, timeline
from tests.harness import COORDINATOR, PORTAL, Hub, officer, shipped

OWNER = officer("62.01.disdukcapil")
MINUTE = timedelta(minutes=1)


async def breaches(hub: Hub, number: str) -> list[tuple[str | None, str | None]]:
    """Clock and agency of every breach told."""
    return [
        (str(one.facts["run"]).partition("@")[0], one.agency)
        for one in await timeline(hub, number)
        if one.type is CaseEventType.DEADLINE_BREACHED
    ]


async def due(hub: Hub, number: str) -> datetime:
    """The next deadline of the case."""
    found = (await row(hub, number)).due_at
    assert found is not None
    return found


async def test_a_breach_is_told_once_at_its_time(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    hub.moment[0] = await due(hub, number) - MINUTE
    assert await hub.deadlines.tick() == 1  # that it was near
    assert await breaches(hub, number) == []
    assert await hub.deadlines.tick() == 0
    hub.later(minutes=1)
    assert await hub.deadlines.tick() == 1
    assert await hub.deadlines.tick() == 0
    assert await breaches(hub, number) == [("FIRST_RESPONSE", "62.01.disdukcapil")]
    assert (await row(hub, number)).breached


async def test_a_claim_nobody_decides_is_told_after_the_end_of_the_case_and_makes_it_no_late_one(
    hub: Hub,
) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, OWNER, number, ask.Accept("Diterima."))
    await act(hub, OWNER, number, ask.Answer("KTP sudah dicetak."))
    await act(hub, PORTAL, number, ask.ClaimCompensation("Berkas hilang.", 250_000, True, True, True))
    await act(hub, COORDINATOR, number, ask.Close("Selesai."))
    hub.later(days=62)
    assert await hub.deadlines.tick() == 1
    assert (await happened(hub, number))[-2:] == ["DEADLINE_NEAR", "DEADLINE_BREACHED"]
    assert await breaches(hub, number) == [("COMPENSATION", "62.01.disdukcapil")]
    now = await row(hub, number)
    assert (now.breached, now.raised_to, now.due_at, now.look_at) == (False, None, None, None)
    assert await hub.deadlines.tick() == 0


async def test_every_clock_tells_its_own_breach_in_the_order_they_ran_out(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    for _ in range(3):
        hub.moment[0] = await due(hub, number)
        await hub.deadlines.tick()
    assert await breaches(hub, number) == [
        ("FIRST_RESPONSE", "62.01.disdukcapil"),
        ("REACTION", "62.diskominfo"),
        ("RESOLUTION", "62.01.disdukcapil"),
    ]
    assert (await row(hub, number)).due_at is None
    hub.later(days=100)
    assert await hub.deadlines.tick() == 0


async def test_an_outage_hides_no_breach_not_even_of_a_clock_that_has_stopped(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    hub.later(days=60)  # nobody looked; now the answer comes first
    hub.agencies["kobar-disdukcapil"].move("0", CaseStatus.CLOSED, "Maaf terlambat")
    await heard(hub)
    await hub.deadlines.tick()

    assert [clock for clock, _ in await breaches(hub, number)] == ["FIRST_RESPONSE", "RESOLUTION"]
    case = await row(hub, number)
    assert (case.status, case.breached) == (CaseStatus.ANSWERED, True)
    assert case.due_at is not None
    assert case.due_at > hub.now()
    assert await hub.deadlines.tick() == 0


async def test_another_event_between_the_deadline_and_the_look_hides_nothing(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, OWNER, number, ask.Accept("Kami terima."))
    hub.moment[0] = await due(hub, number)
    await act(hub, OWNER, number, ask.Progress("Sedang diperiksa."))
    await hub.deadlines.tick()
    assert await breaches(hub, number) == [("FIRST_RESPONSE", "62.01.disdukcapil")]


async def test_a_breach_found_late_is_that_of_who_had_the_case_then(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    hub.moment[0] = await due(hub, number)
    await act(hub, OWNER, number, ask.Return("Bukan kami.", "62.01.dinkes"))
    await hub.deadlines.tick()
    assert await breaches(hub, number) == [("FIRST_RESPONSE", "62.01.disdukcapil")]


async def test_a_case_nobody_verifies_is_the_coordinators_breach(hub: Hub) -> None:
    number = (await taken(hub, **UNCLEAR)).case.tracking_number
    hub.later(days=10)
    await hub.deadlines.tick()
    assert await breaches(hub, number) == [("VERIFICATION", None)]


async def test_an_answer_nobody_contests_closes_the_case(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, OWNER, number, ask.Accept("Kami terima."))
    await act(hub, OWNER, number, ask.Answer("Sudah selesai."))
    hub.moment[0] = await due(hub, number) - MINUTE
    await hub.deadlines.tick()
    assert (await row(hub, number)).status is CaseStatus.ANSWERED
    hub.later(minutes=1)
    await hub.deadlines.tick()
    case = await row(hub, number)
    assert (case.status, case.due_at) == (CaseStatus.CLOSED, None)
    [*_, last] = await timeline(hub, number)
    assert (last.actor, last.note) == (
        "clock",
        "Ditutup otomatis: tidak ada tanggapan pelapor dalam batas waktu.",
    )
    assert await breaches(hub, number) == []


async def test_a_lapse_is_not_forgotten_when_something_else_happens_first(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, OWNER, number, ask.Accept("Kami terima."))
    await act(hub, OWNER, number, ask.Answer("Sudah selesai."))
    hub.moment[0] = await due(hub, number)
    case = await row(hub, number)
    raised = ask.RaiseProtection(case.identity_protection, case.visibility)
    await act(hub, PORTAL, number, raised)
    await hub.deadlines.tick()
    assert (await row(hub, number)).status is CaseStatus.CLOSED


async def test_a_question_nobody_answers_archives_the_case(hub: Hub) -> None:
    number = (await taken(hub, **UNCLEAR)).case.tracking_number
    await act(hub, COORDINATOR, number, ask.RequestInformation("Siapa yang dilaporkan?"))
    hub.later(days=32)
    await hub.deadlines.tick()
    assert (await row(hub, number)).status is CaseStatus.ARCHIVED
    assert await breaches(hub, number) == []


async def test_a_question_after_an_answer_gives_the_reporter_the_whole_time(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    system = hub.agencies["kobar-disdukcapil"]
    system.move("0", CaseStatus.ANSWERED, "Sudah selesai")
    system.move("0", CaseStatus.NEEDS_INFORMATION, "Satu pertanyaan lagi")
    await heard(hub)
    hub.later(days=20)  # beyond the ten working days for an answer
    await hub.deadlines.tick()
    assert (await row(hub, number)).status is CaseStatus.NEEDS_INFORMATION


async def test_clocks_stand_still_while_the_reporter_is_asked(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, OWNER, number, ask.Accept("Kami terima."))
    before = await due(hub, number)
    await act(hub, OWNER, number, ask.RequestInformation("Nomor antrean?"))
    hub.later(days=14)
    await act(hub, PORTAL, number, ask.ProvideInformation("Nomor 17."))
    assert await due(hub, number) >= before + timedelta(days=14)
    assert await count_of(hub, number, CaseEventType.DEADLINE_BREACHED) == 0


async def test_what_has_ended_has_no_deadline_and_nothing_happens_to_it(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, PORTAL, number, ask.Withdraw("Tidak perlu."))
    before = await happened(hub, number)
    hub.later(days=400)
    assert await hub.deadlines.tick() == 0
    assert await happened(hub, number) == before


async def test_the_most_urgent_cases_come_first_and_the_rest_next_time(hub: Hub) -> None:
    early = (await taken(hub, **UNCLEAR)).case.tracking_number
    hub.later(days=1)
    late = (await taken(hub, **UNCLEAR)).case.tracking_number
    hub.later(days=30)
    assert await hub.deadlines.tick(1) == 1
    assert [len(await breaches(hub, number)) for number in (early, late)] == [1, 0]
    assert await hub.deadlines.tick() == 1


async def test_a_case_that_cannot_be_looked_at_does_not_stop_the_clocks_of_the_others(hub: Hub) -> None:
    broken = (await taken(hub, region="64.02", **UNCLEAR)).case.tracking_number
    hub.later(minutes=1)
    sound = (await taken(hub, **UNCLEAR)).case.tracking_number
    known = {code: one for code, one in shipped().regions.items() if not code.startswith("64")}
    hub.edition[0] = replace(shipped(), regions=known)
    hub.later(days=30)

    assert await hub.deadlines.tick() == 2
    assert [len(await breaches(hub, number)) for number in (broken, sound)] == [0, 1]
    assert await hub.deadlines.tick() == 0  # neither does it keep the worker busy
    hub.edition[0] = shipped()
    hub.later(hours=1)
    assert await hub.deadlines.tick() == 1
    assert len(await breaches(hub, broken)) == 1
