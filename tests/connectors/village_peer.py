"""The village office of the conformance suite: a database behind a wire that can be disturbed."""

from typing import Any
from uuid import uuid4

from sqlalchemy.engine import make_url

from sandbox.launch import Running

NAME = "desa-opensid"
VARIABLE = "HUB_SECRET_DESA_OPENSID_URL"
UNKNOWN_WORD = "91"
PATHS = "(COMMIT|SELECT) /tabel"
"""Where a fault says the same as at a server of HTTP: before a commit nothing at all has happened."""


def system(database: str, **orders: Any) -> tuple[str, str, dict[str, Any] | None]:
    """Kind, name and config; `database` is the administrator's address."""
    account = {"user": f"hub_{uuid4().hex[:8]}", "password": "rahasia123"}
    return "opensid", NAME, {"database": database, "account": account, **orders}


def address(running: Running, database: str) -> str:
    """The hub's own address, through the wire. The password is the server's business; ours trusts."""
    config = (running.directory / f"{NAME}.json").read_text()
    user = config.split('"user":"')[1].split('"')[0]
    port = int(running.url.rsplit(":", 1)[1])
    url = make_url(database).set(
        drivername="postgresql", username=user, password="rahasia123", host="127.0.0.1", port=port, query={}
    )
    return url.render_as_string(hide_password=False)


def stranger(url: str) -> str:
    """The same place for somebody nobody knows."""
    return make_url(url).set(username="orang_lain").render_as_string(hide_password=False)
