"""The control plane: sees everything, drives the officers and the faults. Its port is never faulty."""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.faults import Fault, Panel
from sandbox.office import UnknownAct
from sandbox.officers import NOTES, Script
from sandbox.records import Event, Record, Step
from sandbox.webhooks import Pusher, Subscriber
from sandbox.wire import Handler, Object, json_object, local, reply

UTC_HOURS = 0


class Shelf(Protocol):
    """What the control plane reads of a system's memory."""

    def count(self) -> int: ...

    def every(self) -> list[Record]: ...

    def with_ticket(self, ticket: str) -> list[Record]: ...

    def named(self, record_id: str) -> Record | None: ...

    def every_event(self) -> list[Event]: ...

    def events_of(self, number: int) -> list[Event]: ...


class Desk(Protocol):
    """What the control plane needs of a system: `Office`, or a database's stand-in for it."""

    @property
    def name(self) -> str: ...

    @property
    def script(self) -> Script: ...

    @property
    def store(self) -> Shelf: ...

    def act(self, record: Record, step: Step) -> Record: ...

    def instruct(self, script: Object) -> None: ...


class Control:
    """Handlers of the control plane. `door` opens (True) or closes (False) the public port."""

    def __init__(
        self,
        kind: str,
        office: Desk,
        panel: Panel,
        pusher: Pusher | None,
        door: Callable[[bool], Awaitable[None]],
    ) -> None:
        self.kind, self.office, self.panel, self.pusher, self.door = kind, office, panel, pusher, door

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/state", self.state),
                Route("/fault", _checked(self.fault), methods=["POST"]),
                Route("/records", self.records),
                Route("/records/{id}", self.record),
                Route("/records/{id}/act", _checked(self.act), methods=["POST"]),
                Route("/officers", _checked(self.officers), methods=["POST"]),
                Route("/webhook", _checked(self.webhook), methods=["POST"]),
            ]
        )

    async def state(self, request: Request) -> Response:
        fault = self.panel.fault
        return reply(
            {
                "name": self.office.name,
                "kind": self.kind,
                "fault": fault.mode,
                "fault_left": fault.count,
                "records": self.office.store.count(),
                "officers": self.office.script.enabled,
            }
        )

    async def fault(self, request: Request, body: Object) -> Response:
        self.panel.fault = Fault(**body)
        await self.door(self.panel.fault.mode != "down")
        return await self.state(request)

    async def records(self, request: Request) -> Response:
        """Everything held, oldest first; `?ticket=` narrows it to one partner number."""
        ticket = request.query_params.get("ticket")
        records = self.office.store.every() if ticket is None else self.office.store.with_ticket(ticket)
        events: dict[str, list[Event]] = {}
        for event in self.office.store.every_event() if ticket is None else self._events(records):
            events.setdefault(event.record_id, []).append(event)
        counts = Counter(record.ticket for record in records)
        return reply([shown(record, events[record.id], counts[record.ticket]) for record in records])

    async def record(self, request: Request) -> Response:
        record = self.office.store.named(request.path_params["id"])
        return _no_such_record() if record is None else self._one(record)

    async def act(self, request: Request, body: Object) -> Response:
        """Drive one officer step by hand. `word` overrules the word this system would use."""
        record = self.office.store.named(request.path_params["id"])
        if record is None:
            return _no_such_record()
        action = str(body.pop("do"))
        step = Step(action, "officer", **{"note": NOTES.get(action), **body})
        return self._one(self.office.act(record, step))

    async def officers(self, request: Request, body: Object) -> Response:
        self.office.instruct(body)
        return await self.state(request)

    async def webhook(self, request: Request, body: Object) -> Response:
        if self.pusher is None:
            raise ValueError(f"a {self.kind} system pushes nothing")
        self.pusher.subscribe(Subscriber(**body))
        return await self.state(request)

    def _events(self, records: list[Record]) -> list[Event]:
        return [event for record in records for event in self.office.store.events_of(record.number)]

    def _one(self, record: Record) -> Response:
        same = self.office.store.with_ticket(record.ticket) if record.ticket is not None else [record]
        return reply(shown(record, self.office.store.events_of(record.number), len(same)))


def shown(record: Record, events: list[Event], received_count: int) -> Object:
    """A record as the control plane tells it; times are ISO 8601 in UTC."""
    return {
        "id": record.id,
        "ticket": record.ticket,
        "title": record.title,
        "status": record.word,
        "state": record.state,
        "institution": record.institution,
        "received_count": received_count,
        "payload": record.payload,
        "events": [_event(event) for event in events],
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "at": local(event.at, UTC_HOURS).isoformat(),
        "by": event.by,
        "do": event.action,
        "status": event.word,
        "note": event.note,
        "proposed": event.proposed,
        "institution": event.institution,
        "files": event.files,
    }


def _no_such_record() -> Response:
    return reply({"error": "no such record"}, 404)


def _checked(handler: Callable[[Request, Object], Awaitable[Response]]) -> Handler:
    """Hand the JSON body over; whatever is wrong with it becomes a 422 that says so."""

    async def answer(request: Request) -> Response:
        body = await json_object(request)
        if body is None:
            return reply({"error": "send one JSON object"}, 422)
        try:
            return await handler(request, body)
        except KeyError as absent:
            return reply({"error": f"missing: {absent}"}, 422)
        except UnknownAct as unknown:
            return reply({"error": f"officers here cannot {unknown}"}, 422)
        except (TypeError, ValueError) as wrong:
            return reply({"error": str(wrong)}, 422)

    return answer
