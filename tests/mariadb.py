"""A real MariaDB or MySQL server for the tests: the one `HUB_TEST_MYSQL_URL` names, or the system's own.

A server that is started here has a folder and a loopback port of its own, and ends together with the test
process, also when that process is killed: a shell holds it and waits for the end of its standard input.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pymysql
from sqlalchemy.engine import URL, make_url

START_LIMIT_S = 30.0
PLACES = "/usr/sbin:/usr/local/sbin:/usr/local/mysql/bin"
FAST = "--innodb-buffer-pool-size=16M --innodb-log-file-size=8M --innodb-flush-log-at-trx-commit=2"

KEEPER = """
server=$1; install=$2; home=$3; port=$4
"$install" --no-defaults --datadir="$home/data" --auth-root-authentication-method=normal --skip-test-db \
  --innodb-log-file-size=8M >"$home/log" 2>&1 || exit 1
"$server" --no-defaults --datadir="$home/data" --socket="$home/socket" --port="$port" \
  --bind-address=127.0.0.1 \
  --pid-file="$home/pid" --skip-name-resolve --performance-schema=off --max-connections=100 $5 \
  >>"$home/log" 2>&1 &
server=$!
cat >/dev/null
kill -KILL $server 2>/dev/null
wait $server
rm -rf "$home"
"""


class NoMariaDb(Exception):
    """No server could be reached or started; says why."""


@dataclass(frozen=True)
class MariaServer:
    """A running server. `url` is the administrator's, in the form SQLAlchemy takes."""

    url: URL

    def create(self) -> URL:
        """A new, empty database; returns the administrator's address of it."""
        name = f"hub_test_{uuid4().hex[:16]}"
        self.run(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        return self.url.set(database=name)

    def drop(self, address: URL) -> None:
        """Remove a database of `create`."""
        self.run(f"DROP DATABASE {address.database}")

    def run(self, statement: str) -> None:
        """One statement of ours, as administrator."""
        url = self.url
        connection = pymysql.connect(
            host=url.host or "127.0.0.1",
            port=url.port or 3306,
            user=url.username,
            password=url.password or "",
            connect_timeout=5,
        )
        with closing(connection), connection.cursor() as cursor:
            cursor.execute(statement)


@contextmanager
def server() -> Iterator[MariaServer]:
    """The server that answers; one started here is stopped and removed at the end.

    Raises:
        NoMariaDb: nothing answered. An unusable `HUB_TEST_MYSQL_URL` is never replaced by something else.
    """
    given = os.environ.get("HUB_TEST_MYSQL_URL")
    if given:
        running = MariaServer(make_url(given))
        try:
            running.run("SELECT 1")
        except pymysql.err.OperationalError as failure:
            raise NoMariaDb(f"HUB_TEST_MYSQL_URL: {failure.args[0]}") from None
        yield running
        return
    with _started() as running:
        yield running


@contextmanager
def _started() -> Iterator[MariaServer]:
    path = f"{os.environ.get('PATH', '')}:{PLACES}"
    binary = shutil.which("mariadbd", path=path)
    install = shutil.which("mariadb-install-db", path=path)
    if binary is None or install is None:
        raise NoMariaDb("no mariadbd with mariadb-install-db on PATH or in /usr/sbin")
    account = _account()
    home = Path(tempfile.mkdtemp(prefix="hubmy-", dir="/tmp"))
    if account:
        os.chown(home, account.pw_uid, account.pw_gid)
    port = _free_port()
    keeper = subprocess.Popen(
        ["/bin/sh", "-c", KEEPER, "keeper", binary, install, str(home), str(port), FAST],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=home,
        start_new_session=True,  # the terminal's Ctrl-C belongs to pytest
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )
    try:
        running = MariaServer(URL.create("mysql", "root", host="127.0.0.1", port=port))
        _wait(running, keeper, home)
        yield running
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
    for name in ("mysql", "nobody"):
        if name in known:
            return known[name]
    raise NoMariaDb("MariaDB does not run as root, and neither mysql nor nobody is an account here")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(running: MariaServer, keeper: subprocess.Popen[bytes], home: Path) -> None:
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end and keeper.poll() is None:
        with suppress(pymysql.err.OperationalError):
            running.run("SELECT 1")
            return
        time.sleep(0.05)
    log = home / "log"
    last = log.read_text(errors="replace").strip().splitlines()[-1:] if log.exists() else []
    raise NoMariaDb(f"a server did not start: {' '.join(last) or 'no message'}")
