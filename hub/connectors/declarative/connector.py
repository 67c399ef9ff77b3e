"""Calls as a declarative instance describes them. The object has the methods its file has sections for."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar

import msgspec
import structlog

from hub.connectors.declarative import lists
from hub.connectors.declarative.book import Book
from hub.connectors.declarative.paging import Page
from hub.connectors.declarative.spec import Spec
from hub.connectors.instance import Instance, Origin
from hub.connectors.kind import Parts, Prepared, probe
from hub.connectors.reply import Reply
from hub.connectors.ticket import ticket, ticket_of_key
from hub.connectors.wild import Wild
from hub.domain.exchange import (
    Capability,
    Change,
    ChangePage,
    Counts,
    ExternalRef,
    Facility,
    Forwarded,
    Health,
    Idempotency,
    OutgoingCase,
    Registered,
    RemoteCase,
)
from hub.errors import ConnectorError, Misunderstood

log = structlog.get_logger()
MOST_CHANGES = 500  # in one page of ours
METHODS = {"notes": "send_note"}  # a section's method, where it has another name
OPERATIONS = {"notes": "note", "fetch_many": "fetch"}  # as the circuits know it, where it has another name
WRITES = {"forward", "notes"}
T = TypeVar("T")


def prepare(instance: Instance, keys: Mapping[str, object], origin: Origin) -> Prepared:
    """Checks the sections; see `Kind`."""
    book = Book(instance, keys, origin)
    spec = book.spec
    _check_reading(spec, instance, origin)
    lists.check_kinds(book, origin)
    if instance.idempotency is Idempotency.KEY and not (spec.forward and spec.forward.key_header):
        raise origin.fault("BAD_VALUE", "idempotency", "say `key` only where [forward] has a `key_header`")
    sections = {
        "FORWARD": spec.forward,
        "FETCH": spec.fetch,
        "CHANGES": spec.changes,
        "WEBHOOK": instance.webhook,
        "LOOKUP": spec.facilities,
        "STATISTICS": spec.counts,
    }
    abilities = frozenset(Capability(name) for name, section in sections.items() if section)
    return Prepared(abilities, spec.notes is not None, partial(DeclarativeConnector, book))


def _check_reading(spec: Spec, instance: Instance, origin: Origin) -> None:
    if spec.event is None and (spec.changes or instance.webhook or (spec.fetch and spec.fetch.history)):
        raise origin.fault("MISSING_KEY", "", "add `[event]`: changes, webhook and history are read by it")
    if spec.reading is None and (spec.changes or instance.webhook or spec.fetch):
        raise origin.fault("MISSING_KEY", "", "add `[reading]`: records and events are read by it")
    if spec.fetch_many and spec.fetch is None:
        raise origin.fault("MISSING_KEY", "fetch_many", "add `[fetch]`: the items are read as its record is")
    for name in instance.sandbox.fixtures:
        if name not in {*Spec.__struct_fields__, "webhook"} or not (
            instance.webhook if name == "webhook" else getattr(spec, name)
        ):
            raise origin.fault("NO_SUCH_FIELD", f"sandbox.fixtures.{name}", "name a section of this file")


@dataclass(frozen=True, slots=True)
class _Found:
    """One page of a list."""

    answer: Wild
    items: list[Wild]
    more: bool


class DeclarativeConnector:
    """One agency's REST interface."""

    def __init__(self, book: Book, parts: Parts) -> None:
        self.manifest = parts.manifest
        self._book, self._http, self._clock = book, parts.http, parts.clock
        self.most_at_once = book.spec.fetch_many.most if book.spec.fetch_many else 1
        for section in book.templates:
            method = METHODS.get(section, section)
            setattr(self, method, getattr(self, f"_{method}"))
        if parts.signature:
            self.verify_webhook, self.read_webhook = parts.signature.delivery_id, book.pushed

    async def health(self) -> Health:
        """The call of `[health]`; never raises."""
        return await probe(self._http, self._book.spec.health, self._book.judged)

    async def aclose(self) -> None:
        """Give connections back."""
        await self._http.aclose()

    async def _forward(self, case: OutgoingCase, key: str) -> Forwarded:
        document = {**msgspec.to_builtins(case), "ticket": ticket(case), "key": key}
        reply = await self._asked("forward", document)
        return Registered(
            self._read(reply, lambda answer: self._book.ref("forward.ref", answer, "forward.url"))
        )

    async def _search(self, tracking_number: str, key: str) -> ExternalRef | None:
        wanted = ticket_of_key(tracking_number, key)
        async for page in self._pages("search", {"ticket": wanted}):
            for item in page.items:
                if self._book.text("search.match", item) == wanted:
                    return self._book.ref("search.ref", item)
        return None

    async def _fetch(self, ref: ExternalRef) -> RemoteCase:
        reply = await self._asked("fetch", {"ref": ref.id})
        return self._read(reply, lambda answer: self._book.record(answer, ref, self._clock()))

    async def _fetch_many(
        self, refs: Sequence[ExternalRef]
    ) -> dict[ExternalRef, RemoteCase | ConnectorError]:
        if len(refs) > self.most_at_once:
            raise ValueError(f"ask for {self.most_at_once} records at most")
        reply = await self._asked("fetch_many", {"refs": [ref.id for ref in refs]})
        return self._read(reply, lambda answer: self._book.records(answer, refs, self._clock()))

    async def _changes(self, cursor: str | None) -> ChangePage:
        since = self._book.start if cursor is None else cursor
        after, more, found = since, False, list[Change]()
        async for page in self._pages("changes", {"cursor": since}):
            changes, reached = self._page(since, page)
            found, after = [*found, *changes], reached or after
            more = page.more or self._book.value("changes.more", page.answer) is True
            if len(found) >= MOST_CHANGES:
                break
        return ChangePage(tuple(found), after, more and after != since)

    def _page(self, since: str, page: _Found) -> tuple[list[Change], str | None]:
        """One unreadable item holds nothing up, not even where the cursor is made from the items."""
        changes, broken = self._book.readable(page.items)
        kept = [self._book.broken(item, f"{since}:{place}") for place, item in enumerate(broken)]
        lost = sum(change is None for change in kept)
        if broken:
            log.warning("feed items unreadable", connector=self.manifest.name, items=len(broken), lost=lost)
        after = self._next(page.answer, page.items, broken)
        return [*changes, *(change for change in kept if change)], after

    def _next(self, found: Wild, items: list[Wild], broken: list[Wild]) -> str | None:
        """The peer's next cursor; where it is made from items that cannot be read, from the others."""
        after = self._book.if_readable("changes.next", found)
        if after is None and broken:
            unreadable = {id(item) for item in broken}
            items[:] = [item for item in items if id(item) not in unreadable]  # inside `found`
            after = self._book.if_readable("changes.next", found)
        if after is None and items:
            log.warning("feed cursor unreadable", connector=self.manifest.name)
        return after

    async def _send_note(self, ref: ExternalRef, text: str, key: str) -> None:
        document = {"ref": ref.id, "text": text, "key": key}
        self._read(await self._asked("notes", document), lambda answer: None)

    async def _counts(self, first: date, last: date) -> Counts:
        pages = [page async for page in self._pages("counts", {"first": str(first), "last": str(last)})]
        items = [item for page in pages for item in page.items]
        return lists.counts(self._book, items, pages[-1].answer, (first, last), self._clock())

    async def _facilities(self, region: str | None = None) -> tuple[Facility, ...]:
        found, lost = dict[str, Facility](), 0
        asked = {"region": region, "region_digits": region and region.replace(".", "")}
        async for page in self._pages("facilities", asked):
            for item in page.items:
                try:
                    facility = lists.facility(self._book, item)
                    found[facility.ref.id] = facility
                except Misunderstood:
                    lost += 1
        if lost:
            log.warning("facilities unreadable", connector=self.manifest.name, items=lost)
        kept = (one for one in found.values() if region is None or lists.within(one, region))
        return tuple(sorted(kept, key=lambda one: one.ref.id))

    async def _pages(self, name: str, document: Mapping[str, Wild]) -> AsyncIterator[_Found]:
        """Page after page. A list that is longer than its section allows is not taken for the whole."""
        paging = self._book.paging[name]
        page: Page | None = paging.first()
        for _ in range(paging.most):
            if page is None:
                return
            reply = await self._asked(name, document, page)
            answer, items = self._read(reply, partial(self._listed, name))
            page = paging.after(page, reply.headers, answer, len(items))
            yield _Found(answer, items, page is not None)
        if page is not None and name != "changes":
            raise Misunderstood("TOO_MANY_PAGES")

    def _listed(self, name: str, answer: Wild) -> tuple[Wild, list[Wild]]:
        read = lists.entries if name == "counts" else Book.items
        return answer, read(self._book, f"{name}.items", answer)

    async def _asked(self, name: str, document: Mapping[str, Wild], page: Page | None = None) -> Reply:
        template, page = self._book.templates[name], page or Page()
        call = template.filled(document)
        path, query = call.path, {**call.query, **page.parameters}
        if page.link is not None:
            path, query = self._http.within(page.link, path), {}
        return await self._http.ask(
            template.method,
            path,
            query,
            call.headers,
            call.json,
            call.form,
            template.accept,
            op=OPERATIONS.get(name, name),
            safe=name not in WRITES,
        )

    def _read(self, reply: Reply, mapping: Callable[[Wild], T]) -> T:
        """The judged answer, mapped. Where success says nothing more, nothing need be said."""
        if not reply.body and self._book.spec.answers.success_when == "`true`":
            return mapping(None)
        return reply.read(lambda answer: mapping(self._book.judged(answer)))
