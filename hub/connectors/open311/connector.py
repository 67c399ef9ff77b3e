"""One GeoReport v2 endpoint. The object has the methods its mode and its extensions allow."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import TypeVar

import structlog

from hub.connectors.instance import Instance, Origin, checked
from hub.connectors.kind import Parts, Prepared
from hub.connectors.open311 import feed, mapping, xml
from hub.connectors.open311.lists import REQUESTS, UPDATES, items
from hub.connectors.open311.options import Endpoint, Options
from hub.connectors.reply import Reply, segment
from hub.connectors.ticket import ticket_of_key
from hub.connectors.wild import Wild, id_at
from hub.connectors.words import Words
from hub.domain.exchange import (
    Capability,
    Change,
    ChangePage,
    ExternalRef,
    Forwarded,
    Health,
    HealthState,
    OutgoingCase,
    RemoteCase,
)
from hub.errors import ConnectorError, CredentialFault, Misunderstood, Refused, Unconfirmed, Unreachable

log = structlog.get_logger()
T = TypeVar("T")

AT_ONCE = 50  # records asked for in one call
MOST_PAGES = 50
MOMENT = timedelta(minutes=1)
NOT_THERE = 404


def prepare(instance: Instance, keys: Mapping[str, object], origin: Origin) -> Prepared:
    """Checks the `[open311]` section; see `Kind`."""
    endpoint = checked(keys, Options, origin).open311
    silent = endpoint.mode == "blackbox"
    if silent and (endpoint.updates != "none" or endpoint.notes or endpoint.ticket != "none"):
        advice = 'leave out `updates` and `notes` and say `ticket = "none"`: a blackbox names no record'
        raise origin.fault("BAD_VALUE", "open311.mode", advice)
    if (endpoint.ticket == "attribute") != bool(endpoint.attribute):
        raise origin.fault("BAD_VALUE", "open311.ticket", 'say `attribute` where `ticket = "attribute"`')
    abilities = {Capability.FORWARD} if silent else {Capability.FORWARD, Capability.FETCH}
    if endpoint.updates != "none":
        abilities.add(Capability.CHANGES)
    build = partial(Open311Connector, endpoint)
    return Prepared(frozenset(abilities), endpoint.notes, build, variables=(endpoint.key_env,))


class Open311Connector:
    """One endpoint."""

    def __init__(self, endpoint: Endpoint, parts: Parts) -> None:
        self.manifest = parts.manifest
        self._endpoint, self._http, self._clock = endpoint, parts.http, parts.clock
        self._key = {"api_key": parts.secrets[endpoint.key_env]}
        self._overlap = timedelta(seconds=endpoint.overlap_seconds)
        words = Words({**mapping.WORDS, **parts.instance.statuses})
        by_state = endpoint.updates != "updates"
        self._site = mapping.Site(parts.manifest.name, parts.manifest.zone, words, by_state)
        self._decode = xml.decoded if endpoint.format == "xml" else None
        self._accept = {"Accept": "text/xml, application/xml" if self._decode else "application/json"}
        if endpoint.mode != "blackbox":
            self.fetch, self.fetch_many, self.resolve = self._fetch, self._fetch_many, self._resolve
            self.most_at_once = AT_ONCE
        if endpoint.ticket != "none":
            self.search = self._search
        if endpoint.updates != "none":
            self.changes = self._updates if endpoint.updates == "updates" else self._updated_requests
        if endpoint.notes:
            self.send_note = self._send_note

    async def health(self) -> Health:
        """The last minute's updates, which need the key, where they can be read; else the services."""
        try:
            if self._endpoint.updates == "updates":
                now = self._clock()
                reply = await self._list_updates(feed.Window(now - MOMENT, now, True), "health")
                self._read(reply, partial(items, shape=UPDATES))
            else:
                self._read(await self._get("/services", {}, "health"), mapping.services)
        except ConnectorError as fault:
            down = isinstance(fault, Unreachable | CredentialFault)
            return Health(HealthState.DOWN if down else HealthState.DEGRADED, fault.code)
        return Health(HealthState.UP)

    async def aclose(self) -> None:
        """Give connections back."""
        await self._http.aclose()

    async def services(self) -> tuple[mapping.Service, ...]:
        """The kinds of requests the endpoint takes: what `service` and `services` of the file may name."""
        return self._read(await self._get("/services", {}, "services"), mapping.services)

    async def forward(self, case: OutgoingCase, key: str) -> Forwarded:
        """Creates the request. GeoReport knows no key: search before a second attempt."""
        blackbox = self._endpoint.mode == "blackbox"
        reply = await self._post("/requests", mapping.to_request(case, self._endpoint), "forward")
        if blackbox and not reply.body.strip():
            return mapping.forwarded(None, self.manifest.name, blackbox)
        return self._read(reply, partial(mapping.forwarded, name=self.manifest.name, blackbox=blackbox))

    async def _resolve(self, token: str) -> ExternalRef | None:
        """The record behind a token. An endpoint that does not know it yet may say 404."""
        reply = await self._get(f"/tokens/{segment(token)}", {}, "resolve", frozenset({NOT_THERE}))
        if reply.status == NOT_THERE:
            return None
        return self._read(reply, partial(mapping.id_of_token, name=self.manifest.name))

    async def _search(self, tracking_number: str, key: str) -> ExternalRef | None:
        """Looks through the endpoint's list, by its own account the requests of the last 90 days.

        A list that is cut off, or too long to be read, is `Unconfirmed`, never "not there".
        """
        wanted, seen = ticket_of_key(tracking_number, key), ""
        for number in range(1, MOST_PAGES + 1):
            listed = await self._page_of_requests({}, number, "search")
            for item in listed:
                if mapping.found(item, wanted, self._endpoint):
                    return self._ref(item)
            first = self._ref(listed[0]).id if listed else ""
            if len(listed) < self._endpoint.page_size:
                return None
            if first == seen:  # the endpoint pays no heed to `page`
                break
            seen = first
        raise Unconfirmed("LIST_TOO_LONG")

    async def _fetch(self, ref: ExternalRef) -> RemoteCase:
        """The request as the endpoint shows it now."""
        now = self._clock()
        reply = await self._get(f"/requests/{segment(ref.id)}", {}, "fetch")
        return self._read(
            reply, lambda answer: mapping.to_remote_case(mapping.one_of(answer, ref), ref, self._site, now)
        )

    async def _fetch_many(
        self, refs: Sequence[ExternalRef]
    ) -> dict[ExternalRef, RemoteCase | ConnectorError]:
        """One call for all: `service_request_id` is a list with commas."""
        now, ids = self._clock(), ",".join(ref.id for ref in refs)
        wanted: dict[str, str | int] = {"service_request_id": ids, "page_size": AT_ONCE}
        listed = self._read(await self._get("/requests", wanted, "fetch"), partial(items, shape=REQUESTS))
        by_id = {id_at(item, "service_request_id"): item for item in listed}
        found: dict[ExternalRef, RemoteCase | ConnectorError] = {}
        for ref in refs:
            try:
                if ref.id not in by_id:
                    raise Refused("NO_SUCH_RECORD")
                found[ref] = mapping.to_remote_case(by_id[ref.id], ref, self._site, now)
            except ConnectorError as fault:
                found[ref] = fault
        return found

    async def _updates(self, cursor: str | None) -> ChangePage:
        """The extension `servicerequestupdates`, by a window of time."""
        asked = feed.window(cursor, self._clock(), self._overlap)
        listed = self._read(await self._list_updates(asked, "changes"), partial(items, shape=UPDATES))
        return self._told(feed.page(listed, self._update_of, self.manifest.name, asked, self._overlap))

    async def _updated_requests(self, cursor: str | None) -> ChangePage:
        """The extension `updated_after`: requests that have changed, each with its present state."""
        asked = feed.window(cursor, self._clock(), self._overlap)
        times = {"updated_after": mapping.stamp(asked.since), "updated_before": mapping.stamp(asked.until)}
        listed = list[Wild]()
        for number in range(1, MOST_PAGES + 1):
            more = await self._page_of_requests(times, number, "changes")
            is_again = listed[-len(more) :] == more
            listed += more
            if len(more) < self._endpoint.page_size or is_again:
                break
        else:
            raise Misunderstood("LIST_WITHOUT_END")
        return self._told(feed.page(listed, self._state_of, self.manifest.name, asked, self._overlap))

    async def _send_note(self, ref: ExternalRef, text: str, key: str) -> None:
        """Adds an update; `key` is its update_id."""
        form = mapping.to_update(ref, text, key, self._clock(), self._endpoint)
        reply = await self._post("/servicerequestupdates", form, "note")
        self._read(reply, partial(items, shape=UPDATES))

    async def _page_of_requests(self, query: Mapping[str, str | int], number: int, op: str) -> list[Wild]:
        part = {"page": number, "page_size": self._endpoint.page_size}
        return self._read(await self._get("/requests", {**query, **part}, op), partial(items, shape=REQUESTS))

    async def _list_updates(self, asked: feed.Window, op: str) -> Reply:
        times = {"start_date": mapping.stamp(asked.since), "end_date": mapping.stamp(asked.until)}
        return await self._get("/servicerequestupdates", {**self._key, **times}, op)

    async def _get(
        self, path: str, query: Mapping[str, str | int], op: str, accept: frozenset[int] = frozenset()
    ) -> Reply:
        where = {"jurisdiction_id": self._endpoint.jurisdiction} if self._endpoint.jurisdiction else {}
        key = self._key if self._endpoint.key_on_reads else {}
        address = f"{path}.{self._endpoint.format}"
        return await self._http.get(address, {**where, **query, **key}, self._accept, accept, op)

    async def _post(self, path: str, form: Mapping[str, str], op: str) -> Reply:
        address = f"{path}.{self._endpoint.format}"
        return await self._http.post(address, form={**form, **self._key}, headers=self._accept, op=op)

    def _read(self, reply: Reply, reading: Callable[[Wild], T]) -> T:
        return reply.read(reading, self._decode)

    def _update_of(self, item: Wild) -> Change:
        return mapping.update_change(item, self._site)

    def _state_of(self, item: Wild) -> Change:
        return mapping.state_change(item, self._site)

    def _told(self, found: tuple[ChangePage, int]) -> ChangePage:
        page, lost = found
        broken = sum(change.event_id.startswith("unreadable:") for change in page.changes)
        if broken or lost:
            log.warning("feed items unreadable", connector=self.manifest.name, items=broken + lost, lost=lost)
        return page

    def _ref(self, item: Wild) -> ExternalRef:
        number = id_at(item, "service_request_id")
        if number is None:
            raise Misunderstood("NO_ID_AT service_request_id")
        return ExternalRef(self.manifest.name, number)
