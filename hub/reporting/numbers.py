"""Values as people in Indonesia write them, and as machines do."""

from datetime import date
from math import isfinite

from hub.domain.report import Column, ColumnKind, Value, Withheld

NOTHING = "–"
_DECIMALS = {ColumnKind.HOURS: 1, ColumnKind.RATE: 2, ColumnKind.SCORE: 2, ColumnKind.SHARE: 1}
_SWAP = str.maketrans(",.", ".,")


def shown(value: Value, kind: ColumnKind, mark: str) -> str:
    """For people: `1.234`, `87,5 %`, `+3`; `mark` for what is kept back, a dash for nothing or no number."""
    match value:
        case float() if not isfinite(value):
            return NOTHING
        case None:
            return NOTHING
        case Withheld():
            return mark
        case date():
            return f"{value.day:02}-{value.month:02}-{value.year}"
        case str():
            return value
    if kind is ColumnKind.SHARE:
        return f"{_decimal(value * 100, 1)} %"
    if kind is ColumnKind.CHANGE:
        return f"{value:+,}".translate(_SWAP) if value else "0"
    return _decimal(value, _DECIMALS.get(kind, 0))


def machine(value: Value) -> str | int | float | None:
    """For machines: a number stays one, a day is ISO 8601, what is kept back is nothing."""
    if isinstance(value, Withheld) or (isinstance(value, float) and not isfinite(value)):
        return None
    return value.isoformat() if isinstance(value, date) else value


def withheld_keys(columns: tuple[Column, ...], row: tuple[Value, ...]) -> list[str]:
    """The columns of a row whose number is kept back."""
    return [column.key for column, value in zip(columns, row, strict=True) if isinstance(value, Withheld)]


def _decimal(value: float, places: int) -> str:
    return f"{value:,.{places}f}".translate(_SWAP)
