"""Texts of others on a screen: a terminal obeys some signs instead of showing them."""

import re

INSTEAD = "\ufffd"
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """`INSTEAD` for every sign that moves the cursor, colours, erases or turns the writing round.

    Line ends and tabs stay.
    """
    return _OBEYED.sub(INSTEAD, text)
