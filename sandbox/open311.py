"""Kind `open311`: a city's GeoReport v2 endpoint, XML and JSON, in one of three modes.

It knows no idempotency. Ids are numbers from 0 on, booleans are words, a place nobody gave is 0/0, an unknown
path is a plain text, and errors are lists. Updates are an extension and always need the api_key.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hmac import compare_digest

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox import open311_view as view
from sandbox.faults import disturbed, fault_of
from sandbox.office import Dialect, Office
from sandbox.records import Record
from sandbox.wire import Handler, Object, number

WORDS = {
    "created": "open",
    "accept": "internal_referral",
    "progress": "in_progress",
    "ask": "open",
    "return": "not_councils_responsibility",
    "answer": "fixed",
    "close": "closed",
}
MODES = ("realtime", "batch", "blackbox")
MOST = 1000
WINDOW = timedelta(days=90)
SERVICES: list[Object] = [
    {"code": "001", "name": "Jalan rusak", "group": "Infrastruktur"},
    {"code": "002", "name": "Lampu jalan", "group": "Infrastruktur"},
    {"code": "099", "name": "Lainnya", "group": "Umum"},
]


@dataclass(frozen=True)
class Open311Config:
    """`token_seconds`: how long a batch endpoint takes to give a number. `extended`: requests show all words.

    `ticket_attribute` is the code of the attribute with the partner's number; `key_on_reads` asks for the key
    on every call; `jurisdiction`, where not empty, has to be named on every call.
    """

    api_key: str = "sandbox-api-key"
    mode: str = "realtime"
    token_seconds: float = 0.5
    extended: bool = True
    ticket_attribute: str = "external_ref"
    key_on_reads: bool = False
    jurisdiction: str = ""
    services: list[Object] = field(default_factory=lambda: SERVICES)

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise ValueError(f"mode is one of {', '.join(MODES)}")


def configured(config: Object) -> "Open311Kind":
    return Open311Kind(Open311Config(**config))


class Open311Kind:
    """The protocol, configured."""

    sign = None

    def __init__(self, config: Open311Config) -> None:
        self.config = config

    def dialect(self, name: str) -> Dialect:
        return Dialect(
            WORDS["created"], lambda number, at: str(number), lambda _, step: WORDS.get(step.action), first=0
        )

    def routes(self, office: Office) -> Sequence[BaseRoute]:
        city = _City(office, self.config)
        return [
            Route("/services.{format}", city.open_to(city.services)),
            Route("/services/{code}.{format}", city.open_to(city.definition)),
            Route("/requests.{format}", city.keyed(city.create), methods=["POST"]),
            Route("/requests.{format}", city.open_to(city.requests), methods=["GET"]),
            Route("/requests/{id}.{format}", city.open_to(city.request)),
            Route("/tokens/{token}.{format}", city.open_to(city.token)),
            Route("/servicerequestupdates.{format}", city.keyed(city.update), methods=["POST"]),
            Route("/servicerequestupdates.{format}", city.keyed(city.updates), methods=["GET"]),
        ]


class _City:
    def __init__(self, office: Office, config: Open311Config) -> None:
        self.office, self.config = office, config

    def keyed(self, handler: Handler) -> Handler:
        """Only with the api_key, as a field of the form or of the query."""

        async def answer(request: Request) -> Response:
            given = await fields(request)
            key = str(given.get("api_key", ""))
            if not compare_digest(key.encode(), self.config.api_key.encode()):
                return view.error(request, 403, "Invalid api_key received")
            if str(given.get("jurisdiction_id", "")) != self.config.jurisdiction and self.config.jurisdiction:
                return view.error(request, 404, "jurisdiction_id was not found")
            return await handler(request)

        return self.known(answer)

    def open_to(self, handler: Handler) -> Handler:
        """For everybody, unless the config asks for the key on reads too."""
        return self.keyed(handler) if self.config.key_on_reads else self.known(handler)

    def known(self, handler: Handler) -> Handler:
        """XML and JSON only; any other ending is an unknown path."""

        async def answer(request: Request) -> Response:
            if request.path_params["format"] not in view.FORMATS:
                return PlainTextResponse("Not Found", 404)
            return await handler(request)

        return answer

    async def services(self, request: Request) -> Response:
        entries = [view.service(entry, self.config.mode) for entry in self.config.services]
        return view.listed(request, "services", "service", entries)

    async def definition(self, request: Request) -> Response:
        code = request.path_params["code"]
        if code not in {entry["code"] for entry in self.config.services}:
            return view.error(request, 404, "service_code was not found")
        return view.single(request, "service_definition", {"service_code": code, "attributes": []})

    async def create(self, request: Request) -> Response:
        form = await request.form()
        if form.get("service_code") not in {entry["code"] for entry in self.config.services}:
            given = form.get("service_code")
            why = "was not found" if given else "was not provided"
            return view.error(request, 404 if given else 400, f"service_code {why}")
        if not str(form.get("description", "")).strip():
            return view.error(request, 400, "description was not provided")
        if not (
            form.get("address_string") or form.get("address_id") or (form.get("lat") and form.get("long"))
        ):
            return view.error(request, 400, "a location was not provided")
        record = self.office.receive(view.draft(form, self.config.ticket_attribute))
        if self.config.mode == "blackbox":
            return Response(b"", media_type="text/xml")
        batch = self.config.mode == "batch"
        receipt: Object = {"token": f"T{record.number}"} if batch else {"service_request_id": record.number}
        return view.listed(request, "service_requests", "request", [{**receipt, "service_notice": None}])

    async def token(self, request: Request) -> Response:
        """A token nobody knows is a 404; one whose number is still to come has none."""
        token = request.path_params["token"]
        record = self.office.store.named(token[1:]) if token.startswith("T") else None
        if record is None or self.config.mode != "batch":
            return view.error(request, 404, "token was not found")
        ready = self.office.now() - record.created >= self.config.token_seconds
        entry = {"service_request_id": record.number if ready else None, "token": token}
        return view.listed(request, "service_requests", "request", [entry])

    async def request(self, request: Request) -> Response:
        record = self.office.store.named(request.path_params["id"])
        if record is None:
            return view.error(request, 404, "service_request_id was not found")
        return self._shown(request, [record])

    async def requests(self, request: Request) -> Response:
        """Newest first; without dates the last 90 days, at most 1000."""
        query = request.query_params
        ids = query.get("service_request_id")
        if ids:
            found = [self.office.store.named(one) for one in ids.split(",")]
            return self._shown(request, [one for one in found if one is not None])
        try:
            records = [one for one in self.office.store.every() if self._asked(one, request)]
        except ValueError:
            return view.error(request, 400, "a date could not be read, or they span more than 90 days")
        size = max(1, number(request, "page_size", MOST, MOST))
        start = (max(1, number(request, "page", 1)) - 1) * size
        newest_first = sorted(records, key=lambda one: (-one.created, -one.number))
        return self._shown(request, newest_first[start : start + size])

    def _asked(self, record: Record, request: Request) -> bool:
        query, now = request.query_params, self.office.now()
        start, end = window(query.get("start_date"), query.get("end_date"), now)
        after = moment(query.get("updated_after"), 0.0)
        before = moment(query.get("updated_before"), now + 1)
        codes = query.get("service_code", "").split(",")
        states = query.get("status", "").split(",")
        by_update = "updated_after" in query
        return (
            (by_update or start <= record.created <= end)
            and after <= record.updated <= before
            and (codes == [""] or str(record.payload.get("service_code")) in codes)
            and (states == [""] or view.core(record.word) in states)
        )

    def _shown(self, request: Request, records: list[Record]) -> Response:
        mode = fault_of(request)
        names = {str(entry["code"]): str(entry["name"]) for entry in self.config.services}
        entries = [
            view.request_entry(one, names, self.config.extended, self.config.ticket_attribute, mode)
            for one in disturbed(records, mode)
        ]
        return view.listed(request, "service_requests", "request", entries)

    async def update(self, request: Request) -> Response:
        form = await request.form()
        record = self.office.store.named(str(form.get("service_request_id", "")))
        if record is None:
            return view.error(request, 404, "service_request_id was not found")
        if not str(form.get("description", "")).strip() or not form.get("status"):
            return view.error(request, 400, "description or status was not provided")
        self.office.message(record, str(form["description"]))
        entries = [{"update_id": str(form.get("update_id", ""))}]
        return view.listed(request, "service_request_updates", "request_update", entries)

    async def updates(self, request: Request) -> Response:
        """What officers did between two moments; what the partner wrote only where it moved something."""
        query, now = request.query_params, self.office.now()
        try:
            start, end = window(query.get("start_date"), query.get("end_date"), now)
        except ValueError:
            return view.error(request, 400, "a date could not be read, or they span more than 90 days")
        mode = fault_of(request)
        events = [
            event
            for event in self.office.store.every_event()
            if start <= event.at <= end
            and (event.by == "officer" or event.old_word not in (None, event.word))
        ]
        entries = [view.update_entry(event, mode) for event in disturbed(events, mode)]
        return view.listed(request, "service_request_updates", "request_update", entries)


async def fields(request: Request) -> FormData | Object:
    """Form and query together."""
    form = await request.form() if request.method == "POST" else {}
    return {**request.query_params, **form}


def window(start: str | None, end: str | None, now: float) -> tuple[float, float]:
    """The asked window in Unix seconds. Raises `ValueError` for dates nobody can read, or too far apart."""
    last = moment(end, now + 1)
    first = moment(start, last - WINDOW.total_seconds())
    if last - first > WINDOW.total_seconds() + 1:
        raise ValueError("too long")
    return first, last


def moment(written: str | None, otherwise: float) -> float:
    """A W3C time with its offset as Unix seconds. Raises `ValueError`."""
    if not written:
        return otherwise
    read = datetime.fromisoformat(written)
    if read.tzinfo is None:
        raise ValueError("no offset")
    return read.astimezone(UTC).timestamp()
