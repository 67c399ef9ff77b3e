"""A breach moves the case up: somebody else sees it and may act, until the duty is done."""

from datetime import timedelta

import pytest

from hub.domain import commands as ask
from hub.domain.caller import Caller, Role
from hub.domain.case import CaseEventType, CaseStatus, OversightState, Sensitivity
from hub.domain.redaction import EVERYTHING, scope_of, sees
from hub.errors import RuleViolation
from hub.store import cases
from tests.casework.steps import UNCLEAR, act, delivered, happened, row, taken, timeline
from tests.harness import COORDINATOR, PORTAL, Hub, officer

HOSPITAL = {
    "title": "Antrean di RSUD Sultan Imanudin",
    "body": "Antrean obat di RSUD Sultan Imanudin tujuh jam setiap hari.",
    "topic": "kesehatan.rumah-sakit",
}
OWNER, SUPERIOR = officer("62.01.rsud-imanudin"), officer("62.01.dinkes")
CIVIL, UP = officer("62.01.disdukcapil"), "62.diskominfo"
PROVINCE = Caller("koordinator-kalteng", "Diskominfo Kalteng", Role.COORDINATOR, region="62")


async def at_the_hospital(hub: Hub) -> str:
    """A case of the hospital, which stands under the health office."""
    number = (await taken(hub, **UNCLEAR)).case.tracking_number
    await act(hub, COORDINATOR, number, ask.Verify(Sensitivity.ORDINARY))
    await act(hub, COORDINATOR, number, ask.Assign("62.01.rsud-imanudin"))
    await hub.send()
    return number


async def until(hub: Hub, number: str, event: CaseEventType) -> None:
    """Let the clocks run, look by look, until that has happened once more."""
    before = (await happened(hub, number)).count(event.value)
    for _ in range(12):
        look_at = (await row(hub, number)).look_at
        assert look_at is not None, "the clocks have nothing more to say"
        hub.moment[0] = max(hub.now(), look_at)
        await hub.deadlines.tick()
        if (await happened(hub, number)).count(event.value) > before:
            return
    raise AssertionError(f"{event.value} did not happen")


async def in_sight(hub: Hub, caller: Caller, number: str) -> bool:
    """Whether the caller sees the case, by the rule and by the store alike."""
    case, scope = await row(hub, number), scope_of(caller, hub.tools.directory())
    async with hub.tools.db.reading() as conn:
        stored = await cases.by_tracking(conn, [number], scope)
    assert (number in stored) == sees(scope, case)
    return number in stored


async def test_a_first_breach_puts_the_superior_beside_the_owner(hub: Hub) -> None:
    number = await at_the_hospital(hub)
    assert not await in_sight(hub, SUPERIOR, number)
    await until(hub, number, CaseEventType.DEADLINE_BREACHED)

    case, told = await row(hub, number), (await timeline(hub, number))[-1]
    assert (case.raised_to, case.raised_for) == ("62.01.dinkes", "FIRST_RESPONSE")
    assert (case.owner, case.assignee) == ("62.01.rsud-imanudin", "62.01.rsud-imanudin")
    assert told.facts["raised_to"] == "62.01.dinkes"
    assert told.note == (
        "Tenggat tanggapan pertama terlewati: hari terakhir 30 November 2026. "
        "Laporan dinaikkan ke Dinas Kesehatan Kabupaten Kotawaringin Barat."
    )
    assert await in_sight(hub, SUPERIOR, number)
    assert not await in_sight(hub, officer("62.01.pupr"), number)


async def test_the_superior_acts_for_the_owner_and_the_timeline_says_so(hub: Hub) -> None:
    number = await at_the_hospital(hub)
    with pytest.raises(RuleViolation, match="no such case"):
        await act(hub, SUPERIOR, number, ask.Accept("Kami ambil alih."))
    await until(hub, number, CaseEventType.DEADLINE_BREACHED)
    await act(hub, SUPERIOR, number, ask.Accept("Kami ambil alih."))
    await act(hub, SUPERIOR, number, ask.Progress("Loket kedua dibuka."))

    assert [one.actor for one in (await timeline(hub, number))[-2:]] == ["superior", "superior"]
    case = await row(hub, number)
    assert (case.raised_to, case.status) == (None, CaseStatus.IN_PROGRESS)
    assert not await in_sight(hub, SUPERIOR, number)
    await act(hub, OWNER, number, ask.Answer("Sudah selesai."))


async def test_without_a_reaction_it_goes_on_to_the_next_tier_and_to_the_ombudsman(hub: Hub) -> None:
    number = await at_the_hospital(hub)
    raised = []
    for _ in range(3):
        await until(hub, number, CaseEventType.DEADLINE_BREACHED)
        raised.append((await row(hub, number)).raised_to)
    assert raised == ["62.01.dinkes", "62.diskominfo", "62.diskominfo"]

    case, [*_, last] = await row(hub, number), await timeline(hub, number)
    assert (case.oversight, case.escalated) == (OversightState.REQUESTED, True)
    assert (last.type, last.actor) == (CaseEventType.ESCALATED, "clock")
    assert last.note == (
        "Diajukan ke Ombudsman secara otomatis: batas waktu terlewati dan tidak ada tingkat di atasnya lagi."
    )
    told = await hub.services.reading.case(PROVINCE, number)
    assert told is not None


async def test_breaches_told_together_after_an_outage_are_one_rung(hub: Hub) -> None:
    number = await at_the_hospital(hub)
    hub.later(days=60)
    await hub.deadlines.tick()

    case = await row(hub, number)
    assert (await happened(hub, number)).count("DEADLINE_BREACHED") == 2
    assert (case.raised_to, case.raised_for) == ("62.01.dinkes", "RESOLUTION")
    assert case.oversight is OversightState.NONE
    assert case.due_at is not None
    assert case.due_at > hub.now()


