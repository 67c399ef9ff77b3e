"""A village's database on each of the three systems, and the shipped instance that leads to it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url

from hub.connectors.breaker import BreakerRules
from hub.connectors.catalogue import Catalogue, load_catalogue
from hub.connectors.sql.connector import SqlConnector
from sandbox.officers import Script
from sandbox.village import Village, VillageConfig
from tests.connectors.peers import SHIPPED
from tests.connectors.samples import NOW

NAME = "desa-opensid"
VARIABLE = "HUB_SECRET_DESA_OPENSID_URL"
SYSTEMS = [
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgresql),
    pytest.param("mysql", id="mariadb"),
]
NEVER_OPEN = BreakerRules(calls=10_000, unreachable=10_000)


class Wall:
    """The office's clock: every look at it is a second later, as on a slow day."""

    def __init__(self) -> None:
        self.seconds = NOW.timestamp() - 7200

    def __call__(self) -> float:
        self.seconds += 1
        return self.seconds


@dataclass
class Site:
    """One office; `address` is the partner's."""

    village: Village
    address: URL
    folder: Path

    def catalogue(self, address: URL | None = None, text: str | None = None, **limits: Any) -> Catalogue:
        """The shipped instance, its text replaced where one is given."""
        file = self.folder / f"{NAME}.toml"
        file.write_text(text or shipped())
        url = (address or self.address).render_as_string(hide_password=False)
        return load_catalogue(self.folder, {VARIABLE: url}, lambda: NOW, time.monotonic, NEVER_OPEN, **limits)

    def connector(self, address: URL | None = None, text: str | None = None) -> SqlConnector:
        """Its connector."""
        found = self.catalogue(address, text).get(NAME)
        assert isinstance(found, SqlConnector)
        return found

    def run(self, statement: str, **values: Any) -> None:
        """One statement by the office's own administrator."""
        with self.village.engine.begin() as db:
            db.execute(text(statement), values)

    def rows(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        """What the administrator sees."""
        with self.village.engine.connect() as db:
            return [dict(row) for row in db.execute(text(statement), values).mappings()]


def shipped() -> str:
    """The shipped instance with a short deadline."""
    return (SHIPPED / f"{NAME}.toml").read_text() + "\n[limits]\ndeadline = 3\n"


@contextmanager
def site(system: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    """An empty office on a database of its own."""
    (folder / "instances").mkdir()
    if system == "sqlite":
        url = URL.create("sqlite", database=str(folder / "desa.db"))
        with opened(url, url, folder) as found:
            yield found
        return
    server = request.getfixturevalue({"postgresql": "postgres_server", "mysql": "mariadb_server"}[system])
    created = server.create()
    url = make_url(created) if isinstance(created, str) else created
    user = f"hub_{uuid4().hex[:8]}"
    partner = url.set(drivername=system, username=user, password="rahasia123")
    try:
        with opened(url, partner, folder, {"user": user, "password": "rahasia123"}) as found:
            yield found
    finally:
        server.drop(created)


@contextmanager
def opened(url: URL, partner: URL, folder: Path, account: dict[str, str] | None = None) -> Iterator[Site]:
    """The office on that database."""
    drivers = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql", "sqlite": "sqlite"}
    own = url.set(drivername=drivers[url.get_backend_name()]).render_as_string(hide_password=False)
    village = Village("desa", VillageConfig(account=account), own, Wall(), Script(enabled=False))
    try:
        yield Site(village, partner, folder / "instances")
    finally:
        village.close()
