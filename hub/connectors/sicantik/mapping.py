"""Rows of a SiCantik template to one permit; pure. One row is one step of an application."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct, field

from hub.connectors.narrow import NEVER, Odd, day_of, decoded, under, word_of
from hub.connectors.words import fold
from hub.domain.permit import LicenceAuthority, PermitRecord

DELETED = frozenset({"1", "true", "y"})
EMPTY = frozenset({b"null", b'""'})


class Step(Struct, frozen=True):
    """What is decoded of a row. Name, telephone, e-mail and address of the applicant are not among it."""

    no_permohonan: Odd = None
    id: Odd = None
    jenis_izin: Odd = None
    nama_proses: Odd = None
    status: Odd = None
    tgl_pengajuan: Odd = None
    tgl_pengajuan_time: Odd = None
    tgl_penetapan: Odd = None
    start_date: Odd = None
    deleted: Odd = field(default=None, name="del")  # a step taken back (assumed)


def steps_of(body: bytes, path: Sequence[str]) -> list[Step]:
    """The rows under `path`; null and an empty text stand for none. Raises `Misunderstood`."""
    rows = under(body, path)
    return [] if rows.strip() in EMPTY else decoded(rows, list[Step])


def to_permit(
    steps: Iterable[Step], number: str, zone: str, authority: LicenceAuthority
) -> PermitRecord | None:
    """The application of that number; its newest step says where it stands. None: there is none.

    A template may answer more than it was asked for, so rows of other applications are left out.
    """
    own = [one for one in steps if fold(word_of(one.no_permohonan)) == fold(number) and not _gone(one)]
    if not own:
        return None
    ordered = _by_age(own)
    newest = ordered[-1]
    return PermitRecord(
        application_number=word_of(newest.no_permohonan),
        permit_type=_last_word(ordered, "jenis_izin"),
        stage=word_of(newest.nama_proses),
        status=word_of(newest.status),
        submitted_on=_last_day(ordered, ("tgl_pengajuan", "tgl_pengajuan_time"), zone),
        decided_on=_last_day(ordered, ("tgl_penetapan",), zone),
        authority=authority,
    )


def _gone(step: Step) -> bool:
    return word_of(step.deleted).lower() in DELETED


def _by_age(steps: list[Step]) -> list[Step]:
    """Oldest first: by the time each step began; where not all tell it, by the ids, which grow."""
    begun = [word_of(step.start_date) for step in steps]
    dated = all(begun) and not any(one.startswith(NEVER) for one in begun)
    places = sorted(
        range(len(steps)),
        key=lambda place: (begun[place] if dated else "", _number(steps[place].id), place),
    )
    return [steps[place] for place in places]


def _number(value: Odd) -> int:
    written = word_of(value).removesuffix(".0")
    return int(written) if written.isascii() and written.isdigit() else 0


def _last_word(ordered: list[Step], field: str) -> str:
    return next((found for step in reversed(ordered) if (found := word_of(getattr(step, field)))), "")


def _last_day(ordered: list[Step], fields: tuple[str, ...], zone: str) -> date | None:
    """The newest day in the first of the fields that has any."""
    days = (day_of(getattr(step, field), zone) for field in fields for step in reversed(ordered))
    return next((day for day in days if day is not None), None)
