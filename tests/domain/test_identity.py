"""What may be asked of the civil registry, and that nothing of it shows."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hub.domain.identity import IdentityQuery, check
from hub.errors import RuleViolation

TODAY = date(2026, 11, 23)
ASKED = IdentityQuery(
    "6201991708909001", "Sekar Contoh Rimba", date(1990, 8, 17), "Verifikasi pelapor pengaduan KTP"
)


def fault(**changes: object) -> tuple[str, str | None]:
    with pytest.raises(RuleViolation) as caught:
        check(replace(ASKED, **changes), TODAY)  # type: ignore[arg-type]
    assert "6201" not in str(caught.value)
    assert "Sekar" not in str(caught.value)
    return caught.value.code, caught.value.field


def test_a_question_shows_nothing_of_itself() -> None:
    for shown in (repr(ASKED), str(ASKED), f"{ASKED!r}", f"{[ASKED]}"):
        assert not [part for part in ("6201", "Sekar", "1990", "pelapor") if part in shown]


def test_a_sound_question_passes() -> None:
    check(ASKED, TODAY)
    check(replace(ASKED, birth_date=TODAY, purpose="x" * 10), TODAY)
    check(replace(ASKED, national_id="not a number at all", purpose="x" * 200), TODAY)


@pytest.mark.parametrize("name", ["", "   ", "...", "\u00a0"])
def test_a_name_is_needed(name: str) -> None:
    assert fault(full_name=name) == ("INVALID", "input.fullName")


def test_a_name_has_an_end() -> None:
    assert fault(full_name="a" * 201) == ("TOO_LARGE", "input.fullName")


@pytest.mark.parametrize("born", [TODAY + timedelta(days=1), date(1849, 12, 31), date(1, 1, 1)])
def test_nobody_is_born_tomorrow_or_long_ago(born: date) -> None:
    assert fault(birth_date=born) == ("INVALID", "input.birthDate")


@pytest.mark.parametrize(
    ("purpose", "code"),
    [("", "INVALID"), ("pendek", "INVALID"), (" " * 12, "INVALID"), ("a" * 201, "TOO_LARGE")],
)
def test_a_purpose_has_ten_to_two_hundred_characters(purpose: str, code: str) -> None:
    assert fault(purpose=purpose) == (code, "input.purpose")


@pytest.mark.parametrize(
    "purpose",
    [
        "Cek SEKAR  contoh-rimba untuk laporan",
        "Cek 6201991708909001 untuk laporan",
        "Cek 6201 9917 0890 9001 untuk laporan",
        "Cek 62-01-99-170890-9001 untuk laporan",
        "Cek ٦٢٠١٩٩١٧٠٨٩٠٩٠٠١ untuk laporan",
        "Cek Rimba, Sekar Contoh untuk laporan",
        "Cek SekarContohRimba untuk laporan",
        "Cek S\u200bekar Contoh Rimba untuk laporan",
        "Cek Ｓekar Contoh Rimba untuk laporan",
        "Cek 3171011708909002, orang lain",
        "Cek, hubungi 0812-3456-7890 bila salah",
        "Cek, balas ke pelapor@contoh.example",
    ],
)
def test_a_purpose_that_names_a_person_is_refused(purpose: str) -> None:
    assert fault(purpose=purpose) == ("INVALID", "input.purpose")


@pytest.mark.parametrize("number", ["", "6201"])
def test_a_number_that_says_nothing_is_not_looked_for_in_the_purpose(number: str) -> None:
    check(replace(ASKED, national_id=number, purpose="Verifikasi laporan dari wilayah 6201"), TODAY)
