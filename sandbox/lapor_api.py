"""The calls of the `lapor` kind. Failures are HTTP 200, `status: false`; only the bus in front uses 401."""

import hashlib
import re
from collections.abc import Awaitable, Callable

import orjson
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from sandbox.faults import fault_of
from sandbox.lapor_config import Account, LaporConfig
from sandbox.lapor_masters import TEMPLATES
from sandbox.lapor_view import FOLLOW_UPS, View
from sandbox.office import Office
from sandbox.records import Draft, Event, Record, Step
from sandbox.wire import Handler, Object, json_object, missing, number, reply

ForAccount = Callable[[Request, Account], Awaitable[Response]]
DEFAULT_PAGE = 10
MOST_PER_PAGE = 1000
TRUE = ("1", "true", "True")


class LaporApi:
    """Handlers; each sees the account that calls."""

    def __init__(self, office: Office, config: LaporConfig) -> None:
        self.office, self.config = office, config
        self.names = {str(item["id"]): str(item["name"]) for item in config.institutions}

    def opened(self, handler: ForAccount) -> Handler:
        """Only with both credentials; the bus in front answers otherwise, in its own shape."""

        async def answer(request: Request) -> Response:
            account = next((one for one in self.config.accounts if one.fits(request.headers)), None)
            if account is None:
                why = "Access failure for API: /lapor, version: 3.0.0 status: (900901) - Invalid Credentials"
                return reply({"code": "900901", "message": "Invalid Credentials", "description": why}, 401)
            return await handler(request, account)

        return answer

    async def upload(self, request: Request, account: Account) -> Response:
        async with request.form() as form:
            files = [part for part in form.getlist("attachments[]") if isinstance(part, UploadFile)]
            if not files:
                return failure("attachments[] wajib diisi")
            kept = [await self._keep(file) for file in files]
        images = [file for file in kept if file["type"].startswith("image/")]
        return success(results={"images": images, "docs": [file for file in kept if file not in images]})

    async def create(self, request: Request, account: Account) -> Response:
        body = await json_object(request)
        wrong = "Format JSON salah" if body is None else self._wrong(body, account)
        if body is None or wrong:
            return failure(wrong)
        found = re.search(self.config.ticket_pattern, str(body["content"]), re.IGNORECASE)
        ticket = found.group(1) if found else None
        draft = Draft(ticket, str(body["title"]), str(body["content"]), body, account.institution_id)
        record = self.office.receive(draft)
        message = "Laporan berhasil dikirim"
        if record.number % 2 == 0:
            return success(message=message, complaint_id=record.number)
        return success(message=message, results={"complaint": {"id": record.number, "title": record.title}})

    async def detail(self, request: Request, account: Account) -> Response:
        record = self._mine(request.path_params["id"], account)
        if record is None:
            return failure("Data tidak ditemukan")
        events = self.office.store.events_of(record.number)
        return success(results=self._view(events, fault_of(request)).detail(record, events))

    async def followups(self, request: Request, account: Account) -> Response:
        record = self._mine(request.path_params["id"], account)
        if record is None:
            return failure("Data tidak ditemukan")
        events = [event for event in self.office.store.events_of(record.number) if event.action in FOLLOW_UPS]
        page, size = max(1, number(request, "page", 1, 10**6)), self.config.followups_per_page
        chosen = events[(page - 1) * size : page * size]
        view = self._view(chosen, fault_of(request))
        more = page * size < len(events)
        following = str(request.url.include_query_params(page=page + 1)) if more else None
        shown = [view.follow_up(event) for event in chosen]
        return success(results={"data": shown, "current_page": page, "next_page_url": following})

    async def reject(self, request: Request, account: Account) -> Response:
        """Hand over: `reason` is the id of the institution that gets the case."""
        record = self._mine(request.path_params["id"], account)
        body = await json_object(request) or {}
        target = str(body.get("reason", ""))
        if record is None:
            return failure("Data tidak ditemukan")
        if str(body.get("is_request")) not in TRUE or str(body.get("not_authority")) not in TRUE:
            return failure("is_request dan not_authority wajib diisi")
        if target not in self.names:
            return failure("Instansi tujuan tidak ditemukan")
        if record.institution == target:
            return success(message="Laporan sudah berada di instansi tujuan")
        if record.institution != account.institution_id:
            return failure("Laporan tidak berada di instansi Anda")
        self._hand_over(record, target, body.get("reason_description"))
        return success(message="Laporan berhasil diteruskan")

    async def add_followup(self, request: Request, account: Account) -> Response:
        async with request.form() as form:
            given = {name: str(value) for name, value in form.items() if isinstance(value, str)}
            record = self._mine(int(given.get("complaint_id", "")), account) if _whole(given) else None
            if record is None:
                return failure("Data tidak ditemukan")
            if missing(given, ("content",)):
                return failure("content wajib diisi")
            parts = [part for name, part in form.items() if name.startswith("attachment[")]
            kept = [await self._keep(part) for part in parts if isinstance(part, UploadFile)]
        files = tuple(int(file["id"]) for file in kept)
        self.office.message(record, given["content"], files=files)
        return success(message="Tindak lanjut berhasil dikirim")

    async def institutions(self, request: Request, account: Account) -> Response:
        return self._master(request, [{"id": code, "name": name} for code, name in self.names.items()])

    async def templates(self, request: Request, account: Account) -> Response:
        return self._master(request, TEMPLATES)

    def _master(self, request: Request, items: list[Object]) -> Response:
        size = max(1, number(request, "page_size", DEFAULT_PAGE, MOST_PER_PAGE))
        page = max(1, number(request, "page", 1, 10**6))
        shown = items[(page - 1) * size : page * size]
        return success(results={"data": shown, "total": len(items)})

    def _wrong(self, body: Object, account: Account) -> str:
        """What is wrong with a new complaint; empty when nothing is."""
        absent = missing(body, ("title", "content", "disposition_id"))
        if absent:
            return f"{', '.join(absent)} wajib diisi"
        if str(body["disposition_id"]) != account.institution_id:
            return "disposition_id bukan instansi akun ini"
        attachments = body.get("attachments", False)
        ids = [] if attachments is False else attachment_ids(attachments)
        if ids is None:
            return "attachments harus berupa teks JSON"
        return "" if len(self.office.store.files(ids)) == len(ids) else "Lampiran tidak ditemukan"

    def _hand_over(self, record: Record, target: str, why: object) -> None:
        word = self.office.dialect.words(record, Step("hand_over", "sender"))
        note = str(why) if why else None
        step = Step("hand_over", "sender", "hand_over", word, note, proposed=target, institution=target)
        self.office.write(record, step)

    def _mine(self, complaint: int, account: Account) -> Record | None:
        """A complaint the account's institution brought in or holds."""
        record = self.office.store.named(str(complaint))
        return record if record and account.institution_id in (record.origin, record.institution) else None

    def _view(self, events: list[Event], mode: str) -> View:
        ids = [number for event in events for number in event.files]
        return View(self.names, {file["id"]: file["name"] for file in self.office.store.files(ids)}, mode)

    async def _keep(self, file: UploadFile) -> Object:
        content = await file.read()
        media_type, name = file.content_type or "application/octet-stream", file.filename or "berkas"
        digest = hashlib.sha256(content).hexdigest()
        kept = self.office.store.keep_file(name, media_type, len(content), digest)
        return {"id": kept, "name": name, "type": media_type}


def attachment_ids(given: object) -> list[int] | None:
    """Ids out of a JSON array in a string, with or without a full stop behind it; None for all else."""
    if not isinstance(given, str):
        return None
    try:
        ids = orjson.loads(given.removesuffix("."))
    except orjson.JSONDecodeError:
        return None
    whole = isinstance(ids, list) and all(isinstance(one, int) and not isinstance(one, bool) for one in ids)
    return ids if whole else None


def _whole(given: dict[str, str]) -> bool:
    return given.get("complaint_id", "").isdecimal()


def success(**content: object) -> Response:
    return reply({"status": True, **content})


def failure(message: str) -> Response:
    return reply({"status": False, "message": message})
