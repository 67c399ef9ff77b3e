"""Recorded answers that instances name for their sections are read by those very instances, over the wire."""

import json
from collections.abc import Callable, Coroutine, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hub.connectors.instance import read_instance
from hub.domain.case import CaseStatus
from hub.domain.exchange import ExternalRef, FacilityKind
from hub.errors import (
    ConnectorError,
    CredentialFault,
    Misunderstood,
    Refused,
    Throttled,
)
from tests.connectors.rawpeer import answer, raw_peer
from tests.connectors.recorded import recorded
from tests.connectors.samples import CASE, key_of
from tests.connectors.wired import SHIPPED, TOKEN, loaded, loaded_from

INSTANCES = {file.stem: read_instance(file)[0] for file in SHIPPED.glob("*.toml")}
FIXTURES = [
    (name, section, fixture)
    for name, instance in sorted(INSTANCES.items())
    for section, fixture in instance.sandbox.fixtures.items()
    if instance.kind == "declarative"
]
RECORD = "RSUD-2026-000007"
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
LOGIN = answer(200, b'{"status": true, "data": {"token": "t", "berlaku": "300"}}')
TOKENS = {"login": LOGIN, "password": TOKEN, "client_credentials": TOKEN}

Call = Callable[[Any, ExternalRef], Coroutine[Any, Any, Any]]
CALLS: dict[str, Call] = {
    "forward": lambda peer, ref: peer.forward(CASE, key_of(CASE)),
    "search": lambda peer, ref: peer.search(CASE.tracking_number, key_of(CASE)),
    "fetch": lambda peer, ref: peer.fetch(ref),
    "fetch_many": lambda peer, ref: peer.fetch_many([ref]),
    "changes": lambda peer, ref: peer.changes(None),
    "counts": lambda peer, ref: peer.counts(FIRST, LAST),
    "facilities": lambda peer, ref: peer.facilities("62.01"),
}


async def called(name: str, section: str, body: object, status: int = 200) -> tuple[Any, Sequence[bytes]]:
    """What the instance makes of an answer, and what it had asked."""
    profile = type(INSTANCES[name].auth).__struct_config__.tag
    before = [TOKENS[profile]] if profile in TOKENS else []
    async with raw_peer(*before, answer(status, json.dumps(body).encode())) as peer:
        connector = loaded(name, peer.url)
        try:
            return await CALLS[section](connector, ExternalRef(name, RECORD)), peer.requests[len(before) :]
        finally:
            await connector.aclose()


@pytest.mark.parametrize(("name", "section", "fixture"), FIXTURES)
async def test_every_named_fixture_is_read_to_something(name: str, section: str, fixture: str) -> None:
    if section == "webhook":
        connector = loaded(name, "https://nobody.example")
        assert connector.read_webhook(json.dumps(recorded(fixture)).encode())
        await connector.aclose()
        return
    made, _ = await called(name, section, recorded(fixture))

    assert made


def test_the_shipped_descriptions_name_fixtures_for_what_they_can_do() -> None:
    named = {name for name, _, _ in FIXTURES}
    assert named >= {"kalteng-bapenda", "kukar-bapenda", "kobar-dinkes", "kobar-rsud", "satusehat"}
    for name, section, fixture in FIXTURES:
        file = SHIPPED.parents[2] / f"tests/fixtures/{fixture}.json"
        assert file.is_file(), f"{name}: {section}"


async def test_several_records_come_in_the_asked_order_with_their_failures() -> None:
    made, (request,) = await called(
        "kalteng-bapenda", "fetch_many", recorded("declarative/rest_several_with_an_unreadable_one")
    )
    (ref, record), *_ = made.items()

    assert request.startswith(b"GET /api/v1/pengaduan-banyak?nomor=RSUD-2026-000007 HTTP/1.1")
    assert (ref.id, record.status, len(record.changes)) == (RECORD, CaseStatus.IN_PROGRESS, 2)


