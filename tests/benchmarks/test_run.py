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
SHORT = ["--seconds", "0.3", "--rounds", "1", "--connections", "4"]


def benchmarks(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "benchmarks", *words, *SHORT]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def measured(output: str) -> list[tuple[str, str]]:
    """(workload, server) in the order of the tables, all of whose figures are numbers."""
    found, workload = [], ""
    for line in output.partition("\ngoals\n")[0].splitlines():
        title = re.match(r"(\w[\w -]*): ", line)
        workload = title[1] if title else workload
        row = re.match(r"  (\S+) +[\d,]+ +[\d.]+ +([\d.]+|-) +([\d.]+|-) +[\d.]+ +[\d.]+ ", line)
        found += [(workload, row[1])] if row else []
    return found


@pytest.mark.long
def test_every_workload_over_cases_runs_and_shows_its_figures() -> None:
    done = benchmarks("cases", "--database", "sqlite")

    assert done.returncode == 0, done.stderr
    names = ("cases100 on sqlite", "case1 on sqlite", "submit on sqlite")
    assert measured(done.stdout) == [(name, server) for name in names for server in ("hub", "stock")]
    assert "postgraphile  not measured: it speaks to PostgreSQL only" in done.stdout


@pytest.mark.long
def test_every_question_about_posts_is_answered_alike_by_all_that_need_no_installing() -> None:
    done = benchmarks("posts", "--rivals", "hub-shared,tuned,constant")

    assert done.returncode == 0, done.stderr
    usual, new = ["hub", "stock", "hub-shared", "tuned", "constant"], ["hub", "stock", "hub-shared", "tuned"]
    shown = [(name, one) for name in ("headline", "flat", "greet") for one in usual]
    assert measured(done.stdout) == shown + [(name, one) for name in ("cold", "cold-greet") for one in new]


@pytest.mark.long
def test_a_workload_nobody_knows_is_refused_with_the_names_of_those_there_are() -> None:
    done = benchmarks("--only", "nothing")

    assert done.returncode == 2
    assert "cases100" in done.stderr


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
