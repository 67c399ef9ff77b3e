"""A whole hub in random hands, on both databases; `sizes` says for how long."""

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.casework.conftest import kept_postgres_url, wipe  # noqa: F401 - a fixture
from tests.model.casework import Casework
from tests.model.sizes import EVERY_DAY, SOAK

SIZES = [
    pytest.param(EVERY_DAY, id="every-day"),
    pytest.param(SOAK, id="soak", marks=pytest.mark.soak),
]


def run(open_database: Callable[[], str], size: settings) -> None:
    machine = type("CaseworkOnThis", (Casework,), {"open_database": staticmethod(open_database)})
    wider = settings(size, suppress_health_check=list(HealthCheck))  # a database is slow, and meant to be
    run_state_machine_as_test(machine, settings=wider)


@pytest.mark.parametrize("size", SIZES)
def test_whatever_happens_the_invariants_hold_on_sqlite(
    sqlite_template: Path, tmp_path: Path, size: settings
) -> None:
    numbers = count()

    def fresh() -> str:
        last = tmp_path / f"hub{next(numbers) % 2}.db"
        for old in tmp_path.glob(f"{last.name}*"):
            old.unlink()
        shutil.copy(sqlite_template, last)
        return f"sqlite+aiosqlite:///{last}"

    run(fresh, size)


@pytest.mark.postgresql
@pytest.mark.parametrize("size", SIZES)
def test_whatever_happens_the_invariants_hold_on_postgresql(kept_postgres_url: str, size: settings) -> None:  # noqa: F811
    def fresh() -> str:
        wipe(kept_postgres_url)
        return kept_postgres_url

    run(fresh, size)
