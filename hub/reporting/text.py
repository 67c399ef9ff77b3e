"""Texts that others wrote, on their way into files that spreadsheets and people open."""

import re

from hub.domain.terminal import INSTEAD, printable

LONGEST = 32_000
"""Signs of one cell; a spreadsheet takes 32,767."""

_UNWRITABLE = re.compile(
    "[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u2028\u2029]"
)  # not in XML, or not in UTF-8
# Where a spreadsheet may see the beginning of a cell: at the start, and behind whatever it takes for a
# separator (an Indonesian Excel splits at ";" even inside quotes). Spaces, quotes and invisible signs are
# dropped by one programme or another before it looks.
_BEGINNING = '(?:^|[,;|\t\r\n])(?:[\\s"\u201c\u201d\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064\ufeff])*'
_FORMULA = re.compile(f"({_BEGINNING})(?=[=+\\-@\ufe62\ufe63\ufe66\ufe6b\uff1d\uff0b\uff0d\uff20])")
_DISARMED = "'"


def clean(text: str) -> str:
    """The text without signs that a screen obeys or a file cannot hold; line ends and tabs stay."""
    return _UNWRITABLE.sub(INSTEAD, printable(text))[:LONGEST]


def inert(text: str) -> str:
    """The text as a cell in which no spreadsheet finds a formula: an apostrophe disarms where one may begin.

    Numbers are never texts here, so a negative one is not touched.
    """
    found = _FORMULA.sub(rf"\1{_DISARMED}", clean(text))
    return _DISARMED + found if found[:1] in {"\t", "\n"} else found
