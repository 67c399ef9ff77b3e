"""What the tests of the use cases do again and again."""

from typing import Any

from sqlalchemy import select

from hub.casework.intake import Taken
from hub.domain.assignment import Assignment
from hub.domain.caller import Caller
from hub.domain.case import Case, CaseEvent, CaseEventType
from hub.domain.commands import Command, Target
from hub.domain.delivery import Delivery, DeliveryKind
from hub.domain.redaction import EVERYTHING
from hub.domain.visible import VisibleCase
from hub.store import assignments, cases, deliveries, events
from hub.store.tables import deliveries as delivery_rows
from hub.store.tables import inbox as inbox_rows
from tests.harness import PORTAL, Hub

UNCLEAR: dict[str, Any] = {
    "title": "Mohon bantuan",
    "body": "Saya mempunyai masalah dengan tetangga saya.",
    "topic": None,
}
"""Changes of a submission that no rule can route: it waits for the coordinator."""


async def taken(hub: Hub, **changes: Any) -> Taken:
    """A case that was handed in and has not left the hub."""
    return await hub.services.intake.submit(PORTAL, hub.submission(**changes))


async def delivered(hub: Hub, **changes: Any) -> Taken:
    """A case that its owner's system has."""
    found = await taken(hub, **changes)
    await sent(hub)
    return found


async def sent(hub: Hub) -> None:
    """Send whatever can go out; messages behind others of their case go with them."""
    for _ in range(5):
        if not await hub.send():
            return


async def heard(hub: Hub, name: str = "kobar-disdukcapil") -> None:
    """Poll one system and apply what it says."""
    await hub.updates.poll(name)
    while await hub.updates.process():
        pass


async def row(hub: Hub, number: str) -> Case:
    """The case as it is stored."""
    async with hub.tools.db.reading() as conn:
        return (await cases.by_tracking(conn, [number], EVERYTHING))[number]


async def timeline(hub: Hub, number: str) -> list[CaseEvent]:
    """Everything that happened to it."""
    case = await row(hub, number)
    async with hub.tools.db.reading() as conn:
        return (await events.timelines(conn, [case.id]))[case.id]


async def happened(hub: Hub, number: str) -> list[str]:
    """The same as words."""
    return [event.type.value for event in await timeline(hub, number)]


async def count_of(hub: Hub, number: str, event: CaseEventType) -> int:
    """How often that happened."""
    return (await happened(hub, number)).count(event.value)


async def act(
    hub: Hub, caller: Caller, number: str, command: Command, receipt: str | None = None
) -> VisibleCase:
    """An act on the case as it is now."""
    version = (await row(hub, number)).version
    return await hub.services.acting.act(caller, Target(number, version, receipt), command)


async def hops(hub: Hub, number: str) -> list[Assignment]:
    """Every assignment, oldest first."""
    case = await row(hub, number)
    async with hub.tools.db.reading() as conn:
        return (await assignments.of_cases(conn, [case.id]))[case.id]


async def messages(hub: Hub, number: str, kind: DeliveryKind = DeliveryKind.FORWARD) -> list[Delivery]:
    """Every message about the case of that kind, oldest first."""
    case = await row(hub, number)
    wanted = select(delivery_rows.c.id).where(
        delivery_rows.c.case_id == case.id, delivery_rows.c.kind == kind.value
    )
    async with hub.tools.db.reading() as conn:
        ids = (await conn.scalars(wanted.order_by(delivery_rows.c.ordinal))).all()
        found = [await deliveries.by_id(conn, one) for one in ids]
    return [one for one in found if one is not None]


async def message(hub: Hub, number: str) -> Delivery:
    """The newest message that carries the case."""
    return (await messages(hub, number))[-1]


async def attempt(hub: Hub, number: str) -> Delivery:
    """One attempt at the newest message, whether it is due or not; the message afterwards."""
    now = await message(hub, number)
    await hub.forwarding.attempt(now.id, now.run)
    return await message(hub, number)


async def inbox(hub: Hub) -> list[tuple[str, str | None]]:
    """State and reason of everything the systems said, in order of arrival."""
    query = select(inbox_rows.c.state, inbox_rows.c.reason).order_by(inbox_rows.c.position)
    async with hub.tools.db.reading() as conn:
        return [(state, reason) for state, reason in await conn.execute(query)]
