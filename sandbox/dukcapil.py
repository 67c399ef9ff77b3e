"""Kind `dukcapil`: the civil registry's NIK service, element verification only.

Every failure is HTTP 200. Each consumer has a path, a spelling of the fields and a form of answer of its own;
a field spelt another way is as good as absent. Every call is kept, so the control port can count them.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.dukcapil_people import Person, find, likeness
from sandbox.faults import fault_of
from sandbox.office import Dialect, Office
from sandbox.records import Draft
from sandbox.wire import Object, json_object, local, reply

CODES = {"deceased": "11", "duplicate": "12", "inactive": "14"}
TEXTS = {
    "11": "Data Ditemukan, Status Meninggal Dunia",
    "12": "Data Ditemukan, Status Data Ganda",
    "13": "Data Tidak Ditemukan",
    "08": "Data Tidak Ditemukan",
    "14": "Data Ditemukan, Status Non Aktif, Silakan Hubungi Dinas Dukcapil",
    "15": "Format NIK Salah",
}
LOGIN, QUOTA = "Login Gagal", "Kuota Akses Hari ini telah Habis"
ADDRESS, NOT_LISTED = "IP Address Tidak Sesuai", "IP Client  Tidak terdaftar"  # two spaces, as it is
SLEEPING = "User ID Tidak Aktif"
UNCOUNTED = frozenset({LOGIN, QUOTA, ADDRESS, NOT_LISTED, SLEEPING})
REFUSALS = {"quota": QUOTA, "login": LOGIN, "unlisted": NOT_LISTED, "sleeping": SLEEPING}
STRANGE = "Layanan Dalam Pemeliharaan Data"
LOWER = {"national_id": "nik", "user": "user_id", "password": "password", "address": "ip_user"}
UPPER = {"national_id": "NIK", "user": "USER_ID", "password": "PASSWORD", "address": "IP_USER"}
DIGITS = 16
IMPOSSIBLE = 101  # per cent


@dataclass(frozen=True)
class Consumer:
    """One agreement.

    Attributes:
        names: how it spells national_id, user, password, address.
        quota: answers per day of the registry (WIB).
        coded: failures carry RESPONSE_CODE and RESPONSE; else RESPON alone.
        missing: the code for a number nobody has.
        scores: names get a score in brackets, else a plain word.
        strict: a name below the threshold is "Tidak Sesuai"; else "Sesuai" with the low score.
        basic: "user:password" of HTTP Basic, asked for besides; empty: not asked for.
    """

    path: str = "62-01/disdukcapil/CALL_VERIFY_BY_ELEMEN"
    user: str = "sandbox-user"
    password: str = "sandbox-password"
    address: str = "10.0.0.1"
    names: dict[str, str] = field(default_factory=lambda: dict(LOWER))
    quota: int = 1000
    active: bool = True
    coded: bool = True
    missing: str = "13"
    scores: bool = True
    strict: bool = True
    basic: str = ""


THREE = (
    Consumer(),
    Consumer("KUKAR/VERIFIKASI_PELAPOR", names=UPPER, coded=False, strict=False, basic="sandbox:basic"),
    Consumer("KEMENTERIAN/CALL_VERIFY_BY_ELEMEN", names={**LOWER, "address": "ip_address"}, missing="08"),
)


def configured(config: Object) -> "DukcapilKind":
    given = config.pop("consumers", None)
    if config:
        raise TypeError(f"no such key: {', '.join(config)}")
    return DukcapilKind(THREE if given is None else tuple(Consumer(**one) for one in given))


class DukcapilKind:
    """The protocol, configured."""

    sign = None

    def __init__(self, consumers: Sequence[Consumer]) -> None:
        self.consumers = consumers

    def dialect(self, name: str) -> Dialect:
        return Dialect("answered", lambda number, at: str(number), lambda record, step: None, script=())

    def routes(self, office: Office) -> Sequence[BaseRoute]:
        listed = {one.address for one in self.consumers}
        desks = [_Desk(office, one, listed) for one in self.consumers]
        return [
            Route(f"/dukcapil/get_json/{desk.consumer.path}", desk.answer, methods=["POST"]) for desk in desks
        ]


class _Desk:
    """Answers one consumer."""

    def __init__(self, office: Office, consumer: Consumer, listed: set[str]) -> None:
        self.office, self.consumer, self.listed = office, consumer, listed
        self._expected = f"Basic {base64.b64encode(consumer.basic.encode()).decode()}"

    async def answer(self, request: Request) -> Response:
        if self.consumer.basic and request.headers.get("authorization") != self._expected:
            return reply({"error": "Unauthorized"}, 401)
        body = await json_object(request)
        if body is None:
            return reply({"error": "Bad Request"}, 400)
        mode = fault_of(request)
        row = self._row(body, REFUSALS.get(mode) or self._refusal(body))
        if mode == "unknown_word":
            row = {"RESPON": STRANGE}
        self._keep(body, row)
        return reply(_envelope(row, self.consumer.quota - self._today()))

    def _refusal(self, body: Object) -> str | None:
        """Why the caller gets no answer; looked at before the question."""
        consumer, names = self.consumer, self.consumer.names
        if (body.get(names["user"]), body.get(names["password"])) != (consumer.user, consumer.password):
            return LOGIN
        address = body.get(names["address"])
        if address != consumer.address:
            return ADDRESS if address in self.listed else NOT_LISTED
        if not consumer.active:
            return SLEEPING
        return QUOTA if self._today() >= consumer.quota else None

    def _row(self, body: Object, refusal: str | None) -> Object:
        if refusal is not None:
            return {"RESPON": refusal}
        number = str(body.get(self.consumer.names["national_id"], ""))
        if len(number) != DIGITS or not number.isdigit() or int(number) == 0:
            return self._failure("15")
        person = find(number)
        if person is None:
            return self._failure(self.consumer.missing)
        verdicts = self._verdicts(person, body)
        if person.state != "alive":
            return {**verdicts, **self._failure(CODES[person.state], always=True)}
        return {**verdicts, "RESPONSE_CODE": "00"} if self.consumer.coded else verdicts

    def _failure(self, code: str, always: bool = False) -> Object:
        if self.consumer.coded or always:
            return {"RESPONSE_CODE": code, "RESPONSE": TEXTS[code]}
        return {"RESPON": TEXTS[code]} if code != "15" else {"RESPON": TEXTS[code], "RESPONSE_CODE": 15}

    def _verdicts(self, person: Person, body: Object) -> Object:
        alike = likeness(person.name, str(body.get("NAMA_LGKP", "")))
        threshold = body.get("TRESHOLD")  # the service spells it so, and takes it as text only
        asked = int(threshold) if isinstance(threshold, str) and threshold.isdigit() else IMPOSSIBLE
        good = alike >= asked or (not self.consumer.strict and alike >= asked // 2)
        score = f" ({alike})" if self.consumer.scores else ""
        return {
            "NAMA_LGKP": f"{'Sesuai' if good else 'Tidak Sesuai'}{score}",
            "TGL_LHR": "Sesuai" if body.get("TGL_LHR") == person.born else "Tidak Sesuai",
        }

    def _today(self) -> int:
        """Answers given today that count: those the consumer was let in for."""
        count = self.office.store.setting(self._counter())
        return int(count or 0)

    def _counter(self) -> str:
        return f"quota {self.consumer.path} {local(self.office.now(), 7).date()}"

    def _keep(self, body: Object, row: Object) -> None:
        said = str(row.get("RESPON") or row.get("RESPONSE_CODE") or "verdict")
        with self.office.store.batch():
            self.office.receive(Draft(self.consumer.path, self.consumer.path, said, {"sent": body}))
            if row.get("RESPON") not in UNCOUNTED:
                self.office.store.keep_setting(self._counter(), self._today() + 1)


def _envelope(row: Object, left: int) -> Object:
    page = {"lastPage": True, "numberOfElements": 1, "sort": None, "totalElements": 1}
    return {"content": [row], **page, "firstPage": True, "number": 0, "size": 1, "quotaLimiter": left}
