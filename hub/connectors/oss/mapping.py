"""OSS-RBA shapes to one permit; pure. Owners, directors and their addresses are never decoded."""

from collections.abc import Mapping
from functools import partial
from typing import Any, TypeVar

from msgspec import Raw, Struct

from hub.connectors import faults
from hub.connectors.narrow import Odd, day_of, decoded, word_of
from hub.domain.permit import LicenceAuthority, PermitRecord
from hub.errors import ConnectorError, Misunderstood

T = TypeVar("T")
DONE, UNKNOWN = 200, 404
BUSINESS_NUMBER = "NIB"
AUTHORITIES: Mapping[str, LicenceAuthority] = {
    "00": LicenceAuthority.NATIONAL,
    "01": LicenceAuthority.PROVINCE,
    "02": LicenceAuthority.REGENCY,
}


class Licence(Struct, frozen=True):
    """One entry of the checklist of a business number."""

    id_izin: Odd = None
    nama_izin: Odd = None
    kewenangan: Odd = None
    tgl_izin: Odd = None


class Business(Struct, frozen=True):
    """What is decoded of a business number (NIB)."""

    nib: Odd = None
    tgl_pengajuan_nib: Odd = None
    tgl_terbit_nib: Odd = None
    data_checklist: list[Licence] | None = None

    def newest(self) -> Licence | None:
        """Ids begin with the moment they were made, so the greatest is the newest."""
        return max(self.data_checklist or (), key=lambda one: word_of(one.id_izin), default=None)


class Standing(Struct, frozen=True):
    """What is decoded of the standing of one licence."""

    kd_status: Odd = None
    uraian_status: Odd = None


class Envelope(Struct, frozen=True):
    """The inside of `respon<method>`. Where there is nothing, the data is null, a text or an empty list."""

    kode: Odd = None
    dataNIB: Business | list[Raw] | str | None = None  # noqa: N815 - theirs
    dataIZIN: Standing | list[Raw] | str | None = None  # noqa: N815


def envelope(body: bytes) -> Envelope:
    """The one envelope of an answer. Its name is misspelt in places, so only its beginning counts."""
    found = decoded(body, dict[str, Raw])
    inside = next((raw for name, raw in found.items() if name.lower().startswith("respon")), None)
    if inside is None:
        raise Misunderstood("NO_ENVELOPE")
    return decoded(bytes(inside), Envelope)


def failure(answer: Envelope) -> ConnectorError | None:
    """What the code inside the body stands for. 404 is an answer: they know no such thing."""
    code = word_of(answer.kode)
    if not (code.isascii() and code.isdigit() and len(code) == 3):
        raise Misunderstood("NO_CODE")
    if int(code) in (DONE, UNKNOWN):
        return None
    return faults.of_answer(int(code), {}, b"", safe=True) or Misunderstood("UNKNOWN_CODE")


def business(answer: Envelope) -> Business | None:
    """None: they know no such number."""
    found = answer.dataNIB
    return found if isinstance(found, Business) and word_of(found.nib) else None


def standing(answer: Envelope) -> Standing:
    """An empty one where they say nothing about the licence."""
    return answer.dataIZIN if isinstance(answer.dataIZIN, Standing) else Standing()


def to_permit(found: Business, stands: Standing, zone: str) -> PermitRecord:
    """The newest licence of a business number; without any, the number itself."""
    newest = found.newest()
    day = partial(day_of, zone=zone)
    return PermitRecord(
        application_number=word_of(found.nib),
        permit_type=(word_of(newest.nama_izin) if newest else "") or BUSINESS_NUMBER,
        stage=word_of(stands.kd_status),
        status=word_of(stands.uraian_status),
        submitted_on=day(found.tgl_pengajuan_nib),
        decided_on=day(newest.tgl_izin if newest else found.tgl_terbit_nib),
        authority=authority_of(found),
    )


def authority_of(found: Business) -> LicenceAuthority | None:
    """Of all its licences; None where they differ, or where one has none: then a person has to look."""
    named = {_level(one.kewenangan) for one in found.data_checklist or ()}
    return named.pop() if len(named) == 1 else None


def _level(value: Odd) -> LicenceAuthority | None:
    written = word_of(value)
    return AUTHORITIES.get(written.zfill(2)) if written else None


def wrapped(name: str, **fields: str) -> dict[str, Any]:
    """A request body."""
    return {name: fields}
