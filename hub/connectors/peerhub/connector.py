"""Another hub: our own public GraphQL, with a key of the role PEER."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, TypeVar

import structlog

from hub.connectors.instance import Instance, Origin, checked
from hub.connectors.kind import Parts, Prepared
from hub.connectors.peerhub import answers, documents, mapping
from hub.connectors.wild import Wild, at, need_list, text_at
from hub.connectors.words import Words
from hub.domain.caller import Scope
from hub.domain.case import CaseStatus
from hub.domain.exchange import (
    Capability,
    ChangePage,
    Counts,
    ExternalRef,
    Health,
    HealthState,
    OutgoingCase,
    Registered,
    RemoteCase,
    StatusCount,
)
from hub.errors import ConnectorError, CredentialFault, Misunderstood, Refused, Unreachable

T = TypeVar("T")
PAGE = 100  # events of a feed or a timeline per call
MOST_PAGES = 10  # of one case's timeline
ABILITIES = frozenset({Capability.FORWARD, Capability.FETCH, Capability.CHANGES, Capability.STATISTICS})
STATUSES = tuple(status.value for status in CaseStatus)
ACCEPT = {"accept": "application/graphql-response+json"}

log = structlog.get_logger()


def prepare(instance: Instance, keys: Mapping[str, object], origin: Origin) -> Prepared:
    """Checks the `[hub]` section; see `Kind`."""
    peer = checked(keys, mapping.Options, origin).hub
    return Prepared(ABILITIES, takes_notes=True, build=partial(HubConnector, peer), hub=peer.id)


class HubConnector:
    """One hub above or below this one."""

    most_at_once = 50

    def __init__(self, peer: mapping.Peer, parts: Parts) -> None:
        self.manifest = parts.manifest
        self._peer, self._http, self._clock = peer, parts.http, parts.clock
        self._words = Words({**mapping.WORDS, **parts.instance.statuses})

    async def health(self) -> Health:
        """Asks who we are there; never raises. DEGRADED: the key may not hand in, or it is another hub."""
        try:
            viewer = at(await self._asked("health", documents.VIEWER, {}), "viewer")
        except ConnectorError as fault:
            down = isinstance(fault, Unreachable | CredentialFault)
            return Health(HealthState.DOWN if down else HealthState.DEGRADED, fault.code)
        scopes = at(viewer, "scopes")
        if not isinstance(scopes, list) or Scope.CASES_FEDERATE.value not in scopes:
            return Health(HealthState.DEGRADED, "NO_SCOPE")
        other = text_at(viewer, "hub") != self._peer.id
        return Health(HealthState.DEGRADED, "OTHER_HUB") if other else Health(HealthState.UP)

    async def aclose(self) -> None:
        """Give connections back."""
        await self._http.aclose()

    async def forward(self, case: OutgoingCase, key: str) -> Registered:
        """Hands the case in. The peer honours the key for the life of its case. One that has passed the peer
        is `Refused` without asking it.
        """
        if self._peer.id in case.via:
            raise Refused("ALREADY_HERE")
        given = {"input": mapping.to_submission(case, key)}
        number = await self._told("forward", documents.SUBMIT, given, mapping.taken)
        return Registered(ExternalRef(self.manifest.name, number))

    async def fetch(self, ref: ExternalRef) -> RemoteCase:
        """The case as the peer shows it now, with its timeline."""
        now, edges, after = self._clock(), list[Wild](), None
        for _ in range(MOST_PAGES):
            given = {"number": ref.id, "first": PAGE, "after": after}
            found = at(await self._asked("fetch", documents.ONE, given), "case")
            edges += need_list(found, "timeline", "edges") if found is not None else []
            if at(found, "timeline", "pageInfo", "hasNextPage") is not True:
                break
            after = text_at(found, "timeline", "pageInfo", "endCursor")
        if isinstance(found, dict):
            found = {**found, "timeline": {"edges": edges}}
        return mapping.to_remote_case(found, ref, self._words, now)

    async def fetch_many(self, refs: Sequence[ExternalRef]) -> dict[ExternalRef, RemoteCase | ConnectorError]:
        """Cases as the peer shows them now, without their timelines, in one call."""
        now = self._clock()
        wanted = [{"__typename": "Case", "trackingNumber": ref.id} for ref in refs]
        found = await self._asked("fetch", documents.MANY, {"wanted": wanted})
        return {ref: self._record(one, ref, now) for ref, one in mapping.entities(found, refs).items()}

    async def changes(self, cursor: str | None) -> ChangePage:
        """Events of the cases we handed in. A peer that does not know the cursor is read from its first."""
        try:
            return await self._page(cursor or "")
        except Refused as fault:
            if not (cursor and answers.is_resync(fault)):
                raise
            log.warning("feed begins anew", connector=self.manifest.name)
            return await self._page("")

    async def send_note(self, ref: ExternalRef, text: str, key: str) -> None:
        """Does at the peer what the reporter, or our coordinator, has done here. `Throttled` where somebody
        changed the case at that moment: nothing was done then.
        """
        wanted = [{"__typename": "Case", "trackingNumber": ref.id}]
        found = await self._asked("note", documents.MANY, {"wanted": wanted})
        mutation, given = mapping.to_act(mapping.entities(found, [ref])[ref], ref, text)
        await self._told("note", documents.ACTS[mutation], {"input": given}, lambda answered: None)

    async def counts(self, first: date, last: date) -> Counts:
        """The cases that this key sees up there, by the status they have now: those we handed in."""
        now, zone = self._clock(), self.manifest.zone
        begin, end = (mapping.day_begins(day, zone) for day in (first, last + timedelta(days=1)))
        told: list[StatusCount] = []
        for some in (STATUSES[:6], STATUSES[6:]):  # a document has ten roots at most
            found = await self._asked("counts", documents.counts(some), {"from": begin, "to": end})
            told += mapping.counted(found, some, self._words)
        return Counts(first, last, sum(one.cases for one in told), tuple(told), now)

    async def _page(self, since: str) -> ChangePage:
        given = {"first": PAGE, "after": since or None}
        found = await self._asked("changes", documents.EVENTS, given)
        page, broken, lost = mapping.page(found, since, self.manifest.name, self._words)
        if broken:
            log.warning("feed items unreadable", connector=self.manifest.name, items=broken, lost=lost)
        return page

    def _record(self, found: Wild, ref: ExternalRef, now: Any) -> RemoteCase | ConnectorError:
        try:
            return mapping.to_remote_case(found, ref, self._words, now)
        except (Refused, Misunderstood) as fault:
            return fault

    async def _asked(self, op: str, document: str, variables: Mapping[str, object]) -> Wild:
        """The data of a query."""
        body = {"query": document, "variables": variables}
        reply = await self._http.post(self._peer.path, json=body, headers=ACCEPT, op=op, safe=True)
        return reply.read(partial(answers.data, safe=True))

    async def _told(
        self, op: str, document: str, variables: Mapping[str, object], read: Callable[[Wild], T]
    ) -> T:
        """What a mutation answered; its `Problem`s as what they mean."""
        body = {"query": document, "variables": variables}
        reply = await self._http.post(self._peer.path, json=body, headers=ACCEPT, op=op)
        return reply.read(lambda answer: read(answers.result(answers.data(answer, safe=False))))