async def test_one_unreadable_record_spoils_no_other() -> None:
    refs = [ExternalRef("kalteng-bapenda", one) for one in ("RSUD-2026-000010", RECORD, "RSUD-1")]
    body = json.dumps(recorded("declarative/rest_several_with_an_unreadable_one")).encode()
    async with raw_peer(TOKEN, answer(200, body)) as peer:
        connector = loaded("kalteng-bapenda", peer.url)
        made = await connector.fetch_many(refs)
        await connector.aclose()

    assert list(made) == refs
    assert [type(one).__name__ for one in made.values()] == ["Misunderstood", "RemoteCase", "Refused"]


async def test_figures_per_word_keep_words_nobody_mapped() -> None:
    made, (request,) = await called("kalteng-bapenda", "counts", recorded("declarative/rest_recap"))

    assert request.startswith(b"GET /api/v1/rekap?dari=2026-03-01&sampai=2026-03-31 ")
    assert (made.first, made.last, made.total) == (FIRST, LAST, 9)
    assert [(one.status_text, one.status, one.cases) for one in made.by_status] == [
        ("Diterima", CaseStatus.ASSIGNED, 2),
        ("Diproses", CaseStatus.IN_PROGRESS, 3),
        ("Selesai", CaseStatus.CLOSED, 3),
        ("Rapat Lintas Bidang", None, 1),
    ]


async def test_places_of_the_master_list_are_read_and_others_left_out() -> None:
    made, (request,) = await called("satusehat", "facilities", recorded("declarative/satusehat_bundle"))
    assert b"administrative-code=6201&_count=100" in request.split(b"\r\n")[0]
    assert [(one.ref.id, one.kind, one.region, one.active) for one in made] == [
        ("10000101", FacilityKind.HOSPITAL, "62.01.02", True),
        ("10000105", FacilityKind.PHARMACY, "62.01.02", False),
    ]
    for fixture, ids in {
        "satusehat_bundle_with_a_nameless_place": ["10000101"],
        "satusehat_bundle_with_another_resource": ["10000102"],
    }.items():
        made, _ = await called("satusehat", "facilities", recorded(f"declarative/{fixture}"))
        assert [one.ref.id for one in made] == ids


@pytest.mark.parametrize(
    ("name", "section", "fixture", "status", "fault"),
    [
        ("kalteng-bapenda", "counts", "rest_recap_with_a_negative_number", 200, Misunderstood),
        ("kalteng-bapenda", "fetch_many", "rest_page_without_a_list", 200, Misunderstood),
        ("satusehat", "facilities", "satusehat_outcome", 200, Refused),
        ("satusehat", "facilities", "satusehat_outcome", 403, CredentialFault),
        ("kukar-bapenda", "fetch", "splp_refused_flat", 401, CredentialFault),
        ("kukar-bapenda", "forward", "splp_refused_flat", 200, CredentialFault),
        ("kukar-bapenda", "forward", "splp_throttled_fault", 200, Throttled),
        ("kukar-bapenda", "fetch", "splp_throttled_fault", 500, Throttled),
        ("kobar-dinkes", "forward", "rest_refused", 200, Refused),
    ],
)
async def test_a_recorded_fault_has_its_meaning(
    name: str, section: str, fixture: str, status: int, fault: type[ConnectorError]
) -> None:
    with pytest.raises(ConnectorError) as caught:
        await called(name, section, recorded(f"declarative/{fixture}"), status)
    assert type(caught.value) is fault


DESCRIBED = """\
kind = "declarative"
agency = "62.01.dinkes"
base_url_env = "HUB_OFFICE_URL"
zone = "Asia/Jakarta"
source = "docs/agencies/62.01.md"
idempotency = "none"
maturity = 0
health = "/"
pii_fields = ["pelapor", "telepon"]
[errors]
"E99" = "throttled"
"418" = "unreachable"
[answers]
success_when = "ok"
failure_code = "kode"
[forward]
path = "/{region}/laporan"
method = "PUT"
ref = "id"
query = { sumber = "'hub'", topik = "topic" }
headers = { X-Jenis = { value = "kind", lookup = "kinds" } }
form = { judul = "title", rahasia = "restricted && `1` || `0`", titik = "location.latitude" }
[fetch]
path = "/laporan"
method = "POST"
body = { cari = "{nomor: ref}" }
[reading]
status = { value = "to_string(kode_status)", lookup = "words" }
time = { value = "tanggal", date = "%d-%m-%Y %H.%M" }
note = "pelapor.nama || catatan"
[notes]
path = "/laporan/{ref}/pesan"
body = { isi = "text" }
[lookups.kinds]
COMPLAINT = "P"
[lookups.words]
"1" = "Baru"
"*" = "Lain"
[statuses]
"Baru" = "ASSIGNED"
"""


