"""`hub routing train`, `evaluate`, `use` and the others, as an operator uses them."""

import csv
import json
import sys
from pathlib import Path

import pytest

from hub.domain.terminal import INSTEAD
from tests.cli.conftest import Command
from tests.learning.lessons import few

EVIL = "=HYPERLINK(1)|<b>\x1b[2J"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUB_MODELS_DIR", "models")


def past(count: int = 330) -> str:
    """A CSV: cases of three agencies, one of them of an odd name, one row of no use, one agency too rare."""
    with Path("past.csv").open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("text", "agency", "topic", "region", "reported_at"))
        for number, one in enumerate(few(count)):
            agency = EVIL if one.agency.startswith("PDAM") else one.agency
            agency = "Dinas Kebersihan" if number % 19 == 0 else agency
            rows.writerow((one.text, agency, "", one.region, f"{one.reported_at:%d/%m/%Y %H:%M}"))
        rows.writerow(("pohon tumbang", "Dinas Pertamanan", "", "", "2024-01-03"))
        rows.writerow(("lampu", "Dinas Perhubungan", "", "", "31/02/2024"))
    return "past.csv"


@pytest.mark.parametrize("plain", [("--plain",), ()])
def test_a_model_is_trained_put_in_force_explained_and_forgotten(
    hub: Command, plain: tuple[str, ...]
) -> None:
    file = past()

    for version in (1, 2):
        made = hub("routing", "train", file, "--name", "kota", *plain)
        assert (made.status, made.err) == (0, "")
        assert "1 rows cannot be used" in made.out
        assert "past.csv:333: reported_at is neither" in made.out
        assert f"kota@{version}: " in made.out
        assert "4 agencies" in made.out
    listed = hub("routing", "models")
    assert "kota@1" in listed.out
    assert "*" not in listed.out
    assert hub("routing", "explain", "lampu padam", "--region", "62.01.01").status == 1

    assert hub("routing", "use", "kota").out == "in force: kota@2; before: none\n"
    said = hub("routing", "explain", "lampu jalan padam gelap", "--region", "62.01.01")
    assert "Dinas Perhubungan" in said.out.split("\n")[3]
    assert "kota@2: " in said.out
    assert "\x1b[2J" not in hub("routing", "explain", "air pipa bocor", "--region", "62.01").out
    assert "knows no word" in hub("routing", "explain", "zxcv", "--region", "62.01").out
    assert hub("routing", "use", "kota@1").out == "in force: kota@1; before: kota@2\n"
    assert "in force" in hub("routing", "forget", "kota@1").err
    assert hub("routing", "forget", "kota@2").out == "kota@2 is gone\n"
    assert hub("routing", "forget", "kota").status == 1
    assert hub("routing", "use", "--none").out == "in force: no model; before: kota@1\n"
    assert "kota@2" not in hub("routing", "models").out


def test_a_model_is_judged_by_what_came_after(hub: Command) -> None:
    file = past()

    done = hub("routing", "evaluate", file, "--train-until", "2024-01-10", "--report", "report")

    assert (done.status, done.err) == (0, "")
    assert "cases of agencies with fewer than 20 in the whole file" in done.out
    for row in ("accuracy", "macro-F1", "of these right", "most confident 60%", "calibration", "ms per case"):
        assert row in done.out
    figures = json.loads(Path("report/evaluation.json").read_text())
    assert set(figures["models"]) == {"linear", "plain"}
    linear = figures["models"]["linear"]["figures"]
    assert 0.8 < linear["accuracy"] <= 1
    with Path("report/confusion.csv").open(newline="") as lines:
        header, *rows = csv.reader(lines)
    assert header == ["right", "named", "cases"]
    assert sum(int(row[2]) for row in rows) == round((1 - linear["accuracy"]) * linear["cases"])
    cells = [cell for row in rows for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert all(cell[0] not in "=+-@" and "\x1b" not in cell for cell in cells)
    assert Path("report/reliability.svg").read_text().startswith("<svg")
    page = Path("report/report.md").read_text()
    assert "![reliability](reliability.svg)" in page
    assert "<b>" not in page.replace("\\<b\\>", "")
    assert INSTEAD in page

    alone = hub("routing", "evaluate", file, "--train-until", "2024-01-10", "--plain")
    assert "linear" not in alone.out
    assert not Path("models").exists()  # a trial stores nothing


def test_without_scikit_learn_the_plain_model_is_trained_and_that_is_said(
    hub: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)

    made = hub("routing", "train", past(), "--name", "kota")

    assert (made.status, made.err) == (0, "")
    assert made.out.count("pip install lapor-hub[routing]") == 1
    assert "plain" in hub("routing", "models").out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("train", "--name", "kota"), "say what to learn from"),
        (("train", "past.csv", "--from-store", "--name", "kota"), "say what to learn from"),
        (("train", "past.csv", "--name", "../kota"), "a name has up to 40"),
        (("train", "nothing.csv", "--name", "kota"), "cannot be read"),
        (("evaluate", "past.csv", "--train-until", "2020-01-01"), "need both"),
        (("use",), "say which model"),
        (("use", "kota"), "there is no model kota"),
        (("forget", "kota@7"), "there is no model kota@7"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(hub: Command, arguments: tuple[str, ...], told: str) -> None:
    past(60)

    done = hub("routing", *arguments)

    assert done.status == 1
    assert told in done.err


def test_a_hub_without_decided_cases_has_nothing_to_learn_from(hub: Command, sqlite_url: str) -> None:
    assert hub("migrate", HUB_DATABASE_URL=sqlite_url).status == 0

    done = hub("routing", "train", "--from-store", "--name", "kota", HUB_DATABASE_URL=sqlite_url)

    assert done.status == 1
    assert "no case is left to learn from" in done.err
