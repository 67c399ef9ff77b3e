"""What others wrote is never a formula, whatever signs it is made of."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hub.reporting.text import LONGEST, clean, inert

FORMULAS = "=+-@＝＋－＠\ufe62\ufe63\ufe66\ufe6b"
SIGNS = st.sampled_from(
    [*FORMULAS, *" \t\r\n\"';,|“\u200b\u00ad\u061c\u180e\u2063\ufeff\x00\x1b\ud800\uffffaå1"]
)
TEXTS = st.one_of(st.text(SIGNS, max_size=12), st.text(st.characters(), max_size=40))


def beginnings(text: str) -> list[str]:
    """Every place a spreadsheet may take for the beginning of a cell, as it looks there."""
    return [
        piece.lstrip(' \t\r\n"“”\u200b\u200e\ufeff\u2060\u00a0\u00ad\u061c\u180e\u2063')
        for piece in re.split(r"[,;|\t\r\n]", text)
    ]


@given(TEXTS)
@example("=1+1")
@example('"=1+1"')
@example("aman;=cmd|' /C calc'!A0")
@example("\t=1")
@example("\r=1")
@example("\ufeff +62812")
@example("＝1")
@example("\u00ad=1")
@example("\ufe661")
def test_no_cell_begins_with_a_formula_behind_any_separator(text: str) -> None:
    written = inert(text)

    assert not [piece for piece in beginnings(written) if piece[:1] and piece[0] in FORMULAS]
    assert written[:1] not in {"\t", "\r", "\n"}


@given(TEXTS)
def test_a_text_can_be_written_anywhere_and_stays_as_it_is_the_second_time(text: str) -> None:
    once = inert(text)

    assert inert(once) == once
    once.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\uffff]", once)
    assert len(clean(text)) <= LONGEST


@given(st.text(st.characters(categories=["Lu", "Ll", "Nd"], include_characters=" .()/&"), max_size=60))
def test_names_of_agencies_are_not_touched(text: str) -> None:
    assert inert(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("-5", "'-5"),
        ("  =1", "  '=1"),
        ('"@x', "\"'@x"),
        ("Jl. Merdeka; -2", "Jl. Merdeka; '-2"),
        ("1-2", "1-2"),
        ("'=1", "'=1"),
        ("\tx", "'\tx"),
    ],
)
def test_an_apostrophe_stands_where_the_danger_begins(text: str, written: str) -> None:
    assert inert(text) == written
