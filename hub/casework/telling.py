"""What a bundle tells an office: events and their cases, as its officer may see them, nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from msgspec import Struct

from hub.casework.bundle_lines import About, CaseLine, Deadline, EventLine, Held, Result, written
from hub.casework.reading import Reading
from hub.casework.subscribing import Feed
from hub.casework.tools import Tools
from hub.domain.caller import Caller
from hub.domain.paging import MAX_PAGE, CaseFilter, CaseQuery, EventFilter, Window
from hub.domain.sla import Clock, ClockState
from hub.domain.status import LIVE
from hub.domain.visible import VisibleCase, VisibleEvent

MOST_EVENTS = 5_000
MOST_BYTES = 16 * 2**20  # of cases and events, as JSON before compression; passed by less than a page
MOST_HELD = 10_000
OPEN = tuple(sorted(LIVE, key=lambda status: status.value))

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told:
    """The lines of a bundle, and the place in the feed they reach."""

    lines: list[Struct]
    place: str
    cases: int
    events: int
    more: bool


@dataclass(slots=True)
class _Found:
    """What has been read so far."""

    place: str
    events: list[tuple[VisibleEvent, str]] = field(default_factory=list)
    cases: dict[str, CaseLine] = field(default_factory=dict)  # by internal id
    size: int = 0
    more: bool = True

    @property
    def full(self) -> bool:
        return len(self.events) >= MOST_EVENTS or self.size >= MOST_BYTES


class Telling:
    """Reads through the same feed and the same redaction as a request of the office would."""

    def __init__(self, tools: Tools, feed: Feed, reading: Reading) -> None:
        self.tools, self.feed, self.reading = tools, feed, reading

    async def since(self, caller: Caller, place: str, results: Sequence[Result]) -> Told:
        """Everything after a place in the feed, up to 5,000 events or 16 MiB; `results` travel along."""
        found = _Found(place)
        while found.more and not found.full:
            await self._read_page(caller, found)
        agency = caller.agency or ""
        names = self.tools.directory().agencies
        name = names[agency].name if agency in names else agency
        about = About(self.tools.hub_id, agency, name, self.tools.clock(), found.more)
        held = Held(tuple(await self._held(caller, agency)))
        events = [_event(event, number) for event, number in found.events]
        lines: list[Struct] = [about, *results, *found.cases.values(), *events, held]
        return Told(lines, found.place, len(found.cases), len(events), found.more)

    async def _read_page(self, caller: Caller, found: _Found) -> None:
        first = min(MAX_PAGE, MOST_EVENTS - len(found.events))
        page = await self.feed.page(caller, found.place, first, EventFilter())
        told = [edge.node for edge in page.edges]
        new = _distinct(one.case_id for one in told if one.case_id not in found.cases)
        cases = [case for case in await self.reading.by_ids(caller, new) if case is not None]
        for case, clocks in zip(cases, await self.reading.clocks(cases), strict=True):
            found.cases[case.id] = self._case(case, clocks)
        known = [
            (one, found.cases[one.case_id].tracking_number) for one in told if one.case_id in found.cases
        ]
        found.events += known
        found.size += len(written(found.cases[case.id] for case in cases))
        found.size += len(written(_event(*one) for one in known))
        found.more = page.has_next
        if page.edges:
            found.place = page.edges[-1].cursor

    async def _held(self, caller: Caller, agency: str) -> list[str]:
        """Open cases the office holds or is assigned, oldest first."""
        numbers: list[str] = []
        after = None
        while len(numbers) < MOST_HELD:
            query = CaseQuery(Window(MAX_PAGE, after=after), CaseFilter(status=OPEN))
            page = (await self.reading.pages_by_agency(caller, [agency], query))[0]
            numbers += [edge.node.tracking_number for edge in page.edges]
            if not page.has_next:
                break
            after = page.edges[-1].cursor
        return numbers

    def _case(self, case: VisibleCase, clocks: Sequence[Clock]) -> CaseLine:
        region = self.tools.directory().regions.get(case.region)
        return CaseLine(
            tracking_number=case.tracking_number,
            version=case.version,
            kind=case.kind.value,
            status=case.status.value,
            sensitivity=case.sensitivity.value,
            visibility=case.visibility.value,
            title=case.title,
            body=case.body,
            topic=case.topic,
            region=case.region,
            region_name=region.name if region else "",
            owner=case.owner,
            answer=case.answer,
            occurred_on=case.occurred_on,
            latitude=case.location.latitude if case.location else None,
            longitude=case.location.longitude if case.location else None,
            created_at=case.created_at,
            updated_at=case.updated_at,
            deadlines=tuple(
                Deadline(one.kind.value, one.due_at, one.working_days_left)
                for one in clocks
                if one.state is ClockState.RUNNING
            ),
        )


def _event(one: VisibleEvent, tracking_number: str) -> EventLine:
    return EventLine(
        id=one.id,
        tracking_number=tracking_number,
        sequence=one.sequence,
        event=one.type.value,
        status=one.status.value,
        actor=one.actor,
        agency=one.agency,
        note=one.note,
        occurred_at=one.occurred_at,
    )


def _distinct(items: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(items))
