"""Kind `sicantik`: an output template of SiCantik Cloud, as one office set it up. Nobody has to log in.

One row is one step of an application, in no order. Every row tells the applicant's name, telephone, e-mail
and address to whoever asks. Ids are numbers here and texts there; a date that was never set is null or
`0000-00-00`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.faults import disturbed, fault_of, spoken
from sandbox.office import Dialect, Office
from sandbox.records import FINISHED, Draft, Event, Record
from sandbox.sicantik_permits import APPLICANT, PERMITS
from sandbox.wire import Object, local, reply

STEPS = {
    "created": "Pendaftaran",
    "accept": "Verifikasi Berkas",
    "progress": "Peninjauan Lapangan",
    "return": "Penolakan",
    "answer": "Penandatanganan Izin",
    "close": "Penyerahan Izin",
}
NEVER = "0000-00-00"


@dataclass(frozen=True)
class SicantikConfig:
    """`permits`: applications held from the first start on; `taken_back` adds a deleted step to one.

    `quote`: the value of `query` must stand in these signs, else nothing is found. `rows`: where rows stand.
    """

    template: int = 10001
    query: str = "no_permohonan"
    quote: str = ""
    rows: Sequence[str] = ("data", "data")
    offset_hours: int = 7
    permits: Sequence[Object] = field(default_factory=lambda: PERMITS)


def configured(config: Object) -> "SicantikKind":
    return SicantikKind(SicantikConfig(**config))


class SicantikKind:
    """The protocol, configured."""

    sign = None

    def __init__(self, config: SicantikConfig) -> None:
        self.config = config

    def dialect(self, name: str) -> Dialect:
        def identify(number: int, at: float) -> str:
            return str(number)

        return Dialect(STEPS["created"], identify, lambda record, step: STEPS.get(step.action))

    def routes(self, office: Office) -> Sequence[BaseRoute]:
        for permit in self.config.permits:
            number = str(permit["no_permohonan"])
            if not office.store.with_ticket(number):
                title = str(permit.get("jenis_izin", ""))
                office.receive(Draft(number, title, "", {**APPLICANT, **permit}))
        template = _Template(office, self.config)
        return [Route("/api/TemplateData/keluaran/{name}", template.answer)]


class _Template:
    def __init__(self, office: Office, config: SicantikConfig) -> None:
        self.office, self.config = office, config

    async def answer(self, request: Request) -> Response:
        """The rows of one application; without a number, those of all: as the real ones do."""
        if request.path_params["name"] != f"{self.config.template}.json":
            return reply({"message": "Template tidak ditemukan"}, 404)
        asked, mode = request.query_params.get(self.config.query), fault_of(request)
        records = self.office.store.every() if asked is None else self._named(asked)
        rows = [row for record in records for row in self._rows(record, mode)]
        content: object = {"count": [{"data": len(rows)}], self.config.rows[-1]: disturbed(rows, mode)}
        for step in reversed(self.config.rows[:-1]):
            content = {step: content}
        return reply(content)

    def _named(self, asked: str) -> list[Record]:
        quote = self.config.quote
        bare = asked.removeprefix(quote).removesuffix(quote)
        return self.office.store.with_ticket(bare) if asked == f"{quote}{bare}{quote}" else []

    def _rows(self, record: Record, mode: str) -> list[Object]:
        events = [one for one in self.office.store.events_of(record.number) if one.action in STEPS]
        rows = [self._row(record, event, place, mode) for place, event in enumerate(events)]
        for row, after in zip(rows, events[1:], strict=False):
            row |= {"status": "Selesai", "end_date": self._time(after.at)}
        if record.payload.get("taken_back"):
            rows.append(
                {**rows[-1], "id": 9_000_000 + record.number, "nama_proses": "Salah Input", "del": "1"}
            )
        return rows if record.number % 2 else rows[::-1]

    def _row(self, record: Record, event: Event, place: int, mode: str) -> Object:
        is_done = record.state in FINISHED
        decided = self._time(record.updated)[:10] if is_done else (NEVER if place % 2 else None)
        return {
            **{name: record.payload.get(name) for name in APPLICANT},
            "id": event.seq if event.seq % 2 else str(event.seq),
            "no_permohonan": record.ticket,
            "jenis_izin": record.title,
            "jenis_proses_id": place + 1,
            "nama_proses": spoken(event.word, mode),
            "status": "Selesai" if is_done else "Proses",
            "no_izin": None,
            "tgl_pengajuan": self._time(record.created)[:10],
            "tgl_penetapan": decided,
            "start_date": self._time(event.at),
            "end_date": NEVER + " 00:00:00",
            "del": 0,
        }

    def _time(self, at: float) -> str:
        return local(at, self.config.offset_hours).strftime("%Y-%m-%d %H:%M:%S")