async def described(tmp_path: Path, text: str, section: str, *answers: bytes) -> tuple[Any, bytes]:
    (tmp_path / "office.toml").write_text(text)
    async with raw_peer(*answers) as peer:
        connector = loaded_from(tmp_path, "office", peer.url)
        try:
            if section == "notes":
                return await connector.send_note(ExternalRef("office", "a/b"), "Halo", "k"), peer.requests[-1]
            return await CALLS[section](connector, ExternalRef("office", "7")), peer.requests[-1]
        finally:
            await connector.aclose()


async def test_a_request_is_filled_in_by_field_name(tmp_path: Path) -> None:
    made, request = await described(tmp_path, DESCRIBED, "forward", answer(200, b'{"ok": true, "id": 0}'))
    head, _, body = request.partition(b"\r\n\r\n")

    assert made.ref.id == "0"
    assert head.startswith(b"PUT /62.01.02/laporan?sumber=hub&topik=infrastruktur.penerangan HTTP/1.1\r\n")
    assert b"x-jenis: p" in head.lower()
    assert b"application/x-www-form-urlencoded" in head
    assert body == b"judul=Lampu+jalan+mati+di+depan+pasar&rahasia=0&titik=-2.68"


async def test_a_read_that_asks_by_post_is_translated_and_names_nobody(tmp_path: Path) -> None:
    shown = {"ok": True, "kode_status": 1, "tanggal": "02-03-2026 15.30", "catatan": "Diterima."}
    shown["pelapor"] = {"nama": "Budi Contoh"}
    made, request = await described(tmp_path, DESCRIBED, "fetch", answer(200, json.dumps(shown).encode()))

    assert request.endswith(b'{"cari":{"nomor":"7"}}')
    assert (made.status_text, made.status, made.note) == ("Baru", CaseStatus.ASSIGNED, "Diterima.")
    assert made.changes[0].claimed_at.isoformat() == "2026-03-02T08:30:00+00:00"
    odd = {**shown, "kode_status": 9}
    made, _ = await described(tmp_path, DESCRIBED, "fetch", answer(200, json.dumps(odd).encode()))
    assert (made.status_text, made.status) == ("Lain", None)
    wrong = {**shown, "tanggal": "2026-03-02"}
    with pytest.raises(Misunderstood):
        await described(tmp_path, DESCRIBED, "fetch", answer(200, json.dumps(wrong).encode()))


async def test_an_empty_answer_to_a_note_is_enough_where_nothing_else_was_agreed(tmp_path: Path) -> None:
    free = DESCRIBED.replace('[answers]\nsuccess_when = "ok"\nfailure_code = "kode"\n', "")
    _, request = await described(tmp_path, free, "notes", answer(204, b""))
    assert request.startswith(b"POST /laporan/a%2Fb/pesan HTTP/1.1")
    with pytest.raises(ConnectorError):
        await described(tmp_path, DESCRIBED, "notes", answer(204, b""))


async def test_codes_and_statuses_mean_what_the_file_says(tmp_path: Path) -> None:
    told = [
        answer(200, b'{"ok": false, "kode": "E99"}'),
        answer(418),
        answer(200, b'{"ok": false, "kode": 1}'),
    ]
    kinds = []
    for one in told:
        with pytest.raises(ConnectorError) as caught:
            await described(tmp_path, DESCRIBED, "forward", one)
        kinds.append(type(caught.value).__name__)

    assert kinds == ["Throttled", "Unreachable", "Refused"]


async def test_a_header_that_could_not_travel_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    spoken = "X-Judul = \"join('é', [title, title])\""
    text = DESCRIBED.replace('X-Jenis = { value = "kind", lookup = "kinds" }', spoken)
    assert text != DESCRIBED
    with pytest.raises(Refused, match="HEADER_IS_NOT_ASCII"):
        await described(tmp_path, text, "forward", answer(200))
