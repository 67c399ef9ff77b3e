"""What is pushed."""

from collections.abc import AsyncGenerator, AsyncIterable
from dataclasses import dataclass
from typing import Annotated

import strawberry

from hub.domain.paging import EventFilter as EventConditions
from hub.resolvers import pages
from hub.resolvers.context import Context
from hub.resolvers.info import Info
from hub.schema.events import CaseEvent
from hub.schema.fields import operation
from hub.schema.filters import EventFilter
from hub.schema.paging import After

Events = Annotated[EventFilter | None, strawberry.argument(description="Which events (saringan).")]


@dataclass(frozen=True, slots=True)
class Listening:
    """What a subscriber asks for; `after` is a sealed cursor. Iterated, it is the plain way to its events."""

    context: Context
    after: str | None
    wanted: EventConditions

    @property
    def place(self) -> str | None:
        """The opened cursor. Raises `ResyncRequired` for a forged or foreign one."""
        return pages.opened(self.context, pages.FEED, self.context.resume_after or self.after)

    async def __aiter__(self) -> AsyncGenerator[CaseEvent, None]:
        context = self.context
        async for row in context.services.feed.stream(context.caller, self.place, self.wanted):
            context.refresh()
            yield pages.event(context, row)


@strawberry.type(name="Subscription", description="Everything that is pushed (langganan).")
class Subscription:
    """The root of subscriptions."""

    @operation(
        "Events as they happen (peristiwa). With `after` everything since then comes first, in order and "
        "without a gap; a cursor the hub cannot continue from ends with the code RESYNC_REQUIRED."
    )
    def case_events(self, info: Info, after: After = None, filter: Events = None) -> AsyncIterable[CaseEvent]:
        return Listening(info.context, after, filter.to_domain() if filter else EventConditions())
