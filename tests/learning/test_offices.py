"""Between offices of one kind the place decides."""

import pytest

from hub.learning import offices
from hub.learning.grams import seen
from hub.learning.knowledge import Houses, Lesson, learn
from hub.learning.offices import Kind, groups, kind_of
from hub.learning.plain import Tables

VILLAGES = ("Kelurahan Niralaya", "Kelurahan Talunpada", "Kelurahan Wiragiri")


@pytest.mark.parametrize(
    ("agency", "kind"),
    [
        ("Kelurahan Niralaya", ("kelurahan", "niralaya")),
        ("Kel. Niralaya Kecamatan Nira Hilir", ("kelurahan", "niralaya")),
        ("Kantor Kecamatan Nira Hilir", ("kecamatan", "nira hilir")),
        ("UPT Puskesmas Wiragiri", ("puskesmas", "wiragiri")),
        ("62.01.kec-nira-hilir", ("kecamatan", "nira hilir")),
        ("62.01.dishub", None),
        ("Dinas Perhubungan", None),
        ("Kecamatan", None),
    ],
)
def test_offices_of_a_place_are_known_by_their_name(agency: str, kind: tuple[str, str] | None) -> None:
    assert kind_of(agency) == kind


def test_offices_are_also_known_by_having_their_cases_in_one_region_each() -> None:
    posts = [(f"Pos {name}", name.casefold()) for name in ("Timur", "Barat", "Utara") for _ in range(5)]
    town = [("Dinas Perhubungan", region) for _, region in posts]

    assert groups([*posts, *town]) == dict.fromkeys(("Pos Timur", "Pos Barat", "Pos Utara"), "pos")


def test_one_office_alone_makes_no_kind() -> None:
    assert groups([("Kelurahan Niralaya", ""), ("Dinas Perhubungan", "")]) == {}


@pytest.fixture
def villages() -> Kind:
    """Three offices; the first has most cases, the region of the third is known by its cases only."""
    pairs = (
        [(VILLAGES[0], "niralaya")] * 40 + [(VILLAGES[1], "talunpada")] * 4 + [(VILLAGES[2], "62 01 07")] * 6
    )
    return offices.fit("kelurahan", VILLAGES, pairs)


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("pelayanan lurah lambat", "Talunpada", VILLAGES[1]),
        ("pelayanan lurah lambat", "Kelurahan Talunpada, Kota", VILLAGES[1]),
        ("pelayanan lurah lambat", "62.01.07", VILLAGES[2]),
        ("saya dari niralaya mengurus surat", "Talunpada", VILLAGES[1]),
        ("pelayanan di kel. talunpada lambat", "", VILLAGES[1]),
        ("pelayanan lurah lambat", "", VILLAGES[0]),
    ],
)
def test_place_beats_text_and_text_beats_habit(villages: Kind, text: str, region: str, expected: str) -> None:
    shares = villages.shares(seen(text, None, region))

    assert max(shares, key=lambda one: one[1])[0] == expected
    assert sum(share for _, share in shares) == pytest.approx(1)


def test_the_text_says_which_kind_and_the_place_which_office() -> None:
    taught = [
        Lesson(seen("petugas lurah tidak di tempat surat pengantar", None, place), f"Kelurahan {place}")
        for place in ("Niralaya", "Talunpada", "Wiragiri")
        for _ in range(6)
    ]
    taught += [Lesson(seen("lampu jalan padam simpang gelap", None, "Niralaya"), "Dinas Perhubungan")] * 12
    houses = Houses.of(taught)
    knows = learn(taught, houses, Tables([one.case for one in taught]))

    assert set(houses.names) == {"*kelurahan", "Dinas Perhubungan"}
    named = [
        knows.agencies([0.1, 0.9] if houses.names[1] == "*kelurahan" else [0.9, 0.1], case, 3)[0][0]
        for case in (seen("surat", None, "Wiragiri"), seen("surat", None, "Talunpada"))
    ]
    assert named == ["Kelurahan Wiragiri", "Kelurahan Talunpada"]


def test_a_region_of_one_or_two_reports_is_not_kept() -> None:
    kind = offices.fit(
        "kelurahan", VILLAGES, [(VILLAGES[0], "jalan rahasia 7")] * 2 + [(VILLAGES[1], "talunpada")] * 3
    )

    assert set(kind.where) == {"talunpada"}
    assert [dict(office.regions) for office in kind.offices] == [{}, {"talunpada": 3}, {}]
