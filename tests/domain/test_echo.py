"""Our own words coming back: retyped, re-spaced, cut, and without their ids."""

import unicodedata
from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain import echo
from hub.domain.case import Case
from hub.domain.redaction import masked
from tests.domain.builders import case

TITLE = "Lampu jalan mati di depan pasar"
BODY = (
    "Sudah dua minggu lampu jalan di depan Pasar Indra Sari mati – gelap sekali, pedagang mengeluh. "
    "Mohon diperbaiki; hubungi 0812-3456-7890."
)
NUMBER = "H-7Q2M-9XAB-2K3M"
SPACES = [" ", "\u00a0", "  ", "\n", "\t", "\u2009", " \u200b", "\u3000"]
FORMS = ["NFC", "NFD", "NFKC", "NFKD"]
PLAIN = st.text("abcdeghijklmnoprstuwyéñ ABCDEFG.,;:!?-–/()0123456789", min_size=30, max_size=300)


def ours(**changes: str) -> Case:
    return case(**{"title": TITLE, "body": BODY, "region": "62.01.02", **changes})


def found(own: Case, title: str, body: str, region: str = "62.01.02") -> bool:
    """As the store looks: by the beginning, then by the rule."""
    return echo.head(own.body) in echo.heads(title, body) and echo.is_same(own, title, body, region)


@st.composite
def respaced(draw: st.DrawFn, text: str) -> str:
    """Other case, other white space, other punctuation marks, another written form of the same letters."""
    change: Callable[[str], str] = draw(st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
    pieces = [draw(st.sampled_from(SPACES)) if one == " " else one for one in change(text)]
    marks = draw(st.sampled_from(["", "-", "·", "…"]))
    joined = "".join(pieces).replace("-", marks).replace("–", marks)
    return unicodedata.normalize(
        draw(st.sampled_from(FORMS)), f"{draw(st.sampled_from(SPACES))}{joined}{marks}"
    )


@settings(max_examples=50)
@given(st.data())
def test_a_text_is_recognised_whatever_case_spacing_and_form_it_comes_back_in(data: st.DataObject) -> None:
    sent = masked(BODY)
    title, body = data.draw(respaced(TITLE)), data.draw(respaced(sent))
    if data.draw(st.booleans()):
        body += data.draw(st.sampled_from(SPACES)) + data.draw(respaced(f"[Nomor Tiket {NUMBER}#2]"))
    assert found(ours(), title, body)


@settings(max_examples=50)
@given(PLAIN, st.data())
def test_any_text_is_recognised(text: str, data: st.DataObject) -> None:
    own = ours(body=text)
    if echo.essence(text):
        assert found(own, data.draw(respaced(TITLE)), data.draw(respaced(masked(text))))


@pytest.mark.parametrize("left", [1.0, 0.9, 0.7, 0.5])
def test_a_text_whose_end_was_cut_off_is_recognised(left: float) -> None:
    sent = f"{masked(BODY)}\n\n[Nomor Tiket {NUMBER}#1]"
    assert found(ours(), "Tanpa judul", sent[: int(len(sent) * left)])


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (TITLE, f"{TITLE}\n\n{BODY}"),  # the title before the text
        ("Laporan warga", f"{TITLE}.\n{BODY}"),
        (BODY[:60], BODY),  # a title made of the text
        (TITLE[:20], BODY),
        (TITLE, f"{BODY} [Nomor Tiket H-7Q2M"),  # cut inside our ticket
        (TITLE, f"{BODY}\n[NOMOR  TIKET\u00a0h 7q2m 9xab 2k3m # 1 ]"),
    ],
)
def test_titles_and_tickets_may_move(title: str, body: str) -> None:
    assert found(ours(), title, body)


@pytest.mark.parametrize("region", ["62.01.02", "62.01", "62", "62.01.02.2001"])
def test_the_place_may_be_told_more_or_less_exactly(region: str) -> None:
    assert found(ours(), TITLE, BODY, region)


def test_the_same_words_about_another_place_are_another_case() -> None:
    assert not found(ours(), TITLE, BODY, "62.01.03")
    assert not found(ours(), TITLE, BODY, "64.02")


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (TITLE, "Lampu jalan di depan Pasar Indra Sari menyala lagi, terima kasih banyak kepada dinas."),
        (TITLE, BODY.replace("dua minggu", "tiga bulan")),
        (TITLE, BODY + " Selain itu trotoarnya rusak dan berlubang."),
        (TITLE, BODY[:50]),  # too little to be sure
    ],
)
def test_another_text_is_another_case(title: str, body: str) -> None:
    assert not found(ours(), title, body)


def test_short_texts_need_their_title() -> None:
    own = ours(body="Mohon segera diperbaiki.")
    assert found(own, TITLE.upper(), "mohon  segera diperbaiki")
    assert not found(own, "Jembatan gantung putus", "Mohon segera diperbaiki.")


@settings(max_examples=50)
@given(st.data())
def test_our_number_is_read_however_it_was_retyped(data: st.DataObject) -> None:
    written = data.draw(respaced(f"[Nomor Tiket {NUMBER}#1]"))
    assert echo.tickets(f"Isi laporan. {written}") == (NUMBER,)


def test_letters_that_people_misread_are_mended() -> None:
    assert echo.tickets("nomor tiket H-IO2M-9XAB-LK3M#12") == ("H-102M-9XAB-1K3M",)


@pytest.mark.parametrize("text", ["", "Nomor tiket saya hilang", f"nomor {NUMBER}", "nomor tiket KTW-1234"])
def test_no_number_is_read_where_none_stands(text: str) -> None:
    assert echo.tickets(text) == ()


def test_a_citizen_who_quotes_a_number_writes_about_something_else() -> None:
    quoted = f"Saya menanyakan [Nomor Tiket {NUMBER}#1]: kapan laporan saya dijawab? Sudah tiga bulan."
    assert echo.tickets(quoted) == (NUMBER,)
    assert not echo.resembles(ours(), quoted)
    shortened = f"lampu jalan di depan PASAR INDRA SARI mati, gelap sekali [Nomor Tiket {NUMBER}#1]"
    assert echo.resembles(ours(), shortened)


@pytest.mark.parametrize("said", ["lampu jalan", "di depan Pasar Indra Sari mati"])
def test_a_few_of_our_words_beside_our_number_are_no_echo(said: str) -> None:
    assert not echo.resembles(ours(), f"Nomor tiket {NUMBER}. {said}")


def test_a_case_of_few_words_is_recognised_by_most_of_them() -> None:
    own = ours(body="Lampu jalan mati.")
    assert echo.resembles(own, f"LAMPU JALAN MATI [Nomor Tiket {NUMBER}#1]")
    assert not echo.resembles(own, f"jalan [Nomor Tiket {NUMBER}#1]")


def test_a_long_case_does_not_resemble_every_short_text() -> None:
    words = "jalan rusak parah sekali menuju sekolah dasar negeri kelurahan baru mohon perbaikan segera "
    own = ours(body="".join(f"{words}{number} " for number in range(90))[:10_000])
    assert not echo.resembles(own, f"Bagaimana kabar [Nomor Tiket {NUMBER}#1] ini?")


HOSTILE = ["nomor tiket ", "nomor tiket h-", "[nomor", "[", "h", " ", "0", "\u0300a", "😀"]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_texts_cost_little(unit: str) -> None:
    text = (unit * 10_000)[:10_000]
    own = ours(body=text)
    before = process_time()
    echo.heads(TITLE, text)
    echo.tickets(text)
    echo.is_same(own, TITLE, text, "62.01.02")
    echo.resembles(own, text)
    assert process_time() - before < 0.5
