"""The tables of the plain model as one JSON file."""

from collections.abc import Sequence
from math import isfinite

import msgspec

from hub.errors import ModelRefused
from hub.learning.bayes import Bayes
from hub.learning.plain import Plain

FILE = "tables.json"


def packed(plain: Plain) -> bytes:
    """The file; the same model gives the same bytes."""
    return msgspec.json.encode(plain)


def unpacked(content: bytes, houses: int) -> Plain:
    """The model in a file; `houses`: how many the manifest names. Raises `ModelRefused`."""
    try:
        plain = msgspec.json.decode(content, type=Plain)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, MemoryError):
        raise ModelRefused("the tables are not what they should be") from None
    if not (_fits(plain.words, houses) and _fits(plain.pieces, houses)):
        raise ModelRefused("the tables do not fit together")
    return plain


def _fits(table: Bayes, houses: int) -> bool:
    return (
        len(table.base) == houses
        and table.table.keys() == table.idf.keys()
        and all(isfinite(one) for one in (*table.base, *table.idf.values()))
        and all(_entry_fits(*entry, houses) for entry in table.table.values())
    )


def _entry_fits(of: Sequence[int], weights: Sequence[float], houses: int) -> bool:
    return len(of) == len(weights) and all(0 <= one < houses for one in of) and all(map(isfinite, weights))
