"""Numbers that come later: a system took the case, gave a token, and is asked for the record behind it."""

import asyncio
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework import outcomes
from hub.casework.tools import Tools
from hub.connectors.base import ResolvesTokens
from hub.domain.delivery import DeliveryState
from hub.domain.exchange import ExternalRef
from hub.errors import Refused
from hub.store import deliveries, tokens
from hub.store.tokens import AwaitedNumber

AT_ONCE = 50
FIRST_WAIT_S, LONGEST_WAIT_S = 5.0, 3600.0
NO_NUMBER = "NO_RECORD_NUMBER"


async def ask(tools: Tools, name: str, peer: ResolvesTokens) -> int:
    """Ask for the numbers whose turn has come; returns how many were given.

    From then on the record is followed like any other. "Unknown token" only means: not yet. After the longest
    time a message is tried (`Patience.give_up_seconds`) the message goes to a person as AMBIGUOUS.

    Raises:
        ConnectorError: the system did not answer; what it did answer is stored.
    """
    async with tools.db.reading() as conn:
        turn = await tokens.due(conn, name, tools.clock(), AT_ONCE)
    answers = await asyncio.gather(*(peer.resolve(one.token) for one in turn), return_exceptions=True)
    count, failure = 0, None
    for one, answer in zip(turn, answers, strict=True):
        if isinstance(answer, ExternalRef):
            count += await _found(tools, one, answer)
        elif answer is None or isinstance(answer, Refused):
            await _not_yet(tools, one)
        else:
            failure = answer
    if failure is not None:
        raise failure
    return count


async def _found(tools: Tools, one: AwaitedNumber, ref: ExternalRef) -> bool:
    async def store(conn: AsyncConnection) -> bool:
        delivery = await outcomes.locked(conn, one.delivery_id)
        if delivery is None or not await tokens.remove(conn, one):
            return False
        await outcomes.keep(conn, tools, delivery, ref)
        return True

    return await tools.db.write(store)


async def _not_yet(tools: Tools, one: AwaitedNumber) -> None:
    now = tools.clock()
    if (now - one.since).total_seconds() >= tools.patience.give_up_seconds:
        await tools.db.write(lambda conn: _give_up(conn, tools, one))
        return
    wait = min(FIRST_WAIT_S * 2 ** min(one.tries, 20), LONGEST_WAIT_S)
    await tools.db.write(lambda conn: tokens.try_again(conn, one, now + timedelta(seconds=wait)))


async def _give_up(conn: AsyncConnection, tools: Tools, one: AwaitedNumber) -> None:
    delivery = await outcomes.locked(conn, one.delivery_id)
    removed = await tokens.remove(conn, one)
    if not removed or delivery is None or delivery.state is not DeliveryState.DELIVERED:
        return
    await deliveries.change(
        conn, delivery, state=DeliveryState.AMBIGUOUS, last_error=NO_NUMBER, ended_at=None
    )
    await outcomes.tell_the_case(conn, tools, delivery, NO_NUMBER)
