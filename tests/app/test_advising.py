"""The routing model of a process at work: taken over, rolled back, kept when the next one is broken."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from hub.app.advising import Adviser
from hub.app.models import shelf_of
from hub.app.roles import opened
from hub.learning.shelf import Shelf
from hub.settings import Settings
from tests.delivery.waiting import eventually
from tests.learning.lessons import about, linear, plain

TEXT = ("Lampu jalan", "lampu jalan padam, tiang lampu gelap", "62.01.01", None)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path / "models")
    for model in (plain(), replace(linear(), version=2)):
        shelf.put(model, about())
    return shelf


async def test_an_adviser_follows_what_the_shelf_names(shelf: Shelf) -> None:
    adviser = Adviser(shelf)
    assert (await adviser.refresh(), adviser.advise(*TEXT)) == (0, None)

    for title in ("kota@2", "kota@1"):
        shelf.use(title)
        assert (await adviser.refresh(), await adviser.refresh()) == (1, 0)
        advice = adviser.advise(*TEXT)
        assert advice is not None
        assert (advice.model, advice.opinions[0].agency) == (title, "Dinas Perhubungan")

    shelf.use(None)
    assert (await adviser.refresh(), adviser.title, adviser.advise(*TEXT)) == (1, None, None)


async def test_the_last_good_model_stays_when_the_next_is_broken(
    shelf: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    adviser = Adviser(shelf)
    shelf.use("kota@1")
    await adviser.refresh()
    arrays = shelf.folder / "kota" / "0002" / "arrays.npz"
    content = arrays.read_bytes()
    arrays.write_bytes(content[:-9])
    shelf.use("kota@2")

    assert (await adviser.refresh(), adviser.title) == (0, "kota@1")
    assert adviser.advise(*TEXT) is not None
    assert capsys.readouterr().out.count("routing model refused") == 1
    await adviser.refresh()
    assert "refused" not in capsys.readouterr().out  # said once, not every five seconds

    arrays.write_bytes(content)
    shelf.use("kota@2")
    assert (await adviser.refresh(), adviser.title) == (1, "kota@2")
    for said in (b"\xff../../etc/passwd", b"x" * 200):
        (shelf.folder / "current").write_bytes(said)
        assert (await adviser.refresh(), adviser.title) == (0, "kota@2")
        assert capsys.readouterr().out.count("routing model refused") == 1


@pytest.mark.parametrize("fault", [OSError(5, "the disk"), MemoryError(), RuntimeError("whatever")])
async def test_no_fault_of_a_disk_or_a_file_takes_the_model_away(
    shelf: Shelf, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def fails(_: Shelf, title: str) -> None:
        raise fault

    adviser = Adviser(shelf)
    shelf.use("kota@1")
    await adviser.refresh()
    shelf.use("kota@2")
    with monkeypatch.context() as disk:
        disk.setattr(Shelf, "take", fails)
        assert [await adviser.refresh() for _ in range(2)] == [0, 0]

    said = capsys.readouterr().out
    assert said.count("routing model refused") == 1
    assert type(fault).__name__ in said
    assert adviser.title == "kota@1"
    assert adviser.advise(*TEXT) is not None
    shelf.use("kota@2")
    assert (await adviser.refresh(), adviser.title) == (1, "kota@2")


async def test_a_hub_at_work_routes_by_the_model_that_is_put_in_force(shelf: Shelf, tmp_path: Path) -> None:
    settings = Settings(
        database_url=SecretStr(f"sqlite:///{tmp_path}/hub.db"),
        profile="development",
        keys_file=tmp_path / "hub.keys",
        reload_s=0.05,
        database_pool=2,
    )
    shelf.use("kota@1")
    async with opened(settings, migrates=True) as hub:
        assert shelf_of(settings).folder == shelf.folder  # beside the database

        async def model() -> str:
            advice = hub.tools.advise(*TEXT)
            return advice.model if advice is not None else ""

        assert await model() == "kota@1"
        shelf.use("kota@2")
        await eventually(model, "kota@2")


def test_models_lie_where_the_settings_say(tmp_path: Path) -> None:
    assert shelf_of(Settings(models_dir=tmp_path)).folder == tmp_path
    assert shelf_of(Settings(database_url=SecretStr("sqlite:///data/hub.db"))).folder == Path("data/models")
    postgres = Settings(database_url=SecretStr("postgresql://hub@db/hub"))
    assert shelf_of(postgres).folder == Path("var/models")


def test_a_process_that_serves_loads_no_training_library() -> None:
    code = (
        "import sys; import hub.cli, hub.app.serving, hub.app.working, hub.app.advising;"
        "print([name for name in ('sklearn', 'scipy', 'numpy') if name in sys.modules])"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"
