"""Status words are compared folded, and never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.connectors.lapor.history import WORDS as LAPOR
from hub.connectors.sapawarga.mapping import WORDS as SAPAWARGA
from hub.connectors.words import Words, fold
from hub.domain.case import CaseStatus

SPACES = st.text(alphabet=" \t\n\u00a0\u2003", min_size=1, max_size=3)
PLAIN = {**LAPOR, **SAPAWARGA}


@st.composite
def disguised(draw: st.DrawFn) -> tuple[str, CaseStatus]:
    """A known word in other letters and with other spaces."""
    word = draw(st.sampled_from([word for word in PLAIN if not word.endswith("*")]))
    letters = [draw(st.sampled_from([letter.lower(), letter.upper()])) for letter in word]
    inner = "".join(draw(SPACES) if letter == " " else letter for letter in letters)
    return draw(SPACES) + inner + draw(SPACES), PLAIN[word]


@given(disguised())
def test_letters_and_spaces_make_no_difference(given_word: tuple[str, CaseStatus]) -> None:
    written, status = given_word

    assert Words(PLAIN).status_of(written) is status


@given(st.text())
def test_folding_twice_is_folding_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@given(st.text())
def test_a_word_nobody_mapped_has_no_status(word: str) -> None:
    words = Words({"Selesai": CaseStatus.CLOSED})

    assert words.status_of(word) is (CaseStatus.CLOSED if fold(word) == "selesai" else None)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Terdisposisi ke Dinas Perhubungan", CaseStatus.ASSIGNED),
        ("terdisposisi\u00a0ke  dinas", CaseStatus.ASSIGNED),
        ("Terdisposisi", None),
        ("Ditindaklanjuti oleh Instansi", CaseStatus.IN_PROGRESS),
        ("Bukan Wewenang", CaseStatus.RETURNED),
        ("Bukan Wewenang Kami", None),
    ],
)
def test_only_a_starred_key_stands_for_more_than_itself(word: str, status: CaseStatus | None) -> None:
    assert Words(LAPOR).status_of(word) is status


def test_the_longest_beginning_wins_and_exact_words_go_first() -> None:
    words = Words({"a*": CaseStatus.RECEIVED, "a b*": CaseStatus.VERIFIED, "a b c": CaseStatus.CLOSED})

    assert [words.status_of(word) for word in ("a x", "a b x", "a b c")] == [
        CaseStatus.RECEIVED,
        CaseStatus.VERIFIED,
        CaseStatus.CLOSED,
    ]
