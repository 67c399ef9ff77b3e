"""Kind `helpdesk`: a REST helpdesk as an office buys it: a Bearer key, its own names, an OpenAPI file.

Failures have HTTP statuses, lists a cursor, and every answer shows who reported. Nothing is idempotent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.faults import disturbed, fault_of, spoken
from sandbox.helpdesk_paper import described
from sandbox.office import Dialect, Office
from sandbox.records import Draft, Record
from sandbox.wire import Handler, Object, json_object, local, missing, number, reply

WORDS = {
    "created": "Baru",
    "accept": "Disposisi",
    "progress": "Dikerjakan",
    "ask": "Butuh informasi",
    "return": "Bukan kewenangan",
    "answer": "Selesai",
    "close": "Selesai",
}
REQUIRED = ("perihal", "uraian")
FIRST = 1001
PAGE, MOST = 20, 100
LIST = "/v2/keluhan"


@dataclass(frozen=True)
class HelpdeskConfig:
    """`offset_hours` is the wall time the office writes (7 = WIB)."""

    api_key: str = "kunci-dari-dinas"
    prefix: str = "HD"
    offset_hours: int = 7


def configured(config: Object) -> "HelpdeskKind":
    return HelpdeskKind(HelpdeskConfig(**config))


class HelpdeskKind:
    """The protocol, configured."""

    sign = None

    def __init__(self, config: HelpdeskConfig) -> None:
        self.config = config

    def dialect(self, name: str) -> Dialect:
        def identify(number: int, at: float) -> str:
            return f"{self.config.prefix}-{number}"

        return Dialect(WORDS["created"], identify, lambda record, step: WORDS.get(step.action), FIRST)

    def routes(self, office: Office) -> Sequence[BaseRoute]:
        service = _Service(office, self.config)
        return [
            Route("/openapi.json", _paper),
            Route(LIST, service.keyed(service.create), methods=["POST"]),
            Route(LIST, service.keyed(service.many)),
            Route(f"{LIST}/{{id}}", service.keyed(service.one)),
        ]


class _Service:
    def __init__(self, office: Office, config: HelpdeskConfig) -> None:
        self.office, self.config = office, config

    def keyed(self, handler: Handler) -> Handler:
        """Only with the right key."""

        async def answer(request: Request) -> Response:
            given = request.headers.get("authorization", "")
            if not compare_digest(given.encode(), f"Bearer {self.config.api_key}".encode()):
                return reply({"pesan": "kunci tidak dikenal"}, 401, {"www-authenticate": "Bearer"})
            return await handler(request)

        return answer

    async def create(self, request: Request) -> Response:
        body = await json_object(request) or {}
        faulty = missing(body, REQUIRED)
        if faulty:
            return reply({"pesan": "isian kurang", "isian": faulty}, 422)
        ticket = str(body["ref_luar"]) if body.get("ref_luar") else None
        record = self.office.receive(Draft(ticket, str(body["perihal"]), str(body["uraian"]), body))
        return reply({"keluhan": self._shown(record, fault_of(request))}, 201)

    async def one(self, request: Request) -> Response:
        record = self.office.store.named(request.path_params["id"])
        if record is None:
            return reply({"pesan": "tidak ada"}, 404)
        return reply({"keluhan": self._shown(record, fault_of(request))})

    async def many(self, request: Request) -> Response:
        """Oldest first, those with `ref_luar` only where it is given; `kursor` is the last id of a page."""
        wanted, after = request.query_params.get("ref_luar"), request.query_params.get("kursor")
        records = self.office.store.every() if wanted is None else self.office.store.with_ticket(wanted)
        start = next((place + 1 for place, one in enumerate(records) if one.id == after), 0)
        size = max(1, number(request, "jumlah", PAGE, MOST))
        page, mode = records[start : start + size], fault_of(request)
        following = page[-1].id if start + size < len(records) else None
        shown = [self._shown(record, mode) for record in disturbed(page, mode)]
        return reply({"daftar": shown, "kursor_berikut": following})

    def _shown(self, record: Record, mode: str) -> Object:
        return {
            "id": record.id,
            "ref_luar": record.ticket,
            "perihal": record.title,
            "status": spoken(record.word, mode),
            "tanggapan": record.note,
            "diubah": local(record.updated, self.config.offset_hours).isoformat(timespec="milliseconds"),
            "pelapor": {"nama": record.payload.get("nama"), "no_hp": record.payload.get("no_hp")},
        }


async def _paper(request: Request) -> Response:
    return reply(described(str(request.base_url).rstrip("/"), tuple(dict.fromkeys(WORDS.values()))))
