"""OSS answers: the code inside the body, the newest licence, and one authority or none."""

from datetime import date
from pathlib import Path

import pytest

from hub.connectors.oss import mapping
from hub.connectors.oss.mapping import Envelope, Standing
from hub.domain.permit import LicenceAuthority, PermitRecord
from hub.errors import ConnectorError, CredentialFault, Misunderstood, Refused, Unreachable
from tests.connectors.recorded import FOLDER

PERSONAL = ("PT Contoh", "Direktur Contoh", "081200002222", "usaha@example.org", "Jalan Contoh", "0" * 15)


def recorded(name: str) -> Envelope:
    return mapping.envelope(Path(FOLDER / "oss" / f"{name}.json").read_bytes())


def read(name: str, standing: str = "standing") -> PermitRecord:
    answer = recorded(name)
    assert mapping.failure(answer) is None
    found = mapping.business(answer)
    assert found is not None
    return mapping.to_permit(found, mapping.standing(recorded(standing)), "Asia/Jakarta")


def test_the_newest_licence_stands_for_the_business_number() -> None:
    assert read("nib_code_is_a_text") == PermitRecord(
        application_number="9120000000017",
        permit_type="Sertifikat Standar 4",
        stage="50",
        status="Disetujui",
        submitted_on=date(2026, 2, 27),
        decided_on=date(2026, 3, 4),
        authority=LicenceAuthority.REGENCY,
    )


@pytest.mark.parametrize(
    ("name", "authority"),
    [
        ("nib_code_is_a_number", LicenceAuthority.NATIONAL),
        ("nib_of_the_province", LicenceAuthority.PROVINCE),
        ("nib_code_is_a_text", LicenceAuthority.REGENCY),
        ("nib_of_several_authorities", None),
        ("nib_licence_without_authority", None),
        ("nib_without_licences", None),
    ],
)
def test_an_authority_is_told_only_where_all_licences_have_the_same(
    name: str, authority: LicenceAuthority | None
) -> None:
    assert read(name).authority is authority


def test_a_number_without_licences_is_told_itself() -> None:
    found = mapping.business(recorded("nib_without_licences"))
    assert found is not None

    record = mapping.to_permit(found, Standing(), "Asia/Jakarta")

    assert (record.permit_type, record.stage, record.status) == ("NIB", "", "")
    assert record.decided_on == date(2026, 2, 28)


def test_dates_never_set_and_numbers_in_place_of_texts_are_read() -> None:
    record = read("nib_checklist_is_null")

    assert (record.application_number, record.submitted_on, record.decided_on) == (
        "9120000000017",
        None,
        None,
    )


def test_a_misspelt_envelope_is_read_all_the_same() -> None:
    stands = mapping.standing(recorded("standing_envelope_misspelt"))

    assert (stands.kd_status, stands.uraian_status) == (58, "Izin terbit/SS terverifikasi")


@pytest.mark.parametrize("name", ["nib_unknown", "nib_unknown_with_success"])
def test_an_unknown_number_is_an_answer_and_no_failure(name: str) -> None:
    answer = recorded(name)

    assert mapping.failure(answer) is None
    assert mapping.business(answer) is None


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        (400, Refused),
        (401, CredentialFault),
        (403, CredentialFault),
        (405, Refused),
        (500, Unreachable),
        (504, Unreachable),
    ],
)
def test_a_code_inside_the_body_means_what_the_same_status_would(
    code: int, failure: type[ConnectorError]
) -> None:
    told = mapping.failure(recorded(f"failed_{code}"))

    assert type(told) is failure
    assert str(told) == f"HTTP_{code}"


def test_a_code_nobody_defined_is_misunderstood() -> None:
    assert type(mapping.failure(recorded("code_nobody_defined"))) is Misunderstood


def test_an_answer_without_code_or_envelope_is_misunderstood() -> None:
    with pytest.raises(Misunderstood):
        mapping.failure(recorded("without_a_code"))
    with pytest.raises(Misunderstood):
        recorded("without_an_envelope")


def test_nothing_about_owners_is_ever_decoded() -> None:
    decoded = repr(recorded("nib_code_is_a_text"))

    assert "Sertifikat Standar 4" in decoded
    assert not [one for one in PERSONAL if one in decoded]
