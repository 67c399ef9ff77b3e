"""Empty databases for one run: SQLite always, PostgreSQL where one is found."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import server


@dataclass(frozen=True)
class Pair:
    """Two empty databases of one kind, side by side: the hub's and the rival's, for async drivers."""

    kind: str
    hub: str
    stock: str


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[Pair]:
    """`sqlite` in the folder, or `postgresql` on a server that is found or started for the run.

    Raises:
        NoPostgres: none can be reached or started.
    """
    if kind == "sqlite":
        yield Pair(kind, _file(folder, "hub"), _file(folder, "stock"))
        return
    with server() as running:
        pair = Pair(kind, running.create(), running.create())
        try:
            yield pair
        finally:
            running.drop(pair.hub)
            running.drop(pair.stock)


def _file(folder: Path, name: str) -> str:
    return f"sqlite+aiosqlite:///{folder / name}.db"