async def test_what_the_superior_does_starts_its_time_anew(hub: Hub) -> None:
    number = await at_the_hospital(hub)
    await act(hub, OWNER, number, ask.Accept("Kami terima."))
    await act(hub, OWNER, number, ask.Progress("Sedang diperiksa."))
    await until(hub, number, CaseEventType.DEADLINE_BREACHED)  # the answer is late
    assert (await row(hub, number)).raised_for == "RESOLUTION"
    hub.later(days=3)
    first = (await row(hub, number)).due_at
    await act(hub, SUPERIOR, number, ask.Progress("Kami dampingi."))

    case = await row(hub, number)
    assert case.raised_to == "62.01.dinkes"
    assert first is not None
    assert case.due_at is not None
    assert case.due_at > first
    await act(hub, SUPERIOR, number, ask.Answer("Antrean kini dua jam."))
    assert (await row(hub, number)).raised_to is None


async def test_a_new_assignment_brings_the_case_down(hub: Hub) -> None:
    number = await at_the_hospital(hub)
    await until(hub, number, CaseEventType.DEADLINE_BREACHED)
    await act(hub, COORDINATOR, number, ask.Assign("62.01.dinsos"))

    assert (await row(hub, number)).raised_to is None
    assert not await in_sight(hub, SUPERIOR, number)


async def test_a_case_nobody_verifies_goes_to_the_coordinator_of_the_next_tier(hub: Hub) -> None:
    number = (await taken(hub, **UNCLEAR)).case.tracking_number
    await until(hub, number, CaseEventType.DEADLINE_BREACHED)
    assert (await row(hub, number)).raised_to == "62.diskominfo"
    await act(hub, PROVINCE, number, ask.Verify(Sensitivity.ORDINARY))
    assert (await row(hub, number)).raised_to is None


async def test_a_guarded_case_climbs_past_the_accused_to_oversight_bodies_only(hub: Hub) -> None:
    number = (
        await taken(
            hub,
            title="Pungutan liar di kantor",
            body="Petugas meminta uang untuk surat yang seharusnya gratis.",
            topic=None,
            agency="62.01.rsud-imanudin",
            sensitivity=Sensitivity.WHISTLEBLOWING,
        )
    ).case.tracking_number
    await hub.send()
    raised = []
    for _ in range(3):
        await until(hub, number, CaseEventType.DEADLINE_BREACHED)
        raised.append((await row(hub, number)).raised_to)
        for accused in (OWNER, SUPERIOR, COORDINATOR, PROVINCE):
            assert not await in_sight(hub, accused, number)
    assert raised == ["62.inspektorat", "id.itjen-kemendagri", "id.itjen-kemendagri"]
    assert await in_sight(hub, officer("id.itjen-kemendagri"), number)


async def test_a_breach_found_after_the_duty_was_done_moves_nothing(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    owner = officer("62.01.disdukcapil")
    await act(hub, owner, number, ask.Accept("Kami terima."))
    hub.later(days=9)
    await act(hub, owner, number, ask.Progress("Terlambat, tetapi jalan."))
    await hub.deadlines.tick()

    case = await row(hub, number)
    assert (case.breached, case.raised_to) == (True, None)
    assert case.due_at is not None
    assert case.due_at > hub.now() + timedelta(days=1)


async def test_the_warning_comes_once_and_before_the_breach(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await until(hub, number, CaseEventType.DEADLINE_NEAR)
    warning = (await timeline(hub, number))[-1]

    assert warning.note == "Tenggat tanggapan pertama hampir habis: hari terakhir 30 November 2026."
    assert warning.agency == "62.01.disdukcapil"
    await until(hub, number, CaseEventType.DEADLINE_BREACHED)
    runs = [
        one.facts["run"] for one in await timeline(hub, number) if one.type is CaseEventType.DEADLINE_NEAR
    ]
    assert len(runs) == len(set(runs))
    async with hub.tools.db.reading() as conn:
        assert (await cases.by_tracking(conn, [number], EVERYTHING))[number].breached


async def test_a_late_answer_that_is_contested_does_not_rest_without_a_clock(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, CIVIL, number, ask.Accept("Kami terima."))
    hub.later(days=30)
    await hub.deadlines.tick()
    await act(hub, CIVIL, number, ask.Answer("Sudah jadi."))
    assert (await row(hub, number)).raised_to is None
    await act(hub, PORTAL, number, ask.Contest("Belum jadi."))
    again = (await row(hub, number)).due_at
    assert again is not None
    await act(hub, CIVIL, number, ask.Progress("Sedang diperiksa."))
    later = (await row(hub, number)).due_at
    assert later is not None
    hub.moment[0] = later
    await hub.deadlines.tick()

    case, last = await row(hub, number), (await timeline(hub, number))[-1]
    assert (case.raised_to, case.raised_for) == (UP, "RESOLUTION")
    assert (last.type, last.agency) == (CaseEventType.DEADLINE_BREACHED, case.assignee)
    assert "penyelesaian sudah terlambat" in (last.note or "")
    await act(hub, CIVIL, number, ask.Answer("Sekarang benar."))
    assert (await row(hub, number)).raised_to is None


async def test_a_late_case_that_is_given_back_is_still_watched(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    hub.later(days=30)
    await hub.deadlines.tick()
    await act(hub, CIVIL, number, ask.Return("Bukan kami.", owner_unknown=True))
    case = await row(hub, number)
    assert (case.raised_to, case.assignee) == (None, None)
    assert case.due_at is not None
    hub.moment[0] = case.due_at
    await hub.deadlines.tick()
    assert (await row(hub, number)).raised_to == UP
