"""The tables of a linear model as one `.npz` file: arrays only, nothing that runs when it is read."""

import io
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from hub.errors import ModelRefused
from hub.learning.linear import Columns, Linear

FILE = "arrays.npz"
SHAPES = {
    "words": (np.uint8, 1),
    "pieces": (np.uint8, 1),
    "fields": (np.uint8, 1),
    "word_rarity": (np.float64, 1),
    "piece_rarity": (np.float64, 1),
    "planes": (np.float16, 2),
    "offsets": (np.float32, 1),
    "houses": (np.int64, 1),
    "speaks_for": (np.float16, 2),
    "base": (np.float32, 2),
}
TABLES_OF_BAYES = 2
MOST_BYTES = 4 * 1024**3  # of all arrays unpacked; more is no model
DAMAGED = (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error, RuntimeError, MemoryError)


def packed(linear: Linear) -> bytes:
    """The file; the same model gives the same bytes."""
    columns = linear.columns
    arrays: dict[str, Any] = {
        "words": _lines(list(columns.words)),
        "pieces": _lines(list(columns.pieces)),
        "fields": _lines(list(columns.fields)),
        "word_rarity": np.array(list(columns.words.values()), np.float64),
        "piece_rarity": np.array(list(columns.pieces.values()), np.float64),
        "planes": linear.planes,
        "offsets": linear.offsets,
        "houses": np.array(linear.houses, np.int64),
        "speaks_for": linear.speaks_for,
        "base": linear.base,
    }
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, **arrays)
    return out.getvalue()


def unpacked(content: bytes, houses: int) -> Linear:
    """The model in a file.

    Args:
        content: of the file.
        houses: how many the manifest names.

    Raises:
        ModelRefused: an array is missing, strange, or does not fit the others.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise ModelRefused("the arrays are too large")
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            arrays = {name: np.asarray(file[name]) for name in SHAPES}
    except DAMAGED as fault:
        raise ModelRefused(f"the arrays cannot be read ({type(fault).__name__})") from None
    for name, (kind, dimensions) in SHAPES.items():
        one = arrays[name]
        if one.dtype != kind or one.ndim != dimensions or not np.isfinite(one).all():
            raise ModelRefused(f"the array {name} is not what it should be")
    return _fitted(arrays, houses)


def _fitted(arrays: dict[str, npt.NDArray[np.generic]], houses: int) -> Linear:
    words, pieces, fields = (_texts(arrays[name]) for name in ("words", "pieces", "fields"))
    rows, frequent = len(words) + len(pieces) + len(fields), arrays["houses"].tolist()
    expected = {
        "word_rarity": (len(words),),
        "piece_rarity": (len(pieces),),
        "planes": (rows, len(frequent)),
        "offsets": (len(frequent),),
        "speaks_for": (rows, houses),
        "base": (TABLES_OF_BAYES, houses),
    }
    wrong = [name for name, shape in expected.items() if arrays[name].shape != shape]
    if wrong or any(not 0 <= house < houses for house in frequent):
        raise ModelRefused(f"arrays do not fit together: {', '.join(wrong) or 'houses'}")
    columns = Columns.of(
        dict(zip(words, arrays["word_rarity"].tolist(), strict=True)),
        dict(zip(pieces, arrays["piece_rarity"].tolist(), strict=True)),
        fields,
    )
    if len(columns) != rows:
        raise ModelRefused("a gram stands twice")
    return Linear(
        columns,
        arrays["planes"].astype(np.float16),
        arrays["offsets"].astype(np.float32),
        frequent,
        arrays["speaks_for"].astype(np.float16),
        arrays["base"].astype(np.float32),
    )


def _lines(texts: Sequence[str]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode("utf-8", "replace"), np.uint8)


def _texts(array: npt.NDArray[np.generic]) -> list[str]:
    try:
        text = array.tobytes().decode("utf-8")
    except UnicodeDecodeError:
        raise ModelRefused("the grams are no text") from None
    return text.split("\n") if text else []
