"""The calls of kind `helpdesk`."""

from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import Response

from sandbox.faults import disturbed, fault_of, spoken
from sandbox.office import Office
from sandbox.records import Draft, Record
from sandbox.wire import Handler, Object, json_object, local, missing, number, reply

REQUIRED = ("perihal", "uraian")
PAGE, MOST = 20, 100


class Desk:
    """Takes reports and shows them, to whoever has the key."""

    def __init__(self, office: Office, api_key: str, offset_hours: int) -> None:
        self.office, self.api_key, self.offset_hours = office, api_key, offset_hours

    def keyed(self, handler: Handler) -> Handler:
        """Only with the right key."""

        async def answer(request: Request) -> Response:
            given = request.headers.get("authorization", "")
            if not compare_digest(given.encode(), f"Bearer {self.api_key}".encode()):
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
            "diubah": local(record.updated, self.offset_hours).isoformat(timespec="milliseconds"),
            "pelapor": {"nama": record.payload.get("nama"), "no_hp": record.payload.get("no_hp")},
        }
