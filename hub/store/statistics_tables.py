"""Tables of the figures: what is counted, what changed and is not merged yet, and what was published.

Of a case only sums are here. Counts stand side by side in one row per combination of coordinates; marks
(durations, days, findings) are rows of their own, because there are thousands of them.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from hub.domain.counting import MEASURES
from hub.store.metadata import Position, metadata
from hub.store.types import Instant, Json

PLACES = ("month", "region", "agency", "kind", "topic", "channel", "status", "respondent")


def _coordinates(primary: bool) -> list[Column[Any]]:
    """'' stands for "none", so that they can be a key."""
    found: list[Column[Any]] = [Column(name, Text, primary_key=primary, nullable=False) for name in PLACES]
    # see `hub.domain.counting.Cell`: not 0 are cases that count towards a higher bound
    found.append(Column("delicate", Integer, primary_key=primary, nullable=False, autoincrement=False))
    return found


def _position() -> Column[Any]:
    return Column("position", Position, primary_key=True, autoincrement=True)


def _counts() -> list[Column[Any]]:
    return [Column(name, BigInteger, nullable=False) for name in MEASURES]


def _mark(primary: bool) -> list[Column[Any]]:
    return [
        Column("mark", Text, primary_key=primary, nullable=False),
        Column("amount", BigInteger, nullable=False),
    ]


statistics_cells = Table(
    "statistics_cells", metadata, *_coordinates(primary=True), *_counts(), sqlite_with_rowid=False
)
statistics_marks = Table(
    "statistics_marks", metadata, *_coordinates(primary=True), *_mark(primary=True), sqlite_with_rowid=False
)
statistics_deltas = Table(
    "statistics_deltas", metadata, _position(), *_coordinates(primary=False), *_counts()
)
statistics_mark_deltas = Table(
    "statistics_mark_deltas", metadata, _position(), *_coordinates(primary=False), *_mark(primary=False)
)

statistics_editions = Table(
    "statistics_editions",
    metadata,
    Column("quarter", Text, primary_key=True),  # 2026-Q3
    Column("place", Text, primary_key=True),  # a regency with its agencies; '' is all that is above them
    Column("body", Json, nullable=False),
    Column("closed_at", Instant, nullable=False),
)
