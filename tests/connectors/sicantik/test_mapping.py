"""Rows of a template, one per step, become one permit without its applicant."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.connectors.sicantik.mapping import Step, steps_of, to_permit
from hub.domain.permit import LicenceAuthority, PermitRecord
from hub.errors import Misunderstood
from tests.connectors.recorded import FOLDER

PLACE = ("data", "data")
PERSONAL = (b"Pemohon Contoh", b"081200001111", b"pemohon@example.org", b"Jalan Contoh")


def recorded(name: str) -> bytes:
    return Path(FOLDER / "sicantik" / f"{name}.json").read_bytes()


def read(name: str, number: str = "DPMPTSP-17/2026", place: tuple[str, ...] = PLACE) -> PermitRecord | None:
    steps = steps_of(recorded(name), place)
    return to_permit(steps, number, "Asia/Jakarta", LicenceAuthority.REGENCY)


def test_the_newest_step_says_where_an_application_stands_whatever_the_order_of_the_rows() -> None:
    assert read("steps_in_no_order") == PermitRecord(
        application_number="DPMPTSP-17/2026",
        permit_type="Persetujuan Bangunan Gedung",
        stage="Peninjauan Lapangan",
        status="Proses",
        submitted_on=date(2026, 3, 2),
        decided_on=None,
        authority=LicenceAuthority.REGENCY,
    )


def test_a_decision_told_in_another_zone_is_of_the_day_it_was_in_the_offices_own() -> None:
    record = read("decided")

    assert record is not None
    assert (record.stage, record.decided_on) == ("Penandatanganan Izin", date(2026, 3, 10))


def test_dates_that_were_never_set_are_none_and_the_ids_tell_the_order() -> None:
    record = read("dates_never_set")

    assert record is not None
    assert (record.submitted_on, record.decided_on, record.stage) == (None, None, "Verifikasi Berkas")


@pytest.mark.parametrize("name", ["rows_of_other_applications", "step_taken_back"])
def test_rows_of_other_applications_and_steps_taken_back_do_not_count(name: str) -> None:
    assert getattr(read(name), "stage", None) == "Pendaftaran"


def test_a_number_may_be_written_as_a_number_and_asked_for_in_any_case() -> None:
    assert getattr(read("number_is_a_number", "20260017"), "application_number", None) == "20260017"
    assert getattr(read("steps_in_no_order", "dpmptsp-17/2026"), "status", None) == "Proses"


@pytest.mark.parametrize("name", ["none", "rows_are_null"])
def test_no_rows_mean_that_the_office_knows_no_such_number(name: str) -> None:
    assert read(name) is None


def test_the_rows_stand_where_the_instance_says() -> None:
    record = read("inner_key_perizinan", "20260017", ("data", "perizinan"))

    assert getattr(record, "permit_type", None) == "Persetujuan Bangunan Gedung"
    with pytest.raises(Misunderstood):
        read("inner_key_perizinan")


@pytest.mark.parametrize(
    "name", ["without_rows", "rows_are_an_object", "date_of_another_form", "status_is_a_list"]
)
def test_another_shape_is_misunderstood(name: str) -> None:
    with pytest.raises(Misunderstood) as caught:
        read(name)
    assert not [one for one in PERSONAL if one.decode() in str(caught.value)]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"data": 1}', b"\xff", b'{"data": {"data": [1]}}', b"[" * 9999]
)
def test_what_is_no_answer_at_all_is_misunderstood(body: bytes) -> None:
    with pytest.raises(Misunderstood):
        steps_of(body, PLACE)


def test_nothing_personal_is_ever_decoded() -> None:
    body = recorded("steps_in_no_order")
    assert all(one in body for one in PERSONAL)

    decoded = repr(steps_of(body, PLACE)).encode()

    assert not [one for one in PERSONAL if one in decoded]
    assert not {"nama", "no_hp", "email", "alamat", "lokasi_izin"} & set(Step.__struct_encode_fields__)


@given(st.permutations(list(range(3))))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    steps = steps_of(recorded("steps_in_no_order"), PLACE)
    shuffled = [steps[place] for place in order]
    asked = ("DPMPTSP-17/2026", "Asia/Jakarta", LicenceAuthority.REGENCY)

    assert to_permit(shuffled, *asked) == to_permit(steps, *asked)
