"""Cases that may tell of the same thing are shown to whoever verifies, and to nobody else."""

from typing import Any

import pytest
from sqlalchemy import delete

from hub.casework.sketching import Sketching
from hub.domain.caller import Caller, Role
from hub.domain.case import IdentityProtection, Sensitivity, Visibility
from hub.domain.redaction import scope_of
from hub.domain.similarity import ALIKE
from hub.store import sketches
from hub.store.sketch_tables import case_sketches
from tests.casework.steps import taken
from tests.harness import COORDINATOR, PORTAL, Hub, officer

LAMP = {
    "title": "Lampu jalan mati",
    "body": "Lampu jalan di depan pasar Indra Sari sudah seminggu mati, gelap sekali kalau malam.",
    "topic": None,
}
SAME = {
    "title": "Penerangan padam",
    "body": "Sudah seminggu lampu jalan depan Pasar Indra Sari mati dan gelap sekali di malam hari!",
    "topic": None,
}
SIMILAR = """query($n: String!, $first: Int! = 3) { case(trackingNumber: $n) { similar(first: $first) {
    score case { trackingNumber } reasons { rule detail } } } }"""
GUARDED: dict[str, Any] = {
    "identity_protection": IdentityProtection.SEALED,
    "visibility": Visibility.RESTRICTED,
    "reporter": None,
}


async def alike(
    hub: Hub, number: str, caller: Caller = COORDINATOR, first: int = 3
) -> list[tuple[str, float]]:
    shown = (await hub.ask(SIMILAR, caller, n=number, first=first))["case"]["similar"]
    return [(one["case"]["trackingNumber"], one["score"]) for one in shown]


async def test_two_reports_of_one_lamp_find_each_other(hub: Hub) -> None:
    first = (await taken(hub, **LAMP)).case.tracking_number
    hub.later(days=2)
    second = (await taken(hub, **SAME)).case.tracking_number
    other = (await taken(hub)).case.tracking_number

    [(there, score)] = await alike(hub, first)
    [(back, same)] = await alike(hub, second)
    assert (there, back, score) == (second, first, same)
    assert score >= ALIKE
    assert await alike(hub, other) == []


async def test_the_same_words_come_first(hub: Hub) -> None:
    first = (await taken(hub, **LAMP)).case.tracking_number
    same = (await taken(hub, **LAMP)).case.tracking_number
    await taken(hub, **SAME)

    found = await alike(hub, first)
    assert found[0] == (same, 1.0)
    assert len(found) == 2


async def test_neither_another_place_nor_another_month_is_offered(hub: Hub) -> None:
    first = (await taken(hub, **LAMP)).case.tracking_number
    await taken(hub, **LAMP, region="62.01.01")
    hub.later(days=31)
    await taken(hub, **LAMP)

    assert await alike(hub, first) == []


async def test_reports_of_the_province_alone_meet_those_of_its_regencies_both_ways(hub: Hub) -> None:
    wide = (await taken(hub, **LAMP, region="62")).case.tracking_number
    here = (await taken(hub, **LAMP, region="62.01.02")).case.tracking_number
    there = (await taken(hub, **LAMP, region="62.71")).case.tracking_number
    province = Caller("koordinator-62", "Diskominfo Provinsi", Role.COORDINATOR, region="62")

    assert {number for number, _ in await alike(hub, wide, province)} == {here, there}
    assert await alike(hub, here, province) == [(wide, 1.0)]
    assert await alike(hub, there, province) == [(wide, 1.0)]


async def test_common_words_cost_a_bounded_look_at_the_nearest_in_time(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sketches, "MOST_PER_HASH", 2)
    numbers = []
    for _ in range(7):
        numbers.append((await taken(hub, **LAMP)).case.tracking_number)
        hub.later(hours=1)

    found = {number for number, _ in await alike(hub, numbers[3], first=7)}
    assert found == {numbers[at] for at in (1, 2, 4, 5)}


async def test_cases_without_a_sketch_get_one_and_the_rest_stays(hub: Hub) -> None:
    first = (await taken(hub, **LAMP)).case.tracking_number
    second = (await taken(hub, **LAMP)).case.tracking_number
    third = (await taken(hub, **LAMP)).case.tracking_number
    await hub.tools.db.write(lambda conn: conn.execute(delete(case_sketches)))
    fourth = (await taken(hub, **LAMP)).case.tracking_number
    assert await alike(hub, first) == []

    assert await Sketching(hub.tools).catch_up(page=2) == 3
    assert await Sketching(hub.tools).catch_up() == 0
    assert {number for number, _ in await alike(hub, first)} == {second, third, fourth}


async def test_guarded_cases_meet_guarded_ones_alone(hub: Hub) -> None:
    await taken(hub, **LAMP)
    secret = (await taken(hub, **LAMP, **GUARDED)).case.tracking_number
    other = (await taken(hub, **LAMP, **GUARDED)).case.tracking_number

    assert await alike(hub, secret) == [(other, 1.0)]


async def test_what_the_coordinator_may_not_see_is_not_hinted_at(hub: Hub) -> None:
    accusing = {**LAMP, **GUARDED, "sensitivity": Sensitivity.OVERSIGHT}
    seen = (await taken(hub, **accusing, agency="62.01.dinkes")).case.tracking_number
    await taken(hub, **accusing, agency="62.01.diskominfo")

    assert await alike(hub, seen) == []
    away = Caller("koordinator-ntb", "Diskominfo NTB", Role.COORDINATOR, region="52")
    assert (await hub.ask(SIMILAR, away, n=seen))["case"] is None


@pytest.mark.parametrize("caller", [PORTAL, officer("62.01.dishub")], ids=["portal", "officer"])
async def test_whoever_does_not_verify_may_not_ask(hub: Hub, caller: Caller) -> None:
    number = (await taken(hub, **LAMP)).case.tracking_number
    await taken(hub, **LAMP)
    answer = await hub.answer(SIMILAR, caller, n=number)

    assert [one.message for one in answer.errors or ()] == ["Case.similar needs cases:triage"]
    [case] = await hub.services.reading.by_tracking(COORDINATOR, [number])
    assert case is not None
    assert await hub.services.resembling.similar(caller, [case], 5) == [()]


async def test_a_repeat_is_found_among_many_that_share_common_words_only(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words that all reports have say nothing, however many of them there are."""
    monkeypatch.setattr(sketches, "MOST", 2)
    polite = "mohon segera ditindaklanjuti karena sangat mengganggu warga sekitar terima kasih banyak pak"
    first = await taken(hub, title="Laporan warga", topic=None, body=f"Gorong gorong ambles. {polite}")
    repeat = await taken(hub, title="Aduan kami", topic=None, body="Gorong gorong ambles, mohon segera.")
    for thing in ("Pohon", "Pagar", "Plang", "Paku"):
        await taken(hub, title="Laporan warga", topic=None, body=f"{thing} bermasalah. {polite}")
    async with hub.tools.db.reading() as conn:
        scope = scope_of(COORDINATOR, hub.tools.directory())
        found = (await sketches.candidates(conn, [first.case.id], scope))[first.case.id]

    assert found[0].id == repeat.case.id
    assert len(found) == 2
