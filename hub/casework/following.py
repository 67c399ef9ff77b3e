"""Heads and followers in the store: the head that a case is to follow, and who leads when a head is gone."""

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.tools import Tools
from hub.domain.caller import Caller
from hub.domain.case import Case
from hub.domain.evolution import Evolution
from hub.domain.merging import leaves_followers, released, stands_alone
from hub.domain.parties import parties_of
from hub.domain.redaction import EVERYTHING, scope_of
from hub.domain.status import Party
from hub.domain.tracking import fold_code
from hub.errors import Busy, RuleViolation
from hub.store import cases, links


async def head_for(conn: AsyncConnection, tools: Tools, caller: Caller, into: str) -> Case:
    """The head of the case named `into`, locked: a case that follows another one stands for its head.

    Raises:
        RuleViolation: NOT_FOUND: it does not exist, or is nothing this verifier sees and decides about.
        Busy: it began to follow somebody else in this very moment.
    """
    scope, number = scope_of(caller, tools.directory()), fold_code(into)
    named = (await cases.by_tracking(conn, [number], scope)).get(number)
    if named is None:
        raise no_such_head()
    head = await _locked_head(conn, named.id)
    seen = await cases.by_ids(conn, [head.id], scope)
    if not seen or Party.VERIFIER not in parties_of(caller, head, holds_receipt=False):
        raise no_such_head()
    return head


async def lock_both(conn: AsyncConnection, one: str, other: str) -> None:
    """Lock two cases, and the head of the other, by tracking number and in the order of their ids.

    So two merges into each other's case never wait for one another for ever. Says nothing about either.
    """
    numbers = [fold_code(one), fold_code(other)]
    found = [case.id for case in (await cases.by_tracking(conn, numbers, EVERYTHING)).values()]
    for case_id in sorted({*found, *(head.id for head in (await links.heads(conn, found)).values())}):
        await cases.lock(conn, case_id)


async def _locked_head(conn: AsyncConnection, case_id: str) -> Case:
    head = (await links.heads(conn, [case_id]))[case_id]
    locked = await cases.lock(conn, head.id)
    if locked is None or locked.merged_into is not None:
        raise Busy("the head has been merged itself")
    return locked


def no_such_head() -> RuleViolation:
    """The one answer for a head that is not there and one that is not yours."""
    return RuleViolation("NOT_FOUND", "there is no such case", "into")


async def name_heirs(conn: AsyncConnection, tools: Tools, change: Evolution) -> list[Evolution]:
    """Where a head ends without an answer: the eldest of its best guarded followers takes its place.

    The ended head is made to point to the heir: the other followers follow that one, and are not touched.
    Only those that are guarded better than the heir stand alone from now on.

    Returns:
        What happens to the heir, and to those, to be recorded in the same transaction.
    """
    if change.before is None or not leaves_followers(change):
        return []
    heir = await links.heir(conn, change.case.id)
    if heir is None:
        return []
    change.also(merged_into=heir.id)
    directory = tools.directory()
    first = released(heir, directory, change.now)
    others = [one for one in await links.guarded(conn, change.case.id) if one.id != heir.id]
    alone = [one for one in others if stands_alone(one, first.case, directory)]
    return [first, *(released(one, directory, change.now) for one in alone)]
