"""`hub credentials`: who may use the hub. A key is shown once; the store keeps a hash of it."""

import secrets
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hub.app.identifiers import clock, new_id
from hub.cli.running import run, settings, store
from hub.domain.agency import AgencyRole
from hub.domain.caller import Role
from hub.errors import ConfigError
from hub.settings import Settings
from hub.store import credentials, reference
from hub.store.credentials import SECRET_BYTES, Credential
from hub.store.database import Database

NAME = Annotated[str, typer.Argument(help="Whose key it is, for operators.")]
ROLE = Annotated[Role, typer.Option(case_sensitive=False, help="What the key may do.")]
AGENCY = Annotated[
    str | None,
    typer.Option(
        help="An officer's agency, such as 62.01.disdukcapil; a coordinator's: see docs/officers.md."
    ),
]
CHANNEL = Annotated[str | None, typer.Option(help="A portal's or peer's channel, such as lapornurani.")]
REGION = Annotated[str | None, typer.Option(help="A coordinator's or partner's region, such as 62.01.")]
ID = Annotated[str, typer.Argument(help="The part of the key between the underscores.")]
app = typer.Typer(no_args_is_help=True, help="API keys of portals, officers, coordinators and partners.")


@app.command("new")
def new(
    name: NAME, role: ROLE, agency: AGENCY = None, channel: CHANNEL = None, region: REGION = None
) -> None:
    """Make a key and print it. It cannot be shown again."""
    bounds = {"agency": agency, "channel": channel, "region": region}
    typer.echo(run(_new(settings(), name, role, bounds)))


@app.command("list")
def show() -> None:
    """Show all keys, without their secrets."""
    table = Table("id", "name", "role", "bound to", "since", "revoked")
    for one in run(_all(settings())):
        bound = one.agency or one.channel or one.region or ""
        revoked = one.revoked_at.date().isoformat() if one.revoked_at else ""
        table.add_row(one.id, one.name, one.role.value, bound, one.created_at.date().isoformat(), revoked)
    Console().print(table)


@app.command("revoke")
def revoke(id: ID) -> None:
    """End a key for good; open streams notice within seconds."""
    if not run(_revoke(settings(), id)):
        raise ConfigError("there is no such key, or it has ended already")
    typer.echo("revoked")


async def _new(of: Settings, name: str, role: Role, bounds: dict[str, str | None]) -> str:
    async with store(of) as db:
        await _check(db, role, bounds)
        secret, id = secrets.token_bytes(SECRET_BYTES), new_id()
        return await db.write(
            lambda conn: credentials.issue(conn, name, role, **bounds, secret=secret, id=id, now=clock())
        )


async def _check(db: Database, role: Role, bounds: dict[str, str | None]) -> None:
    async with db.reading() as conn:
        directory = await reference.load(conn)
    known = {"agency": directory.agencies, "channel": directory.channels, "region": directory.regions}
    for kind, code in bounds.items():
        if code is not None and code not in known[kind]:
            raise ConfigError(f"the reference data know no {kind} {code}")
    if role is Role.COORDINATOR and bounds["agency"] is not None:
        agency = directory.agencies[bounds["agency"]]
        national = agency.role is AgencyRole.COORDINATOR and agency.region is None
        if bounds["region"] is not None or not (national or agency.role is AgencyRole.OVERSIGHT):
            told = "a coordinator's key names a region, or alone a national coordinator or an inspectorate"
            raise ConfigError(told)


async def _all(of: Settings) -> list[Credential]:
    async with store(of) as db, db.reading() as conn:
        return await credentials.all(conn)


async def _revoke(of: Settings, id: str) -> bool:
    async with store(of) as db:
        return await db.write(lambda conn: credentials.revoke(conn, id, clock()))
