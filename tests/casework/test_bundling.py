"""An office without a line: cases leave as a file, acts come back as one, and any stick may get lost."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from hub.cli import office_folder
from hub.domain.case import CaseEventType, CaseStatus
from hub.domain.commands import ReporterDetails
from tests.casework.carried import Kecamatan, codes, enrolled, of
from tests.casework.steps import count_of, happened, row, taken
from tests.casework.test_collecting import OFFICE, offered
from tests.harness import Hub

TEXT = "Surat pengantar saya belum dibuat <script>alert(1)</script>"


@pytest.fixture
async def kecamatan(hub: Hub, tmp_path: Path) -> Kecamatan:
    """Enrolled, with an empty folder."""
    return await enrolled(hub, tmp_path / "kantor")


async def test_a_case_goes_out_on_a_stick_and_its_answer_comes_back(hub: Hub, kecamatan: Kecamatan) -> None:
    number = await offered(hub)
    await kecamatan.fetch()
    kecamatan.act(number, "accept")
    kecamatan.act(number, "progress", "Sudah dicetak.")
    kecamatan.act(number, "answer", "Silakan diambil.")

    done = await kecamatan.send()
    await kecamatan.fetch()

    case = await row(hub, number)
    assert codes(done) == ["DONE"] * 3 == kecamatan.codes()
    assert (case.status, case.owner, case.answer) == (CaseStatus.ANSWERED, OFFICE, "Silakan diambil.")
    told = office_folder.load_case(office_folder.case_file(kecamatan.folder, number))
    assert (told.case.status, told.case.version) == ("ANSWERED", case.version)
    assert [one.event for one in told.events] == await happened(hub, number)


async def test_lost_sticks_in_both_directions_lose_nothing(hub: Hub, kecamatan: Kecamatan) -> None:
    first = await offered(hub)
    await of(hub).export(OFFICE)
    await kecamatan.fetch()
    kecamatan.act(first, "accept")
    kecamatan.reply()
    second = await offered(hub)
    await of(hub).export(OFFICE)
    await kecamatan.fetch()
    kecamatan.act(second, "accept")

    done = await kecamatan.send()
    await of(hub).export(OFFICE)
    await kecamatan.fetch()

    assert (done.number, codes(done)) == (2, ["DONE", "DONE"])
    assert kecamatan.codes() == ["DONE", "DONE"]
    assert len(office_folder.all_cases(kecamatan.folder)) == 2


async def test_the_same_reply_at_the_same_moment_is_carried_out_once(hub: Hub, kecamatan: Kecamatan) -> None:
    number = await offered(hub)
    await kecamatan.fetch()
    kecamatan.act(number, "accept")
    file = kecamatan.reply()

    await asyncio.gather(*(of(hub).take(file) for _ in range(4)), return_exceptions=True)

    assert (await of(hub).take(file)).again
    assert await count_of(hub, number, CaseEventType.ACCEPTED) == 1


async def test_identities_never_travel_and_texts_never_in_clear(hub: Hub, kecamatan: Kecamatan) -> None:
    who = ReporterDetails("Kenari Emas", "kenari@example.org", "081200001111", "2104010101900001")
    changes: dict[str, Any] = {"region": "21.04.13", "topic": "pemerintahan.kecamatan", "reporter": who}
    number = (await taken(hub, **changes, title="Kutilang", body=TEXT)).case.tracking_number
    file = (await of(hub).export(OFFICE)).file
    kecamatan.open(file)

    kept = b"".join(one.read_bytes() for one in kecamatan.folder.rglob("*") if one.is_file())
    assert number.encode() in kept
    for secret in ("Kenari", "kenari@", "081200001111", "2104010101900001"):
        assert secret.encode() not in kept
        assert secret.encode() not in file
    for clear in ("Kutilang", "pengantar", number):
        assert clear.encode() not in file
    page = (kecamatan.folder / "index.html").read_text()
    assert "&lt;script&gt;" in page
    assert "<script" not in page


def test_a_link_laid_on_the_stick_leads_nowhere(tmp_path: Path) -> None:
    treasure = tmp_path / "treasure"
    treasure.write_text("gold")
    (tmp_path / f".to-office.bundle.{os.getpid()}").symlink_to(treasure)
    (tmp_path / "to-office.bundle").symlink_to(treasure)

    office_folder.put(tmp_path / "to-office.bundle", b"sealed")

    assert treasure.read_text() == "gold"
    assert (tmp_path / "to-office.bundle").read_bytes() == b"sealed"
    assert not (tmp_path / "to-office.bundle").is_symlink()
