"""Acts with a name: one whose answer got lost on the line may be sent again."""

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.tools import Tools
from hub.domain.caller import Caller
from hub.domain.case import Case
from hub.domain.commands import Command, Target
from hub.domain.officer_note import AddNote
from hub.domain.tracking import fold_code, keyed_hash
from hub.errors import RuleViolation
from hub.store import actions
from hub.store.actions import Done

SHORTEST, LONGEST = 8, 128


async def done_before(
    conn: AsyncConnection, tools: Tools, caller: Caller, target: Target, command: Command | AddNote
) -> bool:
    """Whether this very act was carried out already under its name.

    Raises:
        RuleViolation: INVALID for a name that is too short or too long, IDEMPOTENCY_CONFLICT where another
            act bears it.
    """
    if target.action_id is None:
        return False
    if not SHORTEST <= len(target.action_id) <= LONGEST:
        raise RuleViolation("INVALID", f"actionId has {SHORTEST} to {LONGEST} characters", "actionId")
    known = await actions.find(conn, _party(caller), target.action_id)
    if known is None:
        return False
    if known.digest != _digest(tools, target, command):
        raise RuleViolation("IDEMPOTENCY_CONFLICT", "this actionId was used for another act", "actionId")
    return True


async def remember(
    conn: AsyncConnection,
    tools: Tools,
    caller: Caller,
    target: Target,
    command: Command | AddNote,
    case: Case,
) -> None:
    """Keep the name, where it has one, in the transaction of the act; `case` is as the act left it."""
    if target.action_id is not None:
        digest, now = _digest(tools, target, command), tools.clock()
        await actions.add(conn, Done(_party(caller), target.action_id, case.id, digest, case.version, now))


async def left_at(conn: AsyncConnection, caller: Caller, action_id: str) -> int | None:
    """The version of the case right after that act; None when it was never carried out."""
    known = await actions.find(conn, _party(caller), action_id)
    return known.version if known is not None else None


def _party(caller: Caller) -> str:
    """An office's names outlive its credentials."""
    if caller.agency is not None:
        return f"agency:{caller.agency}"
    return f"channel:{caller.channel}" if caller.channel is not None else f"subject:{caller.subject}"


def _digest(tools: Tools, target: Target, command: Command | AddNote) -> bytes:
    """Of everything but the version, which may have moved on between the two sayings."""
    return keyed_hash(tools.secrets.content, "act", fold_code(target.tracking_number), repr(command))
