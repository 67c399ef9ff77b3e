"""Relay: any object by its global id."""

import asyncio
from collections.abc import Sequence

from hub.domain.caller import Scope
from hub.resolvers.context import Context
from hub.schema import ids
from hub.schema.agencies import Agency
from hub.schema.node import Node

_LOADED = {
    "Case": Scope.CASES_READ,
    "CaseEvent": Scope.EVENTS_READ,
    "Webhook": Scope.WEBHOOKS_MANAGE,
}


async def node(context: Context, text: str) -> Node | None:
    """The object, or None: unknown, or not for this caller."""
    type_name, key = ids.decode(text) or ("", "")
    if type_name == "Agency":
        return Agency.of(context.directory.agencies[key]) if key in context.directory.agencies else None
    if type_name in _LOADED and context.caller.may(_LOADED[type_name]):
        found: Node | None = await context.batches.load(f"{type_name} by id", key)
        return found
    return None


async def nodes(context: Context, texts: Sequence[str]) -> list[Node | None]:
    """One answer per id, in order; ids of one type cost one read."""
    return await asyncio.gather(*(node(context, text) for text in texts))
