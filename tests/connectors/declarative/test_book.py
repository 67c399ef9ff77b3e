"""Shipped descriptions against recorded answers: every field a file maps is asserted here."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hub.connectors import catalogue
from hub.connectors.declarative.book import Book
from hub.connectors.instance import read_instance
from hub.connectors.ticket import ticket
from hub.domain.case import CaseStatus
from hub.domain.exchange import Change, ExternalRef
from hub.errors import ConnectorError, CredentialFault, Misunderstood, Refused
from tests.connectors.recorded import recorded
from tests.connectors.samples import CASE, NOW, key_of

SHIPPED = Path(catalogue.__file__).parent / "instances"
RSUD = ExternalRef("kobar-rsud", "RSUD-2026-000007")


def book(name: str) -> Book:
    return Book(*read_instance(SHIPPED / f"{name}.toml"))


def body(name: str) -> dict[str, Any]:
    document = {**msgspec.to_builtins(CASE), "ticket": ticket(CASE), "key": key_of(CASE)}
    return book(name).makers["forward.body"](document)


@pytest.mark.parametrize("name", ["kobar-rsud", "kobar-dinkes", "kobar-disdukcapil"])
def test_the_rest_body_is_built_from_the_case(name: str) -> None:
    assert body(name) == {
        "nomor_tiket": "KTW-7Q2M-9XAB#1",
        "judul": CASE.title,
        "isi": CASE.body,
        "kategori": "Penerangan jalan",
        "wilayah": "62.01.02",
        "tanggal_kejadian": "2026-02-16",
        "rahasia": 0,
        "anonim": 1,
        "jenis": "pengaduan",
    }


def test_the_provinces_body_is_built_from_the_case() -> None:
    assert body("ntb-portal") == {
        "judul": CASE.title,
        "isi": CASE.body,
        "kode_wilayah": "62.01.02",
        "topik": "Penerangan jalan",
        "rujukan": "KTW-7Q2M-9XAB#1",
        "jenis": "PENGADUAN",
    }


def test_the_inspectorates_body_names_nobody() -> None:
    assert body("kobar-wbs") == {
        "topik_laporan": "lainnya",
        "tanggal_kejadian": "2026-02-16",
        "jam_kejadian": None,
        "keterangan": f"{CASE.title}\n\n{CASE.body}",
        "nama_terlapor": "Tidak disebutkan",
        "unit_kerja": None,
        "is_anonym": 1,
        "referensi": "KTW-7Q2M-9XAB#1",
    }


def test_a_feed_page_is_sorted_and_every_field_is_read() -> None:
    rsud = book("kobar-rsud")
    answer = rsud.judged(recorded("declarative/rest_page"))

    first, last = rsud.changes(rsud.items("changes.items", answer))

    assert first == Change(
        event_id="7",
        ref=RSUD,
        status_text="DITOLAK - bukan\u00a0wewenang",
        status=CaseStatus.RETURNED,
        order=7,
        note="Catatan petugas.",
        proposed_owner="62.01.dinkes",
        claimed_at=datetime(2026, 3, 2, 1, 30, tzinfo=UTC),
    )
    assert (last.event_id, last.status, last.proposed_owner) == ("8", CaseStatus.CLOSED, None)
    assert rsud.id("changes.next", answer) == "8"
    assert rsud.value("changes.more", answer) is False


def test_history_and_record_belong_to_the_asked_reference() -> None:
    rsud = book("kobar-rsud")

    remote = rsud.record(rsud.judged(recorded("declarative/rest_detail")), RSUD, NOW)

    assert (remote.ref, remote.status_text, remote.status, remote.note, remote.as_of) == (
        RSUD,
        "Diproses",
        CaseStatus.IN_PROGRESS,
        "Sedang dikerjakan.",
        NOW,
    )
    assert [(change.event_id, change.status) for change in remote.changes] == [
        ("5", CaseStatus.ASSIGNED),
        ("6", CaseStatus.IN_PROGRESS),
    ]


def test_without_events_the_present_state_is_the_one_change() -> None:
    ref = ExternalRef("kobar-wbs", "WBS-2026-00003")

    remote = book("kobar-wbs").record(recorded("declarative/wbs_detail"), ref, NOW)

    assert remote.changes == (
        Change(
            event_id="WBS-2026-00003:1772415000125:Telaah",
            ref=ref,
            status_text="Telaah",
            status=CaseStatus.IN_PROGRESS,
            order=1_772_415_000_125,
            claimed_at=datetime(2026, 3, 2, 1, 30, 0, 125_000, tzinfo=UTC),
        ),
    )


def test_the_first_record_of_a_province_has_the_id_zero_and_local_times() -> None:
    ntb = book("ntb-portal")
    created = ntb.judged(recorded("declarative/oauth_created_first"))
    (change,) = ntb.changes([ntb.value("event.pushed", recorded("declarative/oauth_webhook"))])

    assert ntb.need_id("forward.ref", created) == "0"
    assert change.ref == ExternalRef("ntb-portal", "0")
    assert change.claimed_at == datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    assert change.status is CaseStatus.CLOSED


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("rest_login_failed", CredentialFault),
        ("rest_refused", Refused),
        ("rest_neither_success_nor_code", Misunderstood),
    ],
)
def test_a_failure_told_with_http_200_is_a_failure(answer: str, fault: type[ConnectorError]) -> None:
    with pytest.raises(fault) as caught:
        book("kobar-rsud").judged(recorded(f"declarative/{answer}"))

    assert type(caught.value) is fault
    assert "wajib" not in str(caught.value)


@pytest.mark.parametrize(
    "answer", ["event_without_a_number", "event_without_a_word"], ids=["without a number", "without a word"]
)
def test_an_event_that_lacks_something_is_misunderstood(answer: str) -> None:
    rsud = book("kobar-rsud")
    page = rsud.judged(recorded(f"declarative/rest_page_with_an_{answer}"))

    with pytest.raises(Misunderstood):
        rsud.changes(rsud.items("changes.items", page))


def test_a_page_without_a_list_and_a_creation_without_a_number_are_misunderstood() -> None:
    rsud = book("kobar-rsud")

    with pytest.raises(Misunderstood):
        rsud.items("changes.items", recorded("declarative/rest_page_without_a_list"))
    with pytest.raises(Misunderstood):
        rsud.need_id("forward.ref", recorded("declarative/rest_created_without_a_number"))


def test_a_date_is_written_in_the_form_the_file_asks_for(tmp_path: Path) -> None:
    text = (SHIPPED / "kobar-wbs.toml").read_text()
    mapped = 'tanggal_kejadian = { value = "occurred_on", date = "%d/%m/%Y" }'
    file = tmp_path / "wbs.toml"
    file.write_text(text.replace('tanggal_kejadian = "occurred_on"', mapped))
    make = Book(*read_instance(file)).makers["forward.body"]
    document = {**msgspec.to_builtins(CASE), "ticket": "t", "key": "k"}

    assert make(document)["tanggal_kejadian"] == "16/02/2026"
    assert make({**document, "occurred_on": None})["tanggal_kejadian"] is None
    assert CASE.occurred_on == date(2026, 2, 16)
