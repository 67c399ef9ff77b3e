"""Lists of kind `rest`: an archive to be paged in every usual way, records by their numbers, a recap."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from sandbox.faults import fault_of
from sandbox.office import Office
from sandbox.records import Record
from sandbox.wire import Object, local, number, reply

ARCHIVE = "/api/v1/arsip"
PAGE, MOST = 25, 100
MOST_NUMBERS = 50

Detail = Callable[[Record, str], Object]


class Lists:
    """What the service shows of many records at once. `detail` shows one."""

    def __init__(self, office: Office, offset_hours: int, detail: Detail) -> None:
        self.office, self.offset_hours, self.detail = office, offset_hours, detail

    async def archive(self, request: Request) -> Response:
        """Oldest first: `halaman` from 1, or `mulai` as offset, or `kursor`; `Link` and `berikut` lead on.

        `kursor` is the last number that was shown; `bocor=1` makes the links lead to another server.
        """
        size = max(1, number(request, "batas", PAGE, MOST))
        records = self.office.store.every()
        start = self._start(request, records, size)
        shown = records[start : start + size]
        more = start + size < len(records)
        here = (
            "https://elsewhere.example"
            if "bocor" in request.query_params
            else str(request.base_url).rstrip("/")
        )
        query = urlencode({"mulai": start + size, "batas": size})
        following = f"{here}{ARCHIVE}?{query}" if more else None
        answer = {
            "status": True,
            "data": [self.detail(record, fault_of(request)) for record in shown],
            "lanjut": more,
            "kursor_berikut": shown[-1].id if more else None,
            "berikut": following,
        }
        headers = {"link": f'<{ARCHIVE}>; rel="first", <{following}>; rel="next"'} if following else {}
        return reply(answer, headers=headers)

    def _start(self, request: Request, records: list[Record], size: int) -> int:
        after = request.query_params.get("kursor")
        if after:
            return next((place + 1 for place, one in enumerate(records) if one.id == after), len(records))
        if "halaman" in request.query_params:
            return (max(1, number(request, "halaman", 1)) - 1) * size
        return number(request, "mulai", 0)

    async def several(self, request: Request) -> Response:
        """Records by `nomor`, apart by commas; one that is not known is left out without a word."""
        wanted = request.query_params.get("nomor", "").split(",")[:MOST_NUMBERS]
        found = [record for one in wanted if (record := self.office.store.named(one))]
        return reply({"status": True, "data": [self.detail(record, fault_of(request)) for record in found]})

    async def recap(self, request: Request) -> Response:
        """Records received `dari` .. `sampai` (days of the office, both included) by their present word."""
        days = [request.query_params.get(name, "") for name in ("dari", "sampai")]
        try:
            first, last = (datetime.combine(datetime.fromisoformat(day).date(), time()) for day in days)
        except ValueError:
            return reply({"status": False, "kode": "E12", "pesan": "dari dan sampai wajib diisi"})
        words = Counter(
            record.word
            for record in self.office.store.every()
            if first <= self._wall(record.created) < last + timedelta(days=1)
        )
        return reply({"status": True, "jumlah": sum(words.values()), "data": dict(words)})

    def _wall(self, at: float) -> datetime:
        return local(at, self.offset_hours).replace(tzinfo=None)
