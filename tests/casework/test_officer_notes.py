"""Notes between officers: read inside their audience, and found nowhere else."""

import logging
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.casework.authentication import of_today
from hub.domain import commands as ask
from hub.domain.caller import Caller, Role
from hub.domain.case import Sensitivity
from hub.domain.commands import Target
from hub.domain.officer_note import AddNote, NoteAudience
from hub.errors import RuleViolation
from tests.casework.steps import UNCLEAR, act, delivered, row, taken, timeline
from tests.harness import ANALYST, COORDINATOR, OPERATOR, PARTNER, PORTAL, Hub, hub_on, officer, shipped

OWNER, COPIED, COORD = "62.01.disdukcapil", "62.01.dinkes", "62.01.diskominfo"
CANARY = "kanari kuning di loket belakang"
A, C, H = NoteAudience.AGENCY, NoteAudience.COORDINATORS, NoteAudience.HANDLERS
UPSTAIRS = Caller("k62", "Provinsi", Role.COORDINATOR, region="62")

EVERY_DOOR = """query ($number: String!, $receipt: String!) {
  case(trackingNumber: $number) { ...Parts }
  caseByReceipt(receipt: $receipt) { ...Parts }
  cases(first: 5) { edges { node { ...Parts } } }
  events(first: 50) { edges { node { type note case { title } } } }
}
fragment Parts on Case { title body answer assignments { reason explanation { detail } }
  timeline(first: 50) { edges { node { type note } } } records { statusText } }"""


def on_disk(folder: Path) -> tuple[str, bytes]:
    """The database as text, and every byte of its files."""
    conn = sqlite3.connect(folder / "hub.db")
    dump = "\n".join(conn.iterdump())
    conn.close()
    return dump, b"".join(path.read_bytes() for path in folder.iterdir())


async def note(
    hub: Hub,
    caller: Caller,
    number: str,
    audience: NoteAudience = A,
    text: str = CANARY,
    name: str | None = None,
) -> None:
    await hub.services.desks.notes.add(caller, Target(number, 0, action_id=name), AddNote(text, audience))


async def read(hub: Hub, caller: Caller, number: str) -> list[str]:
    """The notes this caller reads of the case; none where it does not even see that."""
    case = await hub.services.reading.case(caller, number)
    if case is None:
        return []
    page = (await hub.services.desks.notes.pages(caller, [case], 50, None))[0]
    return [edge.node.text for edge in page.edges]


