"""`hub survey`, as an operator uses it."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command

HEADER = (
    "date,agency,requirements,procedure,time,cost,product,competence,behaviour,facilities,complaints,comment"
)
UNIT = "62.01.disdukcapil"


def test_a_file_is_imported_once_and_its_comments_are_read(
    hub: Command, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    known = {"HUB_DATABASE_URL": sqlite_url}
    assert hub("migrate", **known).status == 0
    today = hub_day()
    good = f"{today},{UNIT},{','.join('3' * 9)},Loket kurang. Hubungi 0812-3456-7890"
    Path("skm.csv").write_text(f"{HEADER}\n{good}\n{good}\n")
    Path("bad.csv").write_text(f"{HEADER}\n{good.replace(',3,', ',7,', 1)}\n")

    first, again = (hub("survey", "import", "skm.csv", **known) for _ in range(2))
    bad = hub("survey", "import", "bad.csv", **known)
    month = today[:7]
    said = hub("survey", "comments", UNIT, "--from", month, "--to", month, **known)

    assert (first.out, again.out) == ("2 taken, 0 known already\n", "0 taken, 2 known already\n")
    assert (bad.status, bad.err) == (1, "bad.csv: line 2: requirements is 1, 2, 3 or 4\nnothing was taken\n")
    assert said.out.splitlines() == [f"{month}  Loket kurang. Hubungi [telepon disamarkan]"] * 2


def hub_day() -> str:
    """Yesterday, which lies in the past everywhere in the country."""
    from datetime import UTC, datetime, timedelta

    return f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}"
