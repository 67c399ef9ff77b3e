"""Calls as a declarative instance describes them. The object has the methods its file has sections for."""

from collections.abc import Mapping
from functools import partial

import msgspec
import orjson
import structlog

from hub.connectors.declarative.book import Book
from hub.connectors.declarative.spec import Changes, Forward, Notes, Search
from hub.connectors.instance import Instance, Origin
from hub.connectors.kind import Parts, Prepared, probe
from hub.connectors.reply import segment
from hub.connectors.ticket import ticket, ticket_of_key
from hub.connectors.wild import Wild, as_text
from hub.domain.exchange import (
    Capability,
    Change,
    ChangePage,
    ExternalRef,
    Forwarded,
    Health,
    Idempotency,
    OutgoingCase,
    Registered,
    RemoteCase,
)
from hub.errors import Misunderstood

log = structlog.get_logger()


def prepare(instance: Instance, keys: Mapping[str, object], origin: Origin) -> Prepared:
    """Checks the sections; see `Kind`."""
    book = Book(instance, keys, origin)
    spec = book.spec
    if spec.event is None and (spec.changes or instance.webhook or (spec.fetch and spec.fetch.history)):
        raise origin.fault("MISSING_KEY", "", "add `[event]`: changes, webhook and history are read by it")
    if instance.idempotency is Idempotency.KEY and not (spec.forward and spec.forward.key_header):
        raise origin.fault("BAD_VALUE", "idempotency", "say `key` only where [forward] has a `key_header`")
    sections = {
        "FORWARD": spec.forward,
        "FETCH": spec.fetch,
        "CHANGES": spec.changes,
        "WEBHOOK": instance.webhook,
    }
    abilities = frozenset(Capability(name) for name, section in sections.items() if section)
    return Prepared(abilities, spec.notes is not None, partial(DeclarativeConnector, book))


class DeclarativeConnector:
    """One agency's REST interface."""

    def __init__(self, book: Book, parts: Parts) -> None:
        self.manifest = parts.manifest
        self._book, self._http, self._clock, spec = book, parts.http, parts.clock, book.spec
        if spec.forward:
            self.forward = partial(self._forward, spec.forward)
        if spec.search:
            self.search = partial(self._search, spec.search)
        if spec.fetch:
            self.fetch = partial(self._fetch, spec.fetch.path)
        if spec.changes:
            self.changes = partial(self._changes, spec.changes)
        if spec.notes:
            self.send_note = partial(self._send_note, spec.notes)
        if parts.signature:
            self.verify_webhook, self.read_webhook = parts.signature.delivery_id, self._read_webhook

    async def health(self) -> Health:
        """The call of `[health]`; never raises."""
        return await probe(self._http, self._book.spec.health, self._book.judged)

    async def aclose(self) -> None:
        """Give connections back."""
        await self._http.aclose()

    async def _forward(self, form: Forward, case: OutgoingCase, key: str) -> Forwarded:
        document = {**msgspec.to_builtins(case), "ticket": ticket(case), "key": key}
        body, accept = self._book.makers["forward.body"](document), frozenset({form.duplicate_status})
        headers = {form.key_header: key} if form.key_header else None
        reply = await self._http.post(form.path, json=body, headers=headers, accept=accept)
        return Registered(reply.read(self._ref))

    def _ref(self, answer: Wild) -> ExternalRef:
        return self._book.ref("forward.ref", self._book.judged(answer), "forward.url")

    async def _search(self, form: Search, tracking_number: str, key: str) -> ExternalRef | None:
        wanted = ticket_of_key(tracking_number, key)
        reply = await self._http.get(form.path, _texts(self._book.makers["search.query"]({"ticket": wanted})))
        return reply.read(partial(self._match, wanted))

    def _match(self, wanted: str, answer: Wild) -> ExternalRef | None:
        for item in self._book.items("search.items", self._book.judged(answer)):
            if self._book.text("search.match", item) == wanted:
                return self._book.ref("search.ref", item)
        return None

    async def _fetch(self, path: str, ref: ExternalRef) -> RemoteCase:
        reply = await self._http.get(path.replace("{ref}", segment(ref.id)))
        return reply.read(lambda answer: self._book.record(self._book.judged(answer), ref, self._clock()))

    async def _changes(self, form: Changes, cursor: str | None) -> ChangePage:
        since = form.start if cursor is None else cursor
        reply = await self._http.get(form.path, _texts(self._book.makers["changes.query"]({"cursor": since})))
        return reply.read(partial(self._page, since))

    def _page(self, since: str, answer: Wild) -> ChangePage:
        """One unreadable item holds nothing up, not even where the cursor is made from the items."""
        found = self._book.judged(answer)
        items = self._book.items("changes.items", found)
        changes, broken = self._book.readable(items)
        kept = [self._book.broken(item, f"{since}:{place}") for place, item in enumerate(broken)]
        lost = sum(change is None for change in kept)
        if broken:
            log.warning("feed items unreadable", connector=self.manifest.name, items=len(broken), lost=lost)
        after = self._next(found, items, broken) or since
        more = after != since and self._book.value("changes.more", found) is True
        return ChangePage((*changes, *(change for change in kept if change)), after, more)

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

    async def _send_note(self, form: Notes, ref: ExternalRef, text: str, key: str) -> None:
        body = self._book.makers["notes.body"]({"text": text, "key": key})
        headers = {form.key_header: key} if form.key_header else None
        reply = await self._http.post(form.path.replace("{ref}", segment(ref.id)), json=body, headers=headers)
        reply.read(self._book.judged)

    def _read_webhook(self, body: bytes) -> list[Change]:
        try:
            found = self._book.value("event.pushed", orjson.loads(body))
        except orjson.JSONDecodeError:
            raise Misunderstood("NO_JSON") from None
        return list(self._book.changes(found if isinstance(found, list) else [found]))


def _texts(values: Mapping[str, Wild]) -> dict[str, str]:
    return {name: text for name, value in values.items() if (text := as_text(value)) is not None}
