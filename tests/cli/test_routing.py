"""`hub routing rules try`, as an operator uses it."""

import asyncio
from pathlib import Path

import pytest

from hub.app.building import settings_of
from hub.app.roles import opened
from hub.domain.caller import Caller, Role
from hub.domain.case import CaseKind, Visibility
from hub.domain.commands import Submission
from tests.cli.conftest import Command

PORTAL = Caller("portal", "Portal", Role.PORTAL, channel="lapornurani")
TEXTS = ("Keributan tetangga setiap malam", "Tetangga menutup akses kami", "Lampu jalan mati")
TABLE = (
    "id,region,agency,words,why_id,why_en\n"
    "tetangga,62.01,62.01.satpolpp,tetangga,Keributan ditangani Satpol PP,Satpol PP deals with noise\n"
)


async def taken(database: str) -> list[str]:
    """A few cases; the numbers of those about neighbours."""
    async with opened(settings_of({"HUB_DATABASE_URL": database}), migrates=False) as hub:
        found = []
        for number, title in enumerate(TEXTS):
            case = Submission(
                idempotency_key=f"key-{number:08}",
                kind=CaseKind.COMPLAINT,
                title=title,
                body="Mohon dibantu, sudah lama begini terus.",
                region="62.01.02",
                identity_protection=None,
                visibility=Visibility.PUBLIC,
            )
            found.append((await hub.services.intake.submit(PORTAL, case)).case.tracking_number)
        return found[:2]


def test_a_table_is_tried_on_the_cases_of_the_store(
    hub: Command, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    known = {"HUB_DATABASE_URL": sqlite_url, "COLUMNS": "120"}
    assert hub("migrate", **known).status == 0
    numbers = asyncio.run(taken(sqlite_url))
    Path("table.csv").write_text(TABLE, encoding="utf-8")
    Path("wrong.csv").write_text(TABLE.replace("62.01.satpolpp", "62.01.nobody"), encoding="utf-8")

    tried = hub("routing", "rules", "try", "table.csv", **known)
    assert (tried.status, tried.err) == (0, "")
    assert "3 cases looked at, 2 would go elsewhere" in tried.out
    assert "sent on without a person: 1 now, 3 with the table" in tried.out
    assert "62.01.satpolpp" in tried.out
    assert all(number in tried.out for number in numbers)
    assert "tetangga" not in tried.out.lower()

    past = hub(
        "routing", "rules", "try", "table.csv", "--since", "2020-01-01", "--until", "2020-12-31", **known
    )
    assert past.out.startswith("0 cases looked at, 0 would go elsewhere")
    for_ever = ("--since", "0001-01-01", "--until", "9999-12-31")
    ever = hub("routing", "rules", "try", "table.csv", *for_ever, **known)
    assert ever.out.startswith("3 cases looked at, 2 would go elsewhere")
    assert hub("routing", "sketch", **known).out == "0 cases looked at\n"
    wrong = hub("routing", "rules", "try", "wrong.csv", **known)
    assert wrong.status == 1
    assert "wrong.csv:2: UNKNOWN_AGENCY" in wrong.err
