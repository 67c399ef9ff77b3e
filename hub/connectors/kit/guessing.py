"""What the calls of an unknown system are for, and which of its fields mean what: guesses from names."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hub.connectors.kit.calls import Call
from hub.connectors.wild import Wild
from hub.connectors.words import fold

OURS: Mapping[str, tuple[str, ...]] = {
    "title": ("judul", "title", "subject", "perihal", "subjek", "topik_laporan", "summary"),
    "body": (
        "isi",
        "uraian",
        "deskripsi",
        "description",
        "body",
        "content",
        "keterangan",
        "detail",
        "message",
    ),
    "ticket": (
        "nomor_tiket",
        "external_id",
        "external_reference",
        "referensi",
        "reference",
        "no_tiket",
        "ticket",
        "sumber_id",
        "source_id",
        "ref_luar",
    ),
    "topic_name": ("kategori", "category", "topik", "topic", "jenis_layanan", "layanan", "service"),
    "region": ("kode_wilayah", "wilayah", "region", "region_code", "lokasi_kode", "area"),
    "region_name": ("lokasi", "location_name", "nama_wilayah", "address", "alamat"),
    "occurred_on": ("tanggal_kejadian", "occurred_on", "date_of_incident", "tgl_kejadian", "incident_date"),
    "created_at": ("tanggal_lapor", "reported_at", "created_at", "tgl_lapor"),
    "kind": ("jenis", "kind", "type", "klasifikasi", "classification"),
    "sealed": ("anonim", "is_anonim", "anonymous", "is_anonymous", "is_anonym"),
    "restricted": ("rahasia", "is_rahasia", "secret", "is_secret", "private", "confidential"),
    "location.latitude": ("lat", "latitude", "lintang"),
    "location.longitude": ("lng", "lon", "long", "longitude", "bujur"),
}
"""Field of `OutgoingCase` (or `ticket`) -> what others call it."""

IDS = (
    "nomor",
    "id",
    "no",
    "kode",
    "number",
    "code",
    "uuid",
    "ticket_id",
    "nomor_laporan",
    "reference_number",
)
STATUS = ("status", "state", "status_text", "status_name", "tahap", "status_laporan")
TIMES = (
    "diubah",
    "diperbarui",
    "updated_at",
    "updatedat",
    "modified_at",
    "last_update",
    "waktu",
    "tanggal",
    "time",
    "timestamp",
    "created_at",
)
NOTES = (
    "tanggapan",
    "jawaban",
    "answer",
    "response",
    "catatan",
    "note",
    "keterangan",
    "resolution",
    "comment",
)
SINCE = ("sejak", "since", "cursor", "after", "kursor", "updated_since", "from_id", "last_id")
SEARCHES = (*OURS["ticket"], "q", "search", "cari")
SUCCESS = ("status", "success", "sukses", "ok", "berhasil")
ENVELOPES = ("data", "result", "results", "items", "records", "hasil", "daftar", "list", "tiket", "laporan")

WORDS: Mapping[str, tuple[str, ...]] = {
    "ASSIGNED": (
        "baru",
        "new",
        "open",
        "diterima",
        "received",
        "terdaftar",
        "menunggu",
        "registered",
        "submitted",
    ),
    "IN_PROGRESS": (
        "diproses",
        "dikerjakan",
        "dalam proses",
        "proses",
        "in progress",
        "in_progress",
        "processing",
        "ditindaklanjuti",
        "investigating",
        "sedang diproses",
        "assigned",
        "reopened",
    ),
    "NEEDS_INFORMATION": (
        "tunda",
        "ditunda",
        "pending",
        "waiting",
        "butuh informasi",
        "on hold",
        "needs_info",
    ),
    "ANSWERED": ("dijawab", "answered", "ditanggapi", "selesai penanganan"),
    "CLOSED": ("selesai", "closed", "done", "resolved", "tuntas", "ditutup", "completed", "fixed"),
    "RETURNED": ("bukan wewenang", "bukan kewenangan", "dikembalikan", "returned", "not_ours"),
    "ARCHIVED": ("diarsipkan", "arsip", "archived", "ditolak", "rejected", "invalid", "cancelled"),
}
"""Case status -> words of systems that were seen, and their common English."""


@dataclass(frozen=True, slots=True)
class Roles:
    """Which call does what; None where no call was seen for it."""

    create: Call
    read: Call | None
    search: Call | None


def roles(calls: Sequence[Call]) -> Roles | None:
    """The call that hands a case in is the one whose body says most; the others are read from its path."""
    writes = [call for call in calls if call.method == "POST" and isinstance(call.body, dict)]
    create = max(writes, key=lambda call: len(meanings(call.body)), default=None)
    if create is None or not meanings(create.body):
        return None
    reads = [call for call in calls if call.method == "GET"]
    below = [call for call in reads if _is_record_of(call, create)]
    beside = [call for call in reads if call.segments == create.segments]
    return Roles(
        create,
        read=min(below, key=lambda call: len(call.segments), default=None),
        search=next((call for call in beside if named(call.query, SEARCHES)), None),
    )


def meanings(body: Wild) -> dict[str, str]:
    """Their field -> ours, each of ours once."""
    fields = list(body) if isinstance(body, dict) else []
    found: dict[str, str] = {}
    for ours, names in OURS.items():
        theirs = named([one for one in fields if one not in found], names)
        if theirs is not None:
            found[theirs] = ours
    return found


def named(fields: Sequence[str] | Mapping[str, object], names: Sequence[str]) -> str | None:
    """The field that bears the earliest of the names, however it is written."""
    folded = {_plain(one): one for one in reversed(list(fields))}
    return next((folded[_plain(name)] for name in names if _plain(name) in folded), None)


def record_in(answer: Wild, names: Sequence[str]) -> tuple[str, Mapping[str, Wild]] | None:
    """The path to the object in an answer that has a field of these names, and that object."""
    for path, node in _objects(answer, "", 0):
        if named(node, names) is not None:
            return path, node
    return None


def list_in(answer: Wild) -> tuple[str, list[Wild]] | None:
    """The path to the list of an answer, and the list."""
    if isinstance(answer, list):
        return "@", answer
    for path, node in _objects(answer, "", 0):
        for key, value in node.items():
            if isinstance(value, list) and (key.lower() in ENVELOPES or not path):
                return joined(path, key), value
    return None


def status_of(word: str) -> str | None:
    """The status a word stands for, where others use it so."""
    folded = fold(word)
    return next((status for status, words in WORDS.items() if folded in words), None)


def joined(path: str, key: str) -> str:
    """A JMESPath to a field below a path."""
    name = key if re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", key) else json.dumps(key)
    return f"{path}.{name}" if path and path != "@" else name


def _objects(node: Wild, path: str, depth: int) -> Iterator[tuple[str, Mapping[str, Wild]]]:
    """Objects from the outside in; lists are not entered."""
    if isinstance(node, dict) and depth < 4:  # deeper than any envelope that was seen
        yield path or "@", node
        for key, value in node.items():
            yield from _objects(value, joined(path, key), depth + 1)


def _is_record_of(call: Call, create: Call) -> bool:
    """`GET /tickets/T-1` for `POST /tickets`; a noun may be in the plural."""
    return len(call.segments) == len(create.segments) + 1 and call.segments[:-1] == create.segments


def _plain(name: str) -> str:
    return "".join(one for one in name.lower() if one.isalnum())
