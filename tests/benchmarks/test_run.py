"""The whole benchmark at a tiny size: the real hub, the real rival, the real client."""

import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from benchmarks import databases
from tests.postgres import Server

ROOT = Path(__file__).parents[2]
SHORT = ["--seconds", "0.3", "--rounds", "1"]
SMALL = ["--connections", "4", "--cases", "25", "--database", "sqlite"]


@pytest.mark.long
def test_every_benchmark_runs_and_shows_its_figures() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *SHORT, *SMALL],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    rows = re.findall(r"(hub|stock) +([\d,]+) +([\d.]+) +([\d.]+) +([\d.]+|-) ", done.stdout)
    assert [row[0] for row in rows] == ["hub", "stock"] * 2
    assert all(float(row[2]) <= float(row[3]) for row in rows)
    assert all(int(row[1].replace(",", "")) > 0 for row in rows)
    assert re.findall(r"^ *(cases20|submit|on sqlite)", done.stdout, re.MULTILINE) == [
        "cases20",
        "on sqlite",
        "submit",
        "on sqlite",
    ]


@pytest.mark.long
def test_a_benchmark_nobody_knows_is_refused_with_the_names_of_those_there_are() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--only", "nothing"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "cases20" in done.stderr


@pytest.mark.postgresql
def test_on_postgresql_both_get_an_empty_database_that_is_gone_afterwards(
    postgres_server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address = postgres_server.url.render_as_string(hide_password=False)
    monkeypatch.setenv("HUB_TEST_PG_URL", address)

    with databases.empty("postgresql", tmp_path) as pair:
        names = {make_url(pair.hub).database, make_url(pair.stock).database}
        assert names <= _databases(postgres_server)

    assert len(names) == 2
    assert not names & _databases(postgres_server)


def _databases(server: Server) -> set[str | None]:
    plain = server.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        return {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
