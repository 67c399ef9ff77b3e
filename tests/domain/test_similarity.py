"""Alike is symmetrical, between 0 and 1, and 1 for the same words; place, time and secrecy set the bounds."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.case import Case, GeoPoint, Sensitivity, Visibility
from hub.domain.similarity import (
    ALIKE,
    SKETCH,
    WINDOW,
    likeness,
    metres,
    resemblance,
    sketch,
    words_of,
)
from tests.domain.builders import NOW, case

LAMP = case(
    title="Lampu jalan mati",
    body="Lampu jalan di depan pasar Indra Sari sudah seminggu mati, gelap sekali kalau malam.",
)
SAME_LAMP = case(
    id="c2",
    title="Penerangan padam",
    body="Sudah seminggu lampu jalan depan Pasar Indra Sari mati dan gelap sekali di malam hari!",
)
KTP = case(id="c3", title="KTP belum jadi", body="Sudah tiga bulan KTP saya belum dicetak oleh Disdukcapil.")


def score(one: Case, other: Case) -> float | None:
    found = likeness(one, other)
    return found.score if found is not None else None


def test_two_reports_of_one_lamp_are_offered_and_two_matters_are_not() -> None:
    assert (score(LAMP, SAME_LAMP) or 0) >= ALIKE
    assert (score(LAMP, KTP) or 0) < ALIKE


def test_personal_numbers_make_no_difference() -> None:
    one = case(body="Hubungi saya 081234567890 soal lampu jalan mati di Kumai Hulu")
    other = case(id="c2", body="Hubungi saya 085798765432 soal lampu jalan mati di Kumai Hulu")

    assert "0812" not in words_of(one)
    assert score(one, other) == 1.0


texts = st.text(alphabet="abcdefgh ij", max_size=80) | st.text(max_size=80)


@given(texts, texts)
@settings(deadline=None)
def test_resemblance_is_symmetrical_and_a_share(one: str, other: str) -> None:
    there, back = resemblance(one, other), resemblance(other, one)

    assert there == back
    assert 0 <= there <= 1


@given(texts)
def test_the_same_words_are_wholly_alike(text: str) -> None:
    assert resemblance(text, text) == 1.0


@given(texts, texts, st.integers(-40, 40))
@settings(deadline=None)
def test_cases_are_alike_both_ways_or_not_at_all(one: str, other: str, days: int) -> None:
    first = case(body=one)
    second = case(id="c2", body=other, created_at=NOW + timedelta(days=days))
    there, back = likeness(first, second), likeness(second, first)

    assert there == back
    assert (there is None) is (abs(days) > WINDOW.days)


@pytest.mark.parametrize(
    ("change", "met"),
    [
        ({}, True),
        ({"region": "62.01"}, True),
        ({"region": "62.01.01"}, False),
        ({"created_at": NOW + WINDOW}, True),
        ({"created_at": NOW + WINDOW + timedelta(seconds=1)}, False),
        ({"visibility": Visibility.RESTRICTED}, False),
        ({"sensitivity": Sensitivity.OVERSIGHT}, False),
    ],
)
def test_only_cases_of_one_place_time_and_secrecy_are_compared(change: dict[str, object], met: bool) -> None:
    assert (likeness(LAMP, case(id="c2", **change)) is not None) is met


def test_guarded_cases_are_compared_with_each_other() -> None:
    secret = case(sensitivity=Sensitivity.WHISTLEBLOWING)
    other = case(id="c2", visibility=Visibility.RESTRICTED)

    assert likeness(secret, other) is not None


def test_points_on_the_map_decide_where_both_have_one() -> None:
    here = case(location=GeoPoint(-2.6800, 111.6200))
    near = case(id="c2", region="62.01.01", location=GeoPoint(-2.6850, 111.6200))
    far = case(id="c2", location=GeoPoint(-2.7800, 111.6200))

    assert likeness(here, near) is not None
    assert likeness(here, far) is None
    assert metres(GeoPoint(0, 0), GeoPoint(0, 1)) == pytest.approx(111_195, rel=0.001)


def test_a_reason_names_wording_place_and_time() -> None:
    found = likeness(
        LAMP, case(id="c2", body=LAMP.body, title=LAMP.title, created_at=NOW + timedelta(days=3))
    )

    assert found is not None
    assert [(why.rule, why.detail) for why in found.reasons] == [
        ("wording", "Isi laporan 100 % serupa"),
        ("place", "Wilayah laporan sama"),
        ("time", "Diterima berselang 3 hari"),
    ]
    assert found.reasons[2].english == "They came in 3 days apart"


def hashed(text: str) -> int:
    return int.from_bytes(text.encode(), "big") % 1_000_003


def test_a_sketch_is_bounded_and_the_same_for_the_same_words() -> None:
    long = " ".join(f"kata{number}" for number in range(500))

    assert len(sketch(long, hashed)) == SKETCH
    assert sketch(long, hashed) == sketch(long, hashed)
    assert sketch("lampu", hashed) == (hashed("lampu"),)
    assert sketch("", hashed) == ()


def test_sketches_of_two_reports_of_one_thing_meet() -> None:
    assert set(sketch(words_of(LAMP), hashed)) & set(sketch(words_of(SAME_LAMP), hashed))
