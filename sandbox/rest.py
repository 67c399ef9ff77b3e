"""Kind `rest`: a regional office's REST service with a key or tokens, a change feed and signed webhooks.

HTTP 200 even on failure; the body's `status` and `kode` tell. `Idempotency-Key` is honoured for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from standardwebhooks import Webhook
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.faults import disturbed, fault_of, spoken
from sandbox.office import Dialect, Office
from sandbox.records import Draft, Event, Record
from sandbox.rest_gate import Gate
from sandbox.rest_lists import ARCHIVE, Lists
from sandbox.webhooks import Push, Sign
from sandbox.wire import Object, json_object, local, missing, number, reply

WORDS = {
    "created": "Diterima",
    "accept": "Diterima",
    "progress": "Diproses",
    "ask": "Tunda",
    "return": "Ditolak - Bukan Wewenang",
    "answer": "Selesai",
    "close": "Selesai",
}
FLAGS = (0, 1)
MOST_CHANGES = 500


@dataclass(frozen=True)
class RestConfig:
    """`prefix` starts every record number; `offset_hours` is the wall time the office writes (7 = WIB)."""

    gate: Gate
    prefix: str = "RSUD"
    offset_hours: int = 7


def configured(config: Object) -> "RestKind":
    own = {name: config[name] for name in ("prefix", "offset_hours") if name in config}
    gate = Gate(**{"api_key": "sandbox-api-key", **{k: v for k, v in config.items() if k not in own}})
    return RestKind(RestConfig(gate, **own))


class RestKind:
    """The protocol, configured."""

    def __init__(self, config: RestConfig) -> None:
        self.config = config

    def dialect(self, name: str) -> Dialect:
        def identify(number: int, at: float) -> str:
            return f"{self.config.prefix}-{local(at, self.config.offset_hours).year}-{number:06d}"

        return Dialect(WORDS["created"], identify, lambda record, step: WORDS.get(step.action))

    @property
    def sign(self) -> Sign:
        return self._sign

    def _sign(self, name: str, event: Event, mode: str, secret: str, now: datetime) -> Push:
        """Standard Webhooks v1; the id is the same whenever the same change is sent again."""
        message_id = f"{name}-{event.seq}"
        data = change(event, self.config.offset_hours, mode)
        body = orjson.dumps({"type": "pengaduan.berubah", "data": data})
        headers = {
            "content-type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(secret).sign(message_id, now, body.decode()),
        }
        return Push(headers, body)

    def routes(self, office: Office) -> Sequence[BaseRoute]:
        service = _Service(office, self.config)
        lists = Lists(office, self.config.offset_hours, service.detail)
        base = "/api/v1/pengaduan"
        guarded = [
            (base, service.create, "POST"),
            (base, service.search, "GET"),
            ("/api/v1/perubahan", service.changes, "GET"),
            (ARCHIVE, lists.archive, "GET"),
            ("/api/v1/rekap", lists.recap, "GET"),
            ("/api/v1/pengaduan-banyak", lists.several, "GET"),
            (f"{base}/{{number}}", service.one, "GET"),
            (f"{base}/{{number}}/catatan", service.note, "POST"),
        ]
        gate = self.config.gate
        open_to_all = [Route("/api/v1/sehat", _healthy), *gate.routes(office)]
        return [
            *open_to_all,
            *(Route(path, gate.guarded(office, to), methods=[method]) for path, to, method in guarded),
        ]


class _Service:
    def __init__(self, office: Office, config: RestConfig) -> None:
        self.office, self.config = office, config

    async def create(self, request: Request) -> Response:
        body = await json_object(request)
        fault = "Format JSON salah" if body is None else wrong(body)
        if body is None or fault:
            return refuse("E12", fault)
        key = request.headers.get("idempotency-key")
        known = self.office.store.keyed(key) if key else None
        if known:
            return reply({"status": True, "duplikat": True, "data": self._receipt(request, known)})
        draft = Draft(str(body["nomor_tiket"]), str(body["judul"]), str(body["isi"]), body)
        record = self.office.receive(draft, key or None)
        return reply({"status": True, "data": self._receipt(request, record)})

    async def search(self, request: Request) -> Response:
        records = self.office.store.with_ticket(request.query_params.get("nomor_tiket", ""))
        mode = fault_of(request)
        return reply({"status": True, "data": [self.detail(record, mode) for record in records]})

    async def one(self, request: Request) -> Response:
        record = self.office.store.named(request.path_params["number"])
        if record is None:
            return refuse("E04", "Pengaduan tidak ditemukan")
        return reply({"status": True, "data": self.detail(record, fault_of(request))})

    async def changes(self, request: Request) -> Response:
        since = number(request, "sejak", 0)
        events = self.office.store.events_after(since, number(request, "batas", 100, MOST_CHANGES))
        mode = fault_of(request)
        data = [change(event, self.config.offset_hours, mode) for event in disturbed(events, mode)]
        return reply({"status": True, "data": data, "berikut": events[-1].seq if events else since})

    async def note(self, request: Request) -> Response:
        record = self.office.store.named(request.path_params["number"])
        body = await json_object(request)
        if record is None:
            return refuse("E04", "Pengaduan tidak ditemukan")
        if body is None or missing(body, ("isi",)):
            return refuse("E12", "isi wajib diisi")
        record = self.office.message(record, str(body["isi"]))
        return reply({"status": True, "data": self.detail(record, "none")})

    def _receipt(self, request: Request, record: Record) -> Object:
        return {"nomor": record.id, "tautan": f"{request.base_url}pengaduan/{record.id}"}

    def detail(self, record: Record, mode: str) -> Object:
        events = disturbed(self.office.store.events_of(record.number), mode)
        history = [change(event, self.config.offset_hours, mode) for event in events]
        return {
            "nomor": record.id,
            "nomor_tiket": record.ticket,
            "status": spoken(record.word, mode),
            "keterangan": record.note,
            "alihkan_ke": record.proposed,
            "riwayat": [{k: v for k, v in entry.items() if not k.startswith("nomor")} for entry in history],
        }


def change(event: Event, offset_hours: int, mode: str) -> Object:
    """One change, as the feed and the webhook tell it; `urut` grows over the whole office."""
    return {
        "urut": event.seq,
        "nomor": event.record_id,
        "nomor_tiket": event.ticket,
        "waktu": local(event.at, offset_hours).isoformat(timespec="seconds"),
        "status": spoken(event.word, mode),
        "keterangan": event.note,
        "alihkan_ke": event.proposed,
    }


def wrong(body: Object) -> str:
    """What is wrong with a new complaint, in the office's words; empty when nothing is."""
    absent = missing(body, ("nomor_tiket", "judul", "isi"))
    if absent:
        return f"{', '.join(absent)} wajib diisi"
    odd = [name for name in ("rahasia", "anonim") if body.get(name, 0) not in FLAGS]
    return f"{', '.join(odd)} harus 0 atau 1" if odd else ""


def refuse(code: str, message: str) -> Response:
    return reply({"status": False, "kode": code, "pesan": message})


async def _healthy(request: Request) -> Response:
    return reply({"status": True})
