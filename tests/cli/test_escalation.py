"""`hub escalation`, as an operator uses it."""

import asyncio
from pathlib import Path

import pytest

from hub.app.building import settings_of
from hub.app.roles import opened
from hub.domain import commands as ask
from hub.domain.caller import Caller, Role
from hub.domain.case import CaseKind, IdentityProtection, Visibility
from hub.domain.commands import Submission, Target
from tests.cli.conftest import Command

PORTAL = Caller("portal", "Portal", Role.PORTAL, channel="lapornurani")
AGENCY = "21.04.disdukcapil"  # without a system: the hub is its inbox


async def escalated(database: str) -> str:
    """A case that was answered and that its reporter wants to escalate."""
    case = Submission(
        idempotency_key="key-00000001",
        kind=CaseKind.COMPLAINT,
        title="KTP elektronik belum jadi",
        body="Sudah tiga bulan KTP elektronik saya di Disdukcapil belum jadi.",
        region="21.04",
        identity_protection=IdentityProtection.SEALED,
        visibility=Visibility.PUBLIC,
        topic="kependudukan.ktp",
    )
    officer = Caller("petugas", "Petugas", Role.OFFICER, agency=AGENCY)
    async with opened(settings_of({"HUB_DATABASE_URL": database}), migrates=False) as hub:
        number = (await hub.services.intake.submit(PORTAL, case)).case.tracking_number
        for caller, command in (
            (officer, ask.Accept("Diterima.")),
            (officer, ask.Answer("Silakan menunggu.")),
            (PORTAL, ask.Escalate("Tidak ada hasil.")),
        ):
            seen = await hub.services.reading.case(caller, number)
            assert seen is not None
            await hub.services.acting.act(caller, Target(number, seen.version), command)
        return number


def test_a_package_is_written_checked_and_answered_with_a_number(
    hub: Command, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    known = {"HUB_DATABASE_URL": sqlite_url}
    assert hub("migrate", **known).status == 0
    number = asyncio.run(escalated(sqlite_url))

    made = hub("escalation", "export", number, "--out", "berkas.zip", **known)
    key = hub("escalation", "key", **known).out.strip()
    own = hub("escalation", "verify", "berkas.zip", **known)
    theirs = hub("escalation", "verify", "berkas.zip", "--key", key, HUB_DATABASE_URL="sqlite:////nowhere")

    assert (made.status, made.err) == (0, "")
    assert own.out == theirs.out
    assert own.out.startswith(f"genuine: {number}, made by ")
    again = hub("escalation", "export", number, "--out", "berkas.zip", **known)
    assert (again.status, "cannot be written" in again.err) == (1, True)

    spoilt = bytearray(Path("berkas.zip").read_bytes())
    spoilt[len(spoilt) // 3] ^= 1
    Path("rusak.zip").write_bytes(spoilt)
    refused = hub("escalation", "verify", "rusak.zip", **known)
    assert (refused.status, refused.out) == (1, "")

    wrong = hub("escalation", "reference", number, "bukan nomor", **known)
    entered = hub("escalation", "reference", number, "0179/LM/XI/2026/PKY", **known)
    ended = hub("escalation", "conclude", number, "discharged", "Laporan ditutup.", **known)
    assert (wrong.status, "0179/LM/VI/2022/BJM" in wrong.err) == (1, True)
    assert entered.out.strip() == f"{number}: WITH_OMBUDSMAN 0179/LM/XI/2026/PKY"
    assert ended.out.strip() == f"{number}: DISCHARGED 0179/LM/XI/2026/PKY"


def test_a_file_that_is_not_there_and_a_key_that_is_none_are_told(hub: Command, tmp_path: Path) -> None:
    gone = hub("escalation", "verify", str(tmp_path / "x.zip"), "--key", "escalation-public-1:AAAA")

    assert (gone.status, gone.err.startswith("hub: this is no public key")) == (1, True)
