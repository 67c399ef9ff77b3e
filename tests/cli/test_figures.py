"""`hub figures` as an operator uses it: nothing differs, something does, and is made right."""

import asyncio
from pathlib import Path

import pytest

from hub.app.migrating import migrate
from hub.domain.counting import Cell
from hub.store import statistics
from hub.store.database import Database
from tests.cli.conftest import Command

WRONG = Cell("2025-02", "62.01.pupr", "62.01", "", "COMPLAINT", "web", "CLOSED", "received", 0)


async def counted(url: str) -> None:
    """Figures of cases that are not there."""
    db = Database(url)
    try:
        await migrate(db, url)
        await db.write(lambda conn: statistics.append_deltas(conn, {WRONG: 7}))
    finally:
        await db.aclose()


@pytest.fixture
def known(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of the commands."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "hub.db"
    path.write_bytes(sqlite_template.read_bytes())
    asyncio.run(counted(f"sqlite+aiosqlite:///{path}"))
    return {"HUB_DATABASE_URL": f"sqlite+aiosqlite:///{path}"}


def test_wrong_figures_are_told_and_made_right(hub: Command, known: dict[str, str]) -> None:
    found = hub("figures", "check", **known)
    assert (found.status, found.out) == (1, "1 figures differ\n")
    assert found.err == "-7 received: 2025-02 62.01 62.01.pupr CLOSED\n"

    assert hub("figures", "check", "--repair", **known).out == "1 figures made right\n"
    again = hub("figures", "check", **known)
    assert (again.status, again.out, again.err) == (0, "0 figures differ\n", "")


def test_published_quarters_are_listed(hub: Command, known: dict[str, str]) -> None:
    done = hub("figures", "published", **known)
    assert done.status == 0
    assert [line.split()[0] for line in done.out.splitlines()][:3] == ["2025-Q1", "2025-Q2", "2025-Q3"]
