"""Kind `oauth`: a provincial REST service with client credentials. It searches, but knows no idempotency key.

The first record has id 0, business errors are HTTP 200 with a `kode`, times are WITA without saying so.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox import tokens
from sandbox.faults import disturbed, fault_of, spoken
from sandbox.office import Dialect, Office
from sandbox.records import Draft, Event, Record, Step
from sandbox.webhooks import Push, Sign
from sandbox.wire import Handler, Object, json_object, local, missing, number, reply

WORDS = {
    "created": "BARU",
    "accept": "VERIFIKASI",
    "progress": "PROSES",
    "ask": "MENUNGGU_PELAPOR",
    "return": "BUKAN_KEWENANGAN",
    "answer": "SELESAI",
    "close": "SELESAI",
}
WITA_HOURS = 8
PAGE = 50


@dataclass(frozen=True)
class OauthConfig:
    """`token_seconds` is how long an access token lives."""

    client_id: str = "sandbox-client"
    client_secret: str = "sandbox-client-secret"
    token_seconds: float = 120


def configured(config: Object) -> "OauthKind":
    return OauthKind(OauthConfig(**config))


class OauthKind:
    """The protocol, configured."""

    def __init__(self, config: OauthConfig) -> None:
        self.config = config

    def dialect(self, name: str) -> Dialect:
        return Dialect(WORDS["created"], lambda number, at: str(number), _word, first=0)

    @property
    def sign(self) -> Sign:
        return signed

    def routes(self, office: Office) -> Sequence[BaseRoute]:
        service = _Service(office, self.config)
        return [
            Route("/oauth/token", service.token, methods=["POST"]),
            Route("/v2/laporan", service.bearing(service.create), methods=["POST"]),
            Route("/v2/laporan", service.bearing(service.search), methods=["GET"]),
            Route("/v2/laporan/ubah", service.bearing(service.changes)),
            Route("/v2/laporan/{id:int}", service.bearing(service.one)),
            Route("/v2/laporan/{id:int}/balasan", service.bearing(service.message), methods=["POST"]),
        ]


def _word(record: Record, step: Step) -> str | None:
    return WORDS.get(step.action)


class _Service:
    def __init__(self, office: Office, config: OauthConfig) -> None:
        self.office, self.config = office, config

    async def token(self, request: Request) -> Response:
        form = await request.form()
        if form.get("grant_type") != "client_credentials":
            return reply({"error": "unsupported_grant_type"}, 400)
        if tokens.credentials(request, form) != (self.config.client_id, self.config.client_secret):
            return reply({"error": "invalid_client"}, 401)
        seconds = self.config.token_seconds
        token = tokens.issue(self.config.client_secret, self.office.now(), seconds)
        return reply({"access_token": token, "expires_in": seconds, "token_type": "Bearer"})

    def bearing(self, handler: Handler) -> Handler:
        """Only with a token of ours that has not run out."""

        async def answer(request: Request) -> Response:
            header = request.headers.get("authorization", "")
            if not tokens.valid(self.config.client_secret, header, self.office.now()):
                return reply({"error": "invalid_token"}, 401, {"www-authenticate": "Bearer"})
            return await handler(request)

        return answer

    async def create(self, request: Request) -> Response:
        body = await json_object(request) or {}
        absent = missing(body, ("judul", "isi", "kode_wilayah", "rujukan"))
        if absent:
            return refuse("17", f"Data tidak lengkap: {', '.join(absent)}")
        record = self.office.receive(Draft(str(body["rujukan"]), str(body["judul"]), str(body["isi"]), body))
        return reply({"kode": "00", "hasil": {"id": record.number}}, 201)

    async def search(self, request: Request) -> Response:
        records = self.office.store.with_ticket(request.query_params.get("rujukan", ""))
        return reply({"kode": "00", "hasil": [self._detail(record, fault_of(request)) for record in records]})

    async def one(self, request: Request) -> Response:
        record = self._named(request)
        if record is None:
            return refuse("44", "Laporan tidak ditemukan")
        return reply({"kode": "00", "hasil": self._detail(record, fault_of(request))})

    async def changes(self, request: Request) -> Response:
        page, since = max(1, number(request, "halaman", 1, 10**6)), number(request, "sejak", 0)
        events = self.office.store.events_after(since, PAGE + 1, (page - 1) * PAGE)
        mode = fault_of(request)
        shown = [change(event, mode) for event in disturbed(events[:PAGE], mode)]
        return reply({"kode": "00", "hasil": shown, "lanjut": len(events) > PAGE})

    async def message(self, request: Request) -> Response:
        record, body = self._named(request), await json_object(request) or {}
        if record is None:
            return refuse("44", "Laporan tidak ditemukan")
        if missing(body, ("pesan",)):
            return refuse("17", "Data tidak lengkap: pesan")
        record = self.office.message(record, str(body["pesan"]))
        return reply({"kode": "00", "hasil": self._detail(record, "none")})

    def _named(self, request: Request) -> Record | None:
        return self.office.store.named(str(request.path_params["id"]))

    def _detail(self, record: Record, mode: str) -> Object:
        return {
            "id": record.number,
            "rujukan": record.ticket,
            "judul": record.title,
            "keadaan": spoken(record.word, mode),
            "catatan": record.note,
            "alihan": record.proposed,
            "diubah": stamp(record.updated),
            "versi": len(self.office.store.events_of(record.number)),
        }


def change(event: Event, mode: str) -> Object:
    """One change, as the feed and the webhook tell it; `urutan` grows over the whole service."""
    return {
        "urutan": event.seq,
        "id": int(event.record_id),
        "rujukan": event.ticket,
        "keadaan": spoken(event.word, mode),
        "catatan": event.note,
        "alihan": event.proposed,
        "diubah": stamp(event.at),
    }


def signed(name: str, event: Event, mode: str, secret: str, now: datetime) -> Push:
    """HMAC-SHA256 of the raw body in hex; the key is the secret's own text, prefix and all."""
    body = orjson.dumps(change(event, mode))
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return Push({"content-type": "application/json", "x-tanda-tangan": digest}, body)


def stamp(at: float) -> str:
    return local(at, WITA_HOURS).strftime("%d/%m/%Y %H:%M:%S")


def refuse(code: str, message: str) -> Response:
    return reply({"kode": code, "uraian": message})
