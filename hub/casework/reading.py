"""Reading cases and what belongs to them. Every method takes many parents and asks the store once."""

from collections.abc import Sequence

from hub.casework.tools import Tools
from hub.domain.assignment import Assignment
from hub.domain.caller import Caller
from hub.domain.case import Case
from hub.domain.delivery import Delivery
from hub.domain.paging import CaseQuery, Edge, Page
from hub.domain.reasons import restored
from hub.domain.redaction import scope_of, visible, visible_event, words_for
from hub.domain.respondents import accused, kept_from
from hub.domain.sla import Clock, clocks
from hub.domain.tracking import fold_code, receipt_hash
from hub.domain.visible import (
    VisibleAssignment,
    VisibleCase,
    VisibleDelivery,
    VisibleEvent,
    VisibleReporter,
)
from hub.errors import ResyncRequired
from hub.store import assignments, case_pages, cases, deliveries, events, identities


class Reading:
    """Queries over the hub's own memory, each bounded by the caller's row scope."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def case(self, caller: Caller, tracking_number: str) -> VisibleCase | None:
        """One case; None when it is not there or not the caller's to see, which look the same."""
        return (await self.by_tracking(caller, [tracking_number]))[0]

    async def by_ids(self, caller: Caller, ids: Sequence[str]) -> list[VisibleCase | None]:
        """Cases by internal id, in the order asked."""
        async with self.tools.db.reading() as conn:
            found = await cases.by_ids(conn, ids, scope_of(caller, self.tools.directory()))
        return [visible(found[one], caller) if one in found else None for one in ids]

    async def by_tracking(self, caller: Caller, numbers: Sequence[str]) -> list[VisibleCase | None]:
        """Cases by tracking number, in the order asked."""
        wanted = [fold_code(number) for number in numbers]
        async with self.tools.db.reading() as conn:
            found = await cases.by_tracking(conn, wanted, scope_of(caller, self.tools.directory()))
        return [visible(found[one], caller) if one in found else None for one in wanted]

    async def by_receipt(self, caller: Caller, receipt: str) -> VisibleCase | None:
        """The case of a receipt, also outside the caller's scope: the holder may see it, if not accused."""
        async with self.tools.db.reading() as conn:
            case = await cases.by_receipt(conn, receipt_hash(self.tools.secrets.pepper, receipt))
        if case is None or accused(case) in kept_from(caller, self.tools.directory()):
            return None
        return visible(case, caller, by_receipt=True)

    async def page(self, caller: Caller, query: CaseQuery) -> Page[VisibleCase]:
        """One page of the cases the caller may see."""
        scope = scope_of(caller, self.tools.directory())
        async with self.tools.db.reading() as conn:
            found = await case_pages.page(conn, query, scope, self.tools.clock())
        return _seen(found, caller)

    async def pages_by_agency(
        self, caller: Caller, agencies: Sequence[str], query: CaseQuery
    ) -> list[Page[VisibleCase]]:
        """One page per agency of the cases it holds or is assigned, each case once per agency."""
        async with self.tools.db.reading() as conn:
            found = await case_pages.pages_by_agency(
                conn, agencies, query, scope_of(caller, self.tools.directory()), self.tools.clock()
            )
        return [_seen(found[code], caller) for code in agencies]

    async def assignments(
        self, caller: Caller, parents: Sequence[VisibleCase]
    ) -> list[tuple[VisibleAssignment, ...]]:
        """Every hop of every case, with the message that carries it."""
        async with self.tools.db.reading() as conn:
            found = await assignments.of_cases(conn, [parent.id for parent in parents])
            ids = [one.id for hops in found.values() for one in hops if one.connector is not None]
            messages = await deliveries.of_assignments(conn, ids) if ids else {}
        return [
            tuple(_visible_assignment(one, messages.get(one.id), caller) for one in found[parent.id])
            for parent in parents
        ]

    async def timelines(
        self, caller: Caller, parents: Sequence[VisibleCase], first: int, after: str | None
    ) -> list[Page[VisibleEvent]]:
        """The same part of every case's timeline. `after` is a sequence number."""
        if after is not None and not after.isdigit():
            raise ResyncRequired("this cursor belongs to another list")
        start = int(after or 0)
        async with self.tools.db.reading() as conn:
            found = await events.timeline_pages(conn, [parent.id for parent in parents], first, start)
        return [_timeline(found[parent.id], caller, start) for parent in parents]

    async def clocks(self, parents: Sequence[VisibleCase]) -> list[tuple[Clock, ...]]:
        """The legal clocks of every case, computed from its timeline."""
        directory, now = self.tools.directory(), self.tools.clock()
        async with self.tools.db.reading() as conn:
            told = await events.timelines(conn, [parent.id for parent in parents])
        return [
            clocks(
                told.get(parent.id, []),
                parent.kind,
                parent.sensitivity,
                parent.region,
                directory,
                now,
            )
            for parent in parents
        ]

    async def reporters(self, caller: Caller, parents: Sequence[VisibleCase]) -> list[VisibleReporter | None]:
        """Identities of NAMED reporters, where this caller is entitled to them."""
        entitled = [parent.id for parent in parents if parent.reporter_visible]
        found: dict[str, VisibleReporter] = {}
        if entitled:
            async with self.tools.db.reading() as conn:
                found = await identities.named_reporters(conn, entitled, self.tools.sealer)
        return [found.get(parent.id) for parent in parents]


def _seen(found: Page[Case], caller: Caller) -> Page[VisibleCase]:
    edges = tuple(Edge(edge.cursor, visible(edge.node, caller)) for edge in found.edges)
    return Page(edges, has_next=found.has_next, has_previous=found.has_previous, total=found.total)


def _timeline(found: events.TimelinePage, caller: Caller, start: int) -> Page[VisibleEvent]:
    edges = tuple(
        Edge(str(one.event.sequence), visible_event(one.event, one.position, caller)) for one in found.events
    )
    return Page(edges, has_next=found.has_next, has_previous=start > 0)


def _visible_assignment(one: Assignment, message: Delivery | None, caller: Caller) -> VisibleAssignment:
    return VisibleAssignment(
        id=one.id,
        agency=one.agency,
        state=one.state.value,
        hop=one.hop,
        reason=words_for(caller, one.reason),
        explanation=tuple(restored(reason) for reason in one.explanation),
        offered_at=one.offered_at,
        delivered_at=one.delivered_at,
        accepted_at=one.accepted_at,
        ended_at=one.ended_at,
        delivery=_visible_delivery(message),
    )


def _visible_delivery(message: Delivery | None) -> VisibleDelivery | None:
    if message is None:
        return None
    return VisibleDelivery(
        state=message.state,
        attempts=message.attempts,
        last_error=message.last_error,
        next_attempt_at=message.next_attempt_at,
        waiting_since=message.waiting_since,
    )
