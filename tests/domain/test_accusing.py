"""Turning to an inspectorate is no accusation of it; what it or its people did wrong is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain import accusing_words
from hub.domain.accusing import accused_bodies
from hub.domain.agency import AgencyRole
from hub.domain.case import Sensitivity
from hub.domain.decision import RoutingFacts
from hub.domain.routing import route
from hub.domain.supervision import chain
from tests.domain.builders import NOW
from tests.harness import shipped

NEAR, ABOVE = "62.01.inspektorat", "62.inspektorat"
BODIES = tuple(chain(AgencyRole.OVERSIGHT, "62.01.02", shipped()))


def told(text: str) -> frozenset[str]:
    return accused_bodies([text], BODIES)


def owner(body: str, title: str = "Pungli") -> str | None:
    facts = RoutingFacts(title, body, "62.01.02", None, Sensitivity.WHISTLEBLOWING, "62.01.dinkes")
    return route(facts, shipped(), NOW.date()).agency


TURNED_TO = [
    "Mohon Inspektorat memeriksa pungli di Puskesmas Kumai",
    "mohon kepada Inspektorat Kabupaten Kotawaringin Barat agar menindak oknum pegawai yang menerima suap",
    "Mohon Inspektorat, ada pungutan liar di Puskesmas Kumai",
    "Yth. Inspektorat, kepala dinas meminta uang dari pedagang",
    "Kasus korupsi ini sudah saya laporkan ke Inspektorat, belum ada jawaban",
    "Penyelewengan uang desa sudah dilaporkan ke Inspektorat",
    "Saya berharap Inspektorat tidak diam",
    "Semoga Bapak Inspektorat dapat mengusut korupsi dana BOS",
    "Mohon diperiksa oleh Inspektorat: kepala puskesmas memeras pegawai",
    "Temuan Inspektorat tentang korupsi di Dinas PU tidak pernah dibuka",
    "Auditor Inspektorat sudah memeriksa, tapi Dinas PU tetap memungut uang",
    "Inspektorat sudah menerima laporan pungli di Puskesmas",
    "Inspektorat tidak tahu hal ini",
    "Tolong pegawai inspektorat turun ke lapangan",
    "Inspektorat seharusnya mengawasi dinas ini",
]
ACCUSED = [
    "Auditor Inspektorat menerima suap",
    "Inspektorat Kabupaten Kotawaringin Barat menerima uang dari kepala dinas",
    "Oknum inspektorat meminta uang supaya temuan dihapus",
    "Ada korupsi di lingkungan Inspektorat",
    "Saya dimintai uang oleh pegawai Inspektorat",
    "Kepala dinas memberi amplop kepada auditor Inspektorat",
    "Inspektorat tidak menindaklanjuti laporan pungli",
    "Kami melaporkan Inspektorat karena melindungi kepala dinas",
    "Inspektorat, yang menerima suap, tetap bekerja",
    "Saya sudah lapor ke Inspektorat yang malah membocorkan nama saya",
    "Inspektorat seharusnya mengawasi malah ikut memungut",
    "Mohon Inspektorat diperiksa karena membiarkan pungli",
    "Inspektorat tahun lalu menerima suap",
    "Inspektorat diam saja",
    "Staf Inspektorat sering tidak masuk kerja",
]


@pytest.mark.parametrize("text", TURNED_TO)
def test_an_inspectorate_that_is_only_turned_to_keeps_the_case(text: str) -> None:
    assert told(text) == frozenset()
    assert owner(text) == NEAR


@pytest.mark.parametrize("text", ACCUSED)
def test_an_inspectorate_that_is_accused_is_passed_over(text: str) -> None:
    assert told(text) == {NEAR}
    assert owner(text) == ABOVE


def test_the_one_that_is_meant_is_passed_over_and_no_other() -> None:
    assert told("Inspektorat Provinsi Kalimantan Tengah menerima suap") == {ABOVE}
    assert owner("Inspektorat Provinsi Kalimantan Tengah menerima suap") == NEAR
    both = "Inspektorat Kabupaten menerima suap. Pegawai Inspektorat Provinsi juga minta uang."
    assert owner(both) == "id.itjen-kemendagri"


def test_the_last_body_keeps_the_case_though_all_are_accused() -> None:
    text = "Inspektorat Jenderal menerima suap. Inspektorat Provinsi korup. Inspektorat juga korup."
    assert owner(text) == "id.itjen-kemendagri"


WORDS = st.lists(
    st.sampled_from(
        [
            "inspektorat",
            "mohon",
            "memeriksa",
            "ke",
            "yang",
            "tidak",
            "uang",
            ",",
            ".",
            *accusing_words.WRONGS[:20],
        ]
    ),
    max_size=14,
).map(" ".join)


@given(WORDS | st.text(max_size=60))
@settings(deadline=None)
def test_only_bodies_that_are_mentioned_are_accused_whatever_is_written(text: str) -> None:
    assert told(text) <= {one.code for one in BODIES}
    assert told(text.replace("inspektorat", "kantor")) == frozenset() or "nspektorat" in text.lower()


@given(WORDS)
@settings(deadline=None)
def test_a_request_before_the_text_accuses_nobody_more(text: str) -> None:
    """Clauses stand for themselves."""
    assert told(f"Mohon Inspektorat memeriksa. {text}") == told(text)
