"""The ended case that a submission takes up again, found for whoever may speak for its reporter."""

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.tools import Tools
from hub.domain.caller import Caller
from hub.domain.case import Case
from hub.domain.commands import Earlier
from hub.domain.redaction import EVERYTHING
from hub.domain.respondents import accused, kept_from
from hub.domain.taking_up import FIELD, check_earlier
from hub.domain.tracking import fold_code, receipt_hash
from hub.errors import RuleViolation
from hub.store import cases, links


async def find_earlier(
    conn: AsyncConnection, tools: Tools, caller: Caller, asked: Earlier | None
) -> Case | None:
    """The case, where one is named: by the portal that handed it in, or with its receipt.

    Raises:
        RuleViolation: NOT_FOUND: it does not exist, or the caller has shown no right to it; INVALID: it has
            not ended.
    """
    if asked is None:
        return None
    number = fold_code(asked.number)
    earlier = (await cases.by_tracking(conn, [number], EVERYTHING)).get(number)
    if earlier is None or not await _may_name(conn, tools, caller, earlier, asked.receipt):
        raise RuleViolation("NOT_FOUND", "there is no such case", FIELD)
    check_earlier(earlier, (await links.heads(conn, [earlier.id]))[earlier.id])
    return earlier


async def _may_name(
    conn: AsyncConnection, tools: Tools, caller: Caller, earlier: Case, receipt: str | None
) -> bool:
    if accused(earlier) in kept_from(caller, tools.directory()):
        return False
    if earlier.channel == caller.channel:
        return True
    if receipt is None:
        return False
    return await cases.receipt_matches(conn, earlier.id, receipt_hash(tools.secrets.pepper, receipt))
