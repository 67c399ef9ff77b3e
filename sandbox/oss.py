"""Kind `oss`: OSS-RBA, the reads of ministries and regions. Every answer is HTTP 200, the code inside it.

`kode` is a text in one method and a number in the other, and the envelope of the second is misspelt for every
other licence. A number nobody has answers 404 with an empty list in place of the object.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.faults import fault_of, spoken
from sandbox.office import Dialect, Office
from sandbox.oss_businesses import BUSINESSES, OWNER
from sandbox.records import Draft, Record
from sandbox.wire import Object, json_object, reply

WORDS = {
    "created": "Telah Melengkapi Persyaratan",
    "accept": "Validasi",
    "progress": "Inspeksi",
    "return": "Ditolak",
    "answer": "Disetujui",
    "close": "Izin terbit/SS terverifikasi",
}
CODES = dict(zip(WORDS.values(), ("09", "20", "40", "90", "50", "58"), strict=True))
SAID = {
    200: "Sukses",
    400: "Data Parameter Salah",
    401: "User Akses Tidak Valid",
    403: "Ilegal Inquiry / Akses",
    404: "Data / Service Tidak Ditemukan",
    405: "Akses Service Ditolak",
    500: "Proses Payload Data Di Sistem OSS Gagal",
    504: "Proses Payload Data Di Sistem OSS Timeout",
}


@dataclass(frozen=True)
class OssConfig:
    """`businesses`: held from the first start on; `kode` in one makes every answer about it fail so."""

    user_key: str = "sandbox-user-key"
    standing_body: str = "IZINSTATUS"
    businesses: Sequence[Object] = field(default_factory=lambda: BUSINESSES)


def configured(config: Object) -> "OssKind":
    return OssKind(OssConfig(**config))


class OssKind:
    """The protocol, configured."""

    sign = None

    def __init__(self, config: OssConfig) -> None:
        self.config = config

    def dialect(self, name: str) -> Dialect:
        def identify(number: int, at: float) -> str:
            return str(number)

        return Dialect(WORDS["created"], identify, lambda record, step: WORDS.get(step.action))

    def routes(self, office: Office) -> Sequence[BaseRoute]:
        for business in self.config.businesses:
            number = str(business["nib"])
            if not office.store.with_ticket(number):
                office.receive(Draft(number, number, "", {**OWNER, **business}))
        service = _Service(office, self.config)
        return [
            Route("/inqueryNIB", service.business, methods=["GET", "POST"]),
            Route("/checkLicenseStatus", service.standing, methods=["GET", "POST"]),
        ]


class _Service:
    def __init__(self, office: Office, config: OssConfig) -> None:
        self.office, self.config = office, config

    async def business(self, request: Request) -> Response:
        asked, code = await self._asked(request, "INQUERYNIB", "nib")
        found = self.office.store.with_ticket(asked) if code == 200 else []
        code = _code_of(found[0]) if found else (404 if code == 200 else code)
        data = (
            {**found[0].payload, "tgl_pengajuan_nib": "2026-02-27", "tgl_terbit_nib": "2026-02-28"}
            if found
            else {}
        )
        inside = {"kode": str(code), "keterangan": SAID[code], "dataNIB": data if code == 200 else []}
        return reply({"responinqueryNIB": inside})

    async def standing(self, request: Request) -> Response:
        asked, code = await self._asked(request, self.config.standing_body, "id_izin")
        found = [one for one in self.office.store.every() if asked in _licences(one)] if code == 200 else []
        code = _code_of(found[0]) if found else (404 if code == 200 else code)
        inside: Object = {"kode": code, "keterangan": SAID[code], "dataIZIN": {"id_izin": asked}}
        if code == 200:
            word = found[0].word
            told = spoken(word, fault_of(request))
            inside["dataIZIN"] |= {"nib": found[0].ticket, "kd_status": CODES[word], "uraian_status": told}
        misspelt = asked[-1:] in "02468" and asked
        return reply({"responcheckStatusLicense" if misspelt else "responcheckLicenseStatus": inside})

    async def _asked(self, request: Request, wrapper: str, name: str) -> tuple[str, int]:
        """The value that is asked about, and the code that stands for the request itself."""
        if request.method != "POST":
            return "", 405
        if not compare_digest(request.headers.get("user_key", "").encode(), self.config.user_key.encode()):
            return "", 401
        inside = (await json_object(request) or {}).get(wrapper)
        value = inside.get(name) if isinstance(inside, dict) else None
        return (value, 200) if isinstance(value, str) and value else ("", 400)


def _code_of(record: Record) -> int:
    return int(record.payload.get("kode", 200))


def _licences(record: Record) -> list[str]:
    return [str(one["id_izin"]) for one in record.payload.get("data_checklist", [])]
