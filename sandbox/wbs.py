"""Kind `wbs`: an inspectorate's whistle-blowing system, a sink with a token header.

The partner's number (`referensi`) is unique: a second report with it is refused with the first one's code.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.faults import fault_of, spoken
from sandbox.office import Dialect, Office
from sandbox.records import Draft, Record
from sandbox.wire import Handler, Object, json_object, local, missing, reply

WORDS = {
    "created": "Baru",
    "accept": "Telaah",
    "progress": "Investigasi",
    "return": "Tidak Cukup Bukti",
    "answer": "Selesai",
    "close": "Selesai",
}
REQUIRED = ("topik_laporan", "keterangan", "referensi")
# Six of the eight categories are known from public systems, the last two are assumed.
CATEGORIES = frozenset(
    {"disiplin", "wewenang", "maladministrasi", "korupsi", "pengadaan", "pungli", "benturan", "lainnya"}
)


@dataclass(frozen=True)
class WbsConfig:
    """`offset_hours` is the wall time the inspectorate writes (7 = WIB)."""

    token_key: str = "sandbox-token-key"
    prefix: str = "WBS"
    offset_hours: int = 7


def configured(config: Object) -> "WbsKind":
    return WbsKind(WbsConfig(**config))


class WbsKind:
    """The protocol, configured."""

    sign = None

    def __init__(self, config: WbsConfig) -> None:
        self.config = config

    def dialect(self, name: str) -> Dialect:
        def identify(number: int, at: float) -> str:
            return f"{self.config.prefix}-{local(at, self.config.offset_hours).year}-{number:05d}"

        return Dialect(WORDS["created"], identify, lambda record, step: WORDS.get(step.action))

    def routes(self, office: Office) -> Sequence[BaseRoute]:
        service = _Service(office, self.config)
        return [
            Route("/api/laporan", service.keyed(service.create), methods=["POST"]),
            Route("/api/laporan", service.keyed(service.search), methods=["GET"]),
            Route("/api/laporan/{code}", service.keyed(service.one)),
        ]


class _Service:
    def __init__(self, office: Office, config: WbsConfig) -> None:
        self.office, self.config = office, config

    def keyed(self, handler: Handler) -> Handler:
        """Only with the right Token-Key."""

        async def answer(request: Request) -> Response:
            given = request.headers.get("token-key", "")
            if not compare_digest(given.encode(), self.config.token_key.encode()):
                return reply({"error": "Token-Key tidak dikenal"}, 403)
            return await handler(request)

        return answer

    async def create(self, request: Request) -> Response:
        body = await json_object(request) or {}
        faulty = missing(body, REQUIRED)
        if faulty:
            return reply({"error": "isian salah", "kolom": faulty}, 422)
        if str(body["topik_laporan"]).lower() not in CATEGORIES:
            return reply({"error": "isian salah", "kolom": ["topik_laporan"]}, 422)
        ticket = str(body["referensi"])
        known = self.office.store.with_ticket(ticket)
        if known:
            return reply({"error": "duplikat", "kode_laporan": known[0].id}, 409)
        record = self.office.receive(Draft(ticket, str(body["topik_laporan"]), str(body["keterangan"]), body))
        return reply({"kode_laporan": record.id}, 201)

    async def search(self, request: Request) -> Response:
        records = self.office.store.with_ticket(request.query_params.get("referensi", ""))
        return reply({"data": [self._detail(record, fault_of(request)) for record in records]})

    async def one(self, request: Request) -> Response:
        record = self.office.store.named(request.path_params["code"])
        if record is None:
            return reply({"error": "tidak ditemukan"}, 404)
        return reply(self._detail(record, fault_of(request)))

    def _detail(self, record: Record, mode: str) -> Object:
        return {
            "kode_laporan": record.id,
            "referensi": record.ticket,
            "status": spoken(record.word, mode),
            "tanggapan": record.note,
            "diperbarui": local(record.updated, self.config.offset_hours).isoformat(),
        }