async def test_each_audience_reads_its_notes_and_nobody_elses(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await note(hub, officer(OWNER), number, A, "instansi")
    await note(hub, officer(OWNER), number, H, "penangan")
    await note(hub, COORDINATOR, number, C, "koordinator")
    await note(hub, COORDINATOR, number, A, "diskominfo")

    assert await read(hub, officer(OWNER), number) == ["instansi", "penangan"]
    assert await read(hub, COORDINATOR, number) == ["penangan", "koordinator", "diskominfo"]
    assert await read(hub, UPSTAIRS, number) == ["penangan", "koordinator"]
    for caller in (PORTAL, PARTNER, ANALYST, OPERATOR, officer(COPIED)):
        assert await read(hub, caller, number) == []


async def test_whoever_gave_the_case_back_keeps_its_own_notes_and_reads_no_others(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await note(hub, officer(OWNER), number, A, "dulu")
    await act(hub, officer(OWNER), number, ask.Return("Bukan kami.", COPIED))
    await note(hub, COORDINATOR, number, H, "sekarang")

    assert await read(hub, officer(OWNER), number) == ["dulu"]  # a public case: it may still look
    assert await read(hub, officer(COPIED), number) == ["sekarang"]


async def test_a_case_that_comes_to_accuse_an_office_takes_its_notes_along(hub: Hub) -> None:
    number = (
        await taken(hub, agency=COORD, topic=None, title="Mohon bantuan", body="Tolong kami semua.")
    ).case
    await note(hub, COORDINATOR, number.tracking_number, A, "sebelum")
    assert await read(hub, COORDINATOR, number.tracking_number) == ["sebelum"]

    await act(hub, COORDINATOR, number.tracking_number, ask.Verify(Sensitivity.OVERSIGHT))
    for caller in (COORDINATOR, officer(COORD)):
        assert await read(hub, caller, number.tracking_number) == []
        with pytest.raises(RuleViolation) as refused:
            await note(hub, caller, number.tracking_number)
        assert refused.value.code == "NOT_FOUND"
    assert await read(hub, UPSTAIRS, number.tracking_number) == []  # written for another agency


async def test_personal_numbers_are_blotted_out(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await note(hub, officer(OWNER), number, text="NIK 6201010101010001, telepon 081234567890")

    assert await read(hub, officer(OWNER), number) == ["NIK [NIK disamarkan], telepon [telepon disamarkan]"]


async def test_a_note_with_a_name_is_written_once(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    for _ in range(2):
        await note(hub, officer(OWNER), number, name="catatan-0001")
    with pytest.raises(RuleViolation) as refused:
        await note(hub, officer(OWNER), number, text="lain", name="catatan-0001")

    assert refused.value.code == "IDEMPOTENCY_CONFLICT"
    assert await read(hub, officer(OWNER), number) == [CANARY]


async def test_a_note_is_no_event_and_changes_nothing_of_the_case(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    before, told = await row(hub, number), await timeline(hub, number)
    await note(hub, officer(OWNER), number)

    assert await row(hub, number) == before
    assert await timeline(hub, number) == told


async def test_an_agency_of_another_name_keeps_its_notes(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await note(hub, officer(OWNER), number, A, "dulu")
    agencies = dict(shipped().agencies)
    agencies["62.01.dukcapil"] = replace(agencies.pop(OWNER), code="62.01.dukcapil")
    aliases = {**shipped().aliases, OWNER: "62.01.dukcapil"}
    hub.edition[0] = replace(shipped(), agencies=agencies, aliases=aliases)
    renamed = of_today(officer("62.01.dukcapil"), hub.edition[0], hub.now())
    await note(hub, renamed, number, A, "sekarang")

    assert await read(hub, renamed, number) == ["dulu", "sekarang"]


async def test_agencies_that_will_be_one_read_no_notes_of_each_other_before(hub: Hub) -> None:
    number = (await taken(hub, **UNCLEAR)).case.tracking_number
    await act(hub, COORDINATOR, number, ask.Verify(Sensitivity.ORDINARY))
    await act(hub, COORDINATOR, number, ask.Assign(OWNER, copies=(COPIED,)))
    ending = replace(shipped().agencies[OWNER], valid_to=hub.now().date() + timedelta(days=9))
    agencies = {**shipped().agencies, OWNER: ending}
    hub.edition[0] = replace(shipped(), agencies=agencies, aliases={**shipped().aliases, OWNER: COPIED})
    await note(hub, officer(OWNER), number, A, "dulu")

    def heir() -> Caller:
        return of_today(officer(COPIED), hub.edition[0], hub.now())

    assert await hub.services.reading.case(heir(), number) is not None
    assert await read(hub, heir(), number) == []
    hub.later(days=10)
    assert await read(hub, heir(), number) == ["dulu"]


async def test_a_note_is_in_no_answer_message_log_or_file(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with hub_on(sqlite_url) as hub:
        found = await taken(hub)
        number = found.case.tracking_number
        for caller, audience in ((COORDINATOR, H), (COORDINATOR, C), (COORDINATOR, A)):
            await note(hub, caller, number, audience)
        await hub.drain()
        await note(hub, officer(OWNER), number, H)
        await note(hub, officer(OWNER), number, A)
        await act(hub, officer(OWNER), number, ask.Accept("Baik."))
        await act(hub, officer(OWNER), number, ask.Answer("Sudah dicetak."))
        await act(hub, PORTAL, number, ask.Contest("Belum."))
        await hub.drain()
        answers: list[Any] = []
        for caller in (PORTAL, PARTNER, OPERATOR, officer(COPIED), officer(OWNER), COORDINATOR):
            answer = await hub.answer(EVERY_DOOR, caller, number=number, receipt=found.receipt)
            answers.append((answer.data, answer.errors))
        outgoing = [repr(vars(system)) for system in hub.agencies.systems.values()]
        outgoing += [repr(record) for system in hub.agencies.systems.values() for record in system.records]
        assert any("KTP elektronik" in one for one in outgoing)  # the look itself finds things
        assert any("KTP elektronik" in repr(one) for one in answers)
        assert await read(hub, officer(OWNER), number) == [CANARY, CANARY, CANARY]
    dump, files = on_disk(tmp_path)
    for haystack in (repr(answers), *outgoing, caplog.text, dump):
        assert "kanari" not in haystack
    assert b"kanari" not in files
    assert "Sudah dicetak." in dump
