"""What is pushed."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

import strawberry

from hub.domain.paging import EventFilter as EventConditions
from hub.resolvers import pages
from hub.resolvers.info import Info
from hub.schema.events import CaseEvent
from hub.schema.fields import operation
from hub.schema.filters import EventFilter
from hub.schema.paging import After

Events = Annotated[EventFilter | None, strawberry.argument(description="Which events (saringan).")]


@strawberry.type(name="Subscription", description="Everything that is pushed (langganan).")
class Subscription:
    """The root of subscriptions."""

    @operation(
        "Events as they happen (peristiwa). With `after` everything since then comes first, in order and "
        "without a gap; a cursor the hub cannot continue from ends with the code RESYNC_REQUIRED."
    )
    async def case_events(
        self, info: Info, after: After = None, filter: Events = None
    ) -> AsyncGenerator[CaseEvent, None]:
        context = info.context
        since = pages.opened(context, pages.FEED, context.resume_after or after)
        wanted = filter.to_domain() if filter else EventConditions()
        async with aclosing(context.services.feed.stream(context.caller, since, wanted)) as rows:
            async for row in rows:
                context.refresh()
                event = pages.event(context, row)
                context.position = event.cursor
                yield event
