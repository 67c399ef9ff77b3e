"""Kind `hub`: a hub of another tier, as far as one that hands cases to it can see.

GraphQL over HTTP with a bearer key. An idempotency key is honoured for ever; another content under it is a
Problem. Answers of the feed and of the timeline come with the faults of content of the panel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any

from graphql import GraphQLSchema, build_schema, graphql_sync
from graphql.type import GraphQLUnionType
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.faults import disturbed, fault_of, spoken
from sandbox.hub_schema import SDL
from sandbox.office import Dialect, Office
from sandbox.records import Draft, Event, Record, Step
from sandbox.wire import Object, json_object, local, reply

Info = Any  # of graphql-core; nothing of it is needed here
WORDS = {
    "created": "RECEIVED",
    "accept": "IN_PROGRESS",
    "progress": "IN_PROGRESS",
    "ask": "NEEDS_INFORMATION",
    "return": "ARCHIVED",
    "answer": "ANSWERED",
    "close": "CLOSED",
}
TYPES = {
    "created": "SUBMITTED",
    "accept": "ACCEPTED",
    "progress": "PROGRESSED",
    "ask": "INFORMATION_REQUESTED",
    "return": "ARCHIVED",
    "answer": "ANSWERED",
    "close": "CLOSED",
    "message": "INFORMATION_PROVIDED",
    "withdraw": "WITHDRAWN",
}
SHORTEST = {"title": 5, "body": 10, "region": 2, "idempotencyKey": 8}
SCOPES = ["cases:federate", "cases:read", "cases:reporter", "cases:submit", "events:read"]


@dataclass(frozen=True)
class HubConfig:
    """`hub_id` is what this hub calls itself in lists of those a case has passed."""

    api_key: str = "sandbox-hub-key"
    hub_id: str = "hub-sandbox"


def configured(config: Object) -> "HubKind":
    return HubKind(HubConfig(**config))


class HubKind:
    """The protocol, configured."""

    sign = None

    def __init__(self, config: HubConfig) -> None:
        self.config = config

    def dialect(self, name: str) -> Dialect:
        def identify(number: int, at: float) -> str:
            return f"H-{number:04d}-{int(at) % 10_000:04d}-SBOX"

        return Dialect(WORDS["created"], identify, lambda record, step: WORDS.get(step.action))

    def routes(self, office: Office) -> Sequence[BaseRoute]:
        door = _Door(office, self.config)
        return [Route("/graphql", door.answer, methods=["POST"])]


class _Door:
    def __init__(self, office: Office, config: HubConfig) -> None:
        self.office, self.config = office, config
        self.schema = _schema()

    async def answer(self, request: Request) -> Response:
        given = request.headers.get("authorization", "").encode()
        if not compare_digest(given, f"Bearer {self.config.api_key}".encode()):
            error = {"message": "unknown credential", "extensions": {"code": "UNAUTHENTICATED"}}
            return reply({"errors": [error]}, 401)
        body = await json_object(request) or {}
        root = _Root(self.office, self.config, fault_of(request))
        done = graphql_sync(
            self.schema, str(body.get("query", "")), root, variable_values=body.get("variables") or {}
        )
        return reply(done.formatted, 400 if done.data is None and done.errors else 200)


class _Root:
    """The root of one operation; graphql-core calls a method where a field has arguments."""

    def __init__(self, office: Office, config: HubConfig, mode: str) -> None:
        self.office, self.config, self.mode = office, config, mode

    def viewer(self, info: Info) -> Object:
        return {"name": "sandbox", "scopes": SCOPES, "hub": self.config.hub_id}

    def case(self, info: Info, trackingNumber: str) -> Any:  # noqa: N803
        record = self.office.store.named(trackingNumber)
        return None if record is None else _Case(self, record)

    def cases(self, info: Info, filter: Object, first: int = 20) -> Object:
        begin, end = (
            datetime.fromisoformat(filter[name]).timestamp() for name in ("createdFrom", "createdTo")
        )
        held = [one for one in self.office.store.every() if begin <= one.created < end]
        return {"totalCount": sum(spoken(one.word, self.mode) in filter["status"] for one in held)}

    def _entities(self, info: Info, representations: list[Object]) -> list[Any]:
        return [self.case(info, str(one.get("trackingNumber"))) for one in representations]

    def events(self, info: Info, first: int, after: str | None = None) -> Object:
        start = int(after) if after else 0
        found = self.office.store.events_after(start, first + 1)
        return self.page(found[:first], more=len(found) > first)

    def page(self, events: list[Event], more: bool) -> Object:
        edges = [{"cursor": str(one.seq), "node": self.told(one)} for one in disturbed(events, self.mode)]
        end = str(events[-1].seq) if events else None
        return {"edges": edges, "pageInfo": {"hasNextPage": more, "endCursor": end}}

    def told(self, event: Event) -> Object:
        return {
            "id": f"event-{event.seq}",
            "sequence": event.seq,
            "type": TYPES.get(event.action, "PROTECTION_RAISED"),
            "actor": "reporter" if event.by == "sender" and event.action != "created" else "agency",
            "status": spoken(event.word, self.mode),
            "note": event.note,
            "occurredAt": local(event.at, 0).isoformat(),
            "case": self.case(None, event.record_id),
        }

    def submitCase(self, info: Info, input: Object) -> Object:  # noqa: N802
        key = str(input["idempotencyKey"])
        known = self.office.store.keyed(key)
        if known is not None:
            return self._taken(known) if known.payload == input else _problem("IDEMPOTENCY_CONFLICT")
        short = next((name for name, least in SHORTEST.items() if len(input[name]) < least), None)
        if short is not None:
            return _problem("INVALID", short)
        if self.config.hub_id in (input.get("origin") or {}).get("via", []):
            return _problem("ALREADY_HERE", "origin")
        number, _, hop = key.rpartition("-")
        draft = Draft(f"{number}#{hop}", input["title"], input["body"], input)
        return self._taken(self.office.receive(draft, key))

    def provideInformation(self, info: Info, input: Object) -> Object:  # noqa: N802
        return self._told(input, ("ask",), lambda record: self.office.message(record, input["note"]))

    def contestAnswer(self, info: Info, input: Object) -> Object:  # noqa: N802
        return self._told(input, ("answer",), lambda record: self._again(record, input["note"]))

    def reopenCase(self, info: Info, input: Object) -> Object:  # noqa: N802
        return self._told(input, ("close",), lambda record: self._again(record, input["note"]))

    def withdrawCase(self, info: Info, input: Object) -> Object:  # noqa: N802
        step = Step("withdraw", "sender", state="close", word="WITHDRAWN", note=input["note"])
        return self._told(input, tuple(WORDS), lambda record: self.office.write(record, step))

    def raiseProtection(self, info: Info, input: Object) -> Object:  # noqa: N802
        return self._told(
            input, tuple(WORDS), lambda record: self.office.write(record, Step("protect", "sender"))
        )

    def _again(self, record: Record, note: str) -> Record:
        step = Step("message", "sender", state="progress", word=WORDS["progress"], note=note)
        return self.office.write(record, step)

    def _told(self, input: Object, states: tuple[str, ...], do: Any) -> Object:
        record = self.office.store.named(input["trackingNumber"])
        if record is None:
            return _problem("NOT_FOUND", "trackingNumber")
        if input["expectedVersion"] != _Case(self, record).version:
            return _problem("CONFLICT", "expectedVersion")
        if record.state not in states:
            return _problem("ILLEGAL_TRANSITION")
        return {"__typename": "CaseChanged", "case": _Case(self, do(record))}

    def _taken(self, record: Record) -> Object:
        receipt = "00000-00000-00000-00000-00000"
        return {"__typename": "CaseSubmitted", "case": _Case(self, record), "receipt": receipt}


class _Case:
    """A record as a `Case`."""

    def __init__(self, root: _Root, record: Record) -> None:
        self._root, self._record = root, record
        self.trackingNumber = record.id
        self.status = spoken(record.word, root.mode)
        self.updatedAt = local(record.updated, 0).isoformat()
        self.answer = record.note if record.state in ("answer", "close") else None

    @property
    def version(self) -> int:
        return len(self._root.office.store.events_of(self._record.number))

    def timeline(self, info: Info, first: int, after: str | None = None) -> Object:
        start = int(after) if after else 0
        events = [one for one in self._root.office.store.events_of(self._record.number) if one.seq > start]
        return self._root.page(events[:first], more=len(events) > first)


def _problem(code: str, field: str | None = None) -> Object:
    return {"__typename": "Problem", "code": code, "field": field, "message": "ditolak"}


def _schema() -> GraphQLSchema:
    schema = build_schema(SDL)
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLUnionType):
            type_.resolve_type = lambda value, info, of: (
                value["__typename"] if isinstance(value, dict) else "Case"
            )
    return schema
