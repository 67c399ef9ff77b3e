"""`hub calendar`: what the hub counts with, and what a file would change."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.cli.commands import app

RUNNER = CliRunner(env={"COLUMNS": "120"})


@pytest.fixture(autouse=True)
def one_store(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", sqlite_url)


def test_a_year_is_shown_with_the_source_of_every_day_once_it_was_imported(tmp_path: Path) -> None:
    text = "day,change,name,source,version,region\n2026-09-28,ADD,Hari jadi,SK Bupati,kukar-1,64.02\n"
    (tmp_path / "calendar.csv").write_text(text, encoding="utf-8")
    assert RUNNER.invoke(app, ["reference", "import", str(tmp_path)]).exit_code == 0
    region = RUNNER.invoke(app, ["calendar", "show", "--year", "2026", "--region", "64.02"]).stdout
    country = RUNNER.invoke(app, ["calendar", "show", "--year", "2030"]).stdout

    unknown = RUNNER.invoke(app, ["calendar", "show", "--year", "2026", "--region", "99.99"])
    assert "know no region 99.99" in str(unknown.exception)
    assert "64.02 2026: kukar-1-" in region
    assert "Hari jadi" in region
    assert "SK Bupati (kukar-1)" in region
    assert "country 2030: nasional-" in country
    assert "holidays 0." in country


def test_a_file_is_checked_without_being_imported(tmp_path: Path) -> None:
    file = tmp_path / "tahun-depan.csv"
    file.write_text(
        "day,change,name,source,version\n2026-12-28,ADD,a,b,v2\n2026-12-26,ADD,a,b,v2\n2026-12-25,ADD,a,b,v2\n"
    )
    told = RUNNER.invoke(app, ["calendar", "check", str(file)]).stdout

    assert "becomes a day off" in told
    assert "nothing: a weekend" in told
    assert "nothing: so it is already" in told
