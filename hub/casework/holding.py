"""Whether a system may be called now."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.effects import PULL_ONLY
from hub.casework.tools import Tools
from hub.domain.sending import held_until
from hub.errors import CredentialFault
from hub.store import cursors


def why_held(tools: Tools, name: str) -> str | None:
    """A code when nothing may be sent now: not configured, closed for the day, circuit open."""
    manifest = tools.peers.manifest(name)
    if manifest is None or tools.peers.get(name) is None:
        return "NOT_CONFIGURED"
    if manifest.pull:
        return PULL_ONLY
    if held_until(manifest.window, manifest.zone, tools.clock()) is not None:
        return "WINDOW_CLOSED"
    return "CIRCUIT_OPEN" if tools.peers.circuit_open(name) else None


async def refused_key(conn: AsyncConnection, tools: Tools, name: str) -> str | None:
    """A code while the system refuses our credential: more calls with it could lock the account.

    Once in a while one message passes as a probe; asking takes that turn.
    """
    standing = (await cursors.standings(conn, [name])).get(name)
    if standing is None or standing.held_since is None:
        return None
    now = tools.clock()
    if (now - standing.held_since).total_seconds() < tools.patience.probe_seconds:
        return CredentialFault.code
    await cursors.failed(conn, name, standing.last_error or CredentialFault.code, now)
    return None


async def probe_now(conn: AsyncConnection, tools: Tools, name: str) -> None:
    """Somebody says that the credential is good again: the next message is the probe."""
    standing = (await cursors.standings(conn, [name])).get(name)
    if standing is not None and standing.held_since is not None:
        long_ago = tools.clock() - timedelta(seconds=tools.patience.probe_seconds)
        await cursors.failed(conn, name, standing.last_error or CredentialFault.code, long_ago)
