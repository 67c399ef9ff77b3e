"""`hub serve`, `hub worker`, `hub migrate`, `hub keys`: the processes of a deployment, and their ground."""

from typing import Annotated

import typer

from hub.app import keys, roles
from hub.app.migrating import make_folder
from hub.app.migrating import migrate as bring_up
from hub.cli.running import run, settings
from hub.settings import Settings
from hub.store.database import Database

HOST = Annotated[str, typer.Option(help="Address to listen on.")]
PORT = Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")]
EMBEDDED = Annotated[
    bool | None,
    typer.Option(
        "--embedded/--alone",
        help="Do the worker's part too. Without the option: on SQLite yes, on PostgreSQL no.",
    ),
]


def serve(host: HOST = "127.0.0.1", port: PORT = 8000, embedded: EMBEDDED = None) -> None:
    """Answer requests until SIGTERM or Ctrl-C."""
    of = settings()
    run(roles.serve(of, host, port, of.is_sqlite if embedded is None else embedded, _say))


def worker() -> None:
    """Forward to agencies, follow their systems, keep the clocks; as many as you like on PostgreSQL."""
    run(roles.work(settings(), _say))


def migrate() -> None:
    """Bring the database to this release, and load the shipped reference data into an empty one."""
    run(_migrate(settings()))
    _say("the database is at this release")


def new_keys() -> None:
    """Print the text of a keys file (HUB_KEYS_FILE) with new random keys."""
    typer.echo(keys.fresh(), nl=False)


async def _migrate(of: Settings) -> None:
    url = of.database_url.get_secret_value()
    make_folder(url)
    db = Database(url, pool_size=1)
    try:
        await db.check()
        await bring_up(db, url)
    finally:
        await db.aclose()


def _say(line: str) -> None:
    typer.echo(line)  # at once, also into a pipe: whoever started us waits for it
