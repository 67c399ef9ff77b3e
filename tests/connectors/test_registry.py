import asyncio
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.connectors import catalogue
from hub.connectors.base import Forwards
from hub.connectors.catalogue import load_catalogue
from hub.connectors.registry import Registry, Reload
from hub.domain.exchange import Registered
from hub.domain.rehearsal import rehearsal
from hub.errors import ConfigError

SHIPPED = Path(catalogue.__file__).parent / "instances"
NAME = "kobar-wbs"
VILLAGE = """\
kind = "sql"
agency = "62.01.desa"
base_url_env = "HUB_SECRET_DESA_URL"
zone = "Asia/Jakarta"
source = "docs/agencies/62.01.md"
idempotency = "none"
maturity = 1
records = { table = "t", id = "id", status = "s", changed = "c" }
forward = { table = "t", id = "id", row = { title = "title" } }
"""

Edit = Callable[[str, str], None]


@pytest.fixture
def variables() -> dict[str, str]:
    return {"HUB_KOBAR_WBS_URL": "http://127.0.0.1:9", "HUB_SECRET_KOBAR_WBS_TOKEN": "satu"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / f"{NAME}.toml").write_text((SHIPPED / f"{NAME}.toml").read_text())
    return tmp_path


@pytest.fixture
def edit(folder: Path) -> Edit:
    def change(old: str, new: str) -> None:
        file = folder / f"{NAME}.toml"
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new))

    return change


@pytest.fixture
def registry(folder: Path, variables: dict[str, str]) -> Registry:
    return Registry(lambda: load_catalogue(folder, variables, lambda: datetime.now(UTC), time.monotonic))


async def test_what_did_not_change_keeps_its_connector(registry: Registry) -> None:
    before = registry.get(NAME)

    assert await registry.reload() == Reload()
    assert registry.get(NAME) is before


async def test_a_changed_file_brings_a_new_connector(registry: Registry, edit: Edit) -> None:
    before = registry.get(NAME)
    edit('zone = "Asia/Jakarta"', 'zone = "Asia/Makassar"')

    assert await registry.reload() == Reload(changed=(NAME,))
    assert registry.get(NAME) is not before
    manifest = registry.manifest(NAME)
    assert manifest is not None
    assert manifest.zone == "Asia/Makassar"


async def test_a_new_secret_brings_a_new_connector(registry: Registry, variables: dict[str, str]) -> None:
    before = registry.get(NAME)
    variables["HUB_SECRET_KOBAR_WBS_TOKEN"] = "dua"

    assert await registry.reload() == Reload(changed=(NAME,))
    assert registry.get(NAME) is not before


async def test_a_secret_that_arrives_late_activates_the_instance(
    registry: Registry, variables: dict[str, str]
) -> None:
    token = variables.pop("HUB_SECRET_KOBAR_WBS_TOKEN")
    await registry.reload()
    assert registry.get(NAME) is None
    variables["HUB_SECRET_KOBAR_WBS_TOKEN"] = token

    await registry.reload()

    assert registry.get(NAME) is not None


async def test_files_may_come_and_go(registry: Registry, folder: Path) -> None:
    file = folder / f"{NAME}.toml"
    other = folder / "kobar-wbs-dua.toml"
    file.rename(other)

    assert await registry.reload() == Reload(added=("kobar-wbs-dua",), removed=(NAME,))
    assert [one.name for one in registry.manifests()] == ["kobar-wbs-dua"]
    assert registry.get(NAME) is None


async def test_a_wrong_file_leaves_everything_as_it_was(registry: Registry, edit: Edit, folder: Path) -> None:
    before = registry.get(NAME)
    edit("[forward]", "[forwrad]")
    (folder / "another.toml").write_text("kind = 'nothing'")

    with pytest.raises(ConfigError, match=r"kobar-wbs\.toml:\d+: UNKNOWN_KEY") as fault:
        await registry.reload()

    assert "another.toml:" in str(fault.value)
    assert registry.get(NAME) is before


async def test_a_folder_that_is_away_for_a_moment_takes_no_agency_with_it(
    registry: Registry, folder: Path
) -> None:
    before = registry.get(NAME)
    shutil.rmtree(folder)
    with pytest.raises(ConfigError, match="no such folder"):
        await registry.reload()

    assert registry.get(NAME) is before


async def test_an_old_connector_that_does_not_close_hinders_nothing(
    registry: Registry, edit: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken() -> None:
        raise OSError

    monkeypatch.setattr(registry.get(NAME), "aclose", broken)
    edit('zone = "Asia/Jakarta"', 'zone = "Asia/Makassar"')

    assert await registry.reload() == Reload(changed=(NAME,))


async def test_a_case_on_its_way_into_a_database_arrives_although_the_file_changes(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "desa.db", isolation_level=None)) as office:
        office.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT, c TEXT, title TEXT)")
        (tmp_path / "desa.toml").write_text(VILLAGE)
        known = {"HUB_SECRET_DESA_URL": f"sqlite:///{tmp_path / 'desa.db'}"}
        registry = Registry(
            lambda: load_catalogue(tmp_path, known, lambda: datetime.now(UTC), time.monotonic)
        )
        before = registry.get("desa")
        assert isinstance(before, Forwards)
        office.execute("BEGIN IMMEDIATE")  # somebody in the office is at it

        under_way = asyncio.create_task(
            before.forward(rehearsal("62.01.desa", "UJI-1", datetime.now(UTC)), "k")
        )
        await asyncio.sleep(0.1)
        (tmp_path / "desa.toml").write_text(VILLAGE + "# new\n")
        reloading = asyncio.create_task(registry.reload())
        await asyncio.sleep(0.1)
        office.execute("COMMIT")

        assert isinstance(await under_way, Registered)
        assert await reloading == Reload(changed=("desa",))
        assert office.execute("SELECT count(*) FROM t").fetchone() == (1,)
        await registry.aclose()
