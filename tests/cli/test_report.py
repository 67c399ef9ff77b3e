"""`hub report` over a database with some hundred cases, as an operator uses it."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.app.migrating import migrate
from hub.domain.case import Case, CaseKind, CaseStatus
from hub.domain.counting import Cell, contribution
from hub.domain.period import Period
from hub.store import statistics
from hub.store.database import Database
from tests.cli.conftest import Command
from tests.connectors.ckan.portal import NAME, environment, instances, portal
from tests.domain.builders import assigned
from tests.reporting.reading import Page, lines, members, sheets
from tests.reporting.test_json_file import read
from tests.sandbox.harness import System

OFFICE = "21.04.disdukcapil"
NOW = datetime.now(UTC)
RUNNING = Period(NOW.year, (NOW.month - 1) // 3 * 3 + 1, 3)
CLOSED = RUNNING.before.before  # the one before may not be published yet
TOPICS = ("kependudukan.ktp", "kependudukan.kk", "kependudukan.akta")


async def filled(url: str) -> None:
    """Three hundred cases of the last quarter, all of one office, a quarter of them answered in time."""
    db = Database(url)
    try:
        await migrate(db, url)
        cases = [one_of(number) for number in range(300)]
        counted = sum((contribution(one, (), UTC) for one in cases), Counter[Cell]())
        await db.write(lambda conn: statistics.append_deltas(conn, counted))
    finally:
        await db.aclose()


def one_of(number: int) -> Case:
    """A case as the hub would hold it."""
    at = datetime(CLOSED.year, CLOSED.first + number % 3, 2 + number % 20, 3, tzinfo=UTC)
    answered = at + timedelta(hours=5) if number % 4 == 0 else None
    return assigned(
        id=f"c{number}",
        kind=CaseKind.SUGGESTION if number % 5 == 0 else CaseKind.COMPLAINT,
        topic=TOPICS[number % 3],
        region="21.04",
        owner=OFFICE,
        assignee=OFFICE,
        status=CaseStatus.ANSWERED if answered else CaseStatus.ASSIGNED,
        answered_at=answered,
        first_response_at=answered,
        created_at=at,
    )


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with portal(tmp_path_factory.mktemp("ckan")) as running:
        yield running


@pytest.fixture(scope="module")
def stock(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That database, made once."""
    path = tmp_path_factory.mktemp("stock") / "hub.db"
    path.write_bytes(sqlite_template.read_bytes())
    asyncio.run(filled(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
def known(stock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of the commands, which only read that database."""
    monkeypatch.chdir(tmp_path)
    return {"HUB_DATABASE_URL": f"sqlite+aiosqlite:///{stock}"}


def test_every_format_tells_the_same_figures(hub: Command, known: dict[str, str]) -> None:
    for name in ("a.xlsx", "a.zip", "a.html", "a.json"):
        done = hub("report", "--period", CLOSED.code, "--out", name, **known)
        assert (done.status, done.err) == (0, ""), done.err
        assert done.out.startswith(f"{name}: {CLOSED.code}, ")

    document = read(Path("a.json").read_bytes())
    agencies = next(one for one in document.sections[0].tables if one.key == "sp4n-agency")
    at = [one.key for one in agencies.columns].index("received")
    (row,) = [one.values for one in agencies.rows if one.values[0] == OFFICE]
    assert row[at] == 300
    assert agencies.total
    assert agencies.total.values[at] == 300
    tables = members(Path("a.zip").read_bytes())
    head, *rows = lines(tables["sp4n-agency.csv"])
    assert rows[0][head.index("received")] == "300"
    book = sheets(Path("a.xlsx").read_bytes())
    (sheet,) = [rows for name, rows in book.items() if name.endswith(" Per instansi")]
    assert [sheet[1][0], sheet[1][2]] == [OFFICE, 300.0]
    page = Page(Path("a.html").read_text())
    assert "Disdukcapil" in page.text or "Dinas Kependudukan" in page.text
    assert page.tags.count("svg") >= 3
    assert {one.key for section in document.sections for one in section.tables} == {
        name.removesuffix(".csv") for name in tables
    } - {"about", "columns"}


def test_the_format_follows_the_name_and_a_file_is_never_overwritten(
    hub: Command, known: dict[str, str]
) -> None:
    usual = hub("report", "--period", CLOSED.code, "--kind", "sp4n", **known)
    again = hub("report", "--period", CLOSED.code, "--kind", "sp4n", **known)
    unsure = hub("report", "--period", CLOSED.code, "--out", "laporan.pdf", **known)
    marked = hub(
        "report",
        "--period",
        CLOSED.code,
        "--kind",
        "sp4n",
        "--format",
        "csv",
        "--semicolon",
        "--bom",
        **known,
    )

    assert usual.out.startswith(f"laporan-{CLOSED.code}.xlsx: ")
    assert (again.status, "is there already" in again.err) == (1, True)
    assert (unsure.status, "say the format" in unsure.err) == (1, True)
    assert marked.status == 0
    content = members(Path(f"laporan-{CLOSED.code}.zip").read_bytes())["sp4n-month.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    assert lines(content[3:], ";")[0][:2] == ["code", "name"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "say which period"),
        (("--period", "2026Q9"), "2026Q3, 2026S2, 2026 or 2026-07"),
        (("--period", CLOSED.code, "--agency", "tidak.ada"), "no agency of that code"),
        (("--period", CLOSED.code, "--region", "99"), "no region of that code"),
    ],
)
def test_what_cannot_be_reported_is_one_line(
    hub: Command, known: dict[str, str], arguments: tuple[str, ...], told: str
) -> None:
    done = hub("report", *arguments, **known)
    assert (done.status, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert told in done.err
    assert not list(Path().iterdir())


def test_a_closed_period_is_published_once(
    hub: Command, known: dict[str, str], there: System, tmp_path: Path
) -> None:
    known |= {**environment(there.running.url), "HUB_INSTANCE_DIR": str(instances(tmp_path / "instances"))}
    publish = ("report", "publish", "--ckan", NAME, "--region", "21.04", "--period")
    first = hub(*publish, CLOSED.code, **known)
    again = hub(*publish, CLOSED.code, **known)
    early = hub(*publish, RUNNING.code, **known)
    nowhere = hub("report", "publish", "--ckan", "satudata-lain", "--period", CLOSED.code, **known)

    assert (first.status, first.err) == (0, "")
    assert first.out.startswith(f"{NAME}: ")
    count = first.out.split()[1]
    assert again.out == f"{NAME}: 0 created, 0 replaced, {count} unchanged\n"
    assert (early.status, "is not over" in early.err) == (1, True)
    assert (nowhere.status, "there is no portal" in nowhere.err) == (1, True)
    (record,) = there.held("laporan-pengaduan-21-04")
    names = [one["name"] for one in record["payload"]["resources"]]
    assert f"sp4n-agency_{CLOSED.code.lower()}.csv" in names
    assert len(names) == len(set(names)) == int(count)
    assert not [name for name in names if name.startswith(("pekppp", "fkp-agreements", "fkp-forums"))]


def test_a_former_code_names_the_same_data_set(
    hub: Command, known: dict[str, str], there: System, tmp_path: Path
) -> None:
    known |= {**environment(there.running.url), "HUB_INSTANCE_DIR": str(instances(tmp_path / "instances"))}
    publish = ("report", "publish", "--ckan", NAME, "--period", CLOSED.code, "--agency")
    today = hub(*publish, "id.komdigi", **known)
    former = hub(*publish, "id.kemenkominfo", **known)

    assert (today.status, today.err) == (0, "")
    count = today.out.split()[1]
    assert former.out == f"{NAME}: 0 created, 0 replaced, {count} unchanged\n"
    assert not there.held("laporan-pengaduan-id-kemenkominfo")


def test_a_chapter_is_a_data_set_of_its_own_and_an_empty_one_is_none(
    hub: Command, known: dict[str, str], there: System, tmp_path: Path
) -> None:
    known |= {**environment(there.running.url), "HUB_INSTANCE_DIR": str(instances(tmp_path / "instances"))}
    publish = ("report", "publish", "--ckan", NAME, "--period", CLOSED.code, "--region", "21.04", "--kind")
    chapter = hub(*publish, "sp4n", **known)
    nothing = hub(*publish, "fkp", **known)

    assert (chapter.status, chapter.err) == (0, "")
    assert there.held("laporan-pengaduan-sp4n-21-04")
    assert (nothing.status, "nothing to publish" in nothing.err) == (1, True)
    assert not there.held("laporan-pengaduan-fkp-21-04")
