"""Cells of a row as typed values; what cannot be read is noted and replaced, so that reading goes on."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeVar

from hub.reference.faults import Faults
from hub.reference.files import LIST_SEPARATOR, Row

E = TypeVar("E", bound=Enum)


@dataclass(frozen=True, slots=True)
class Cells:
    """One row being read. After a fault the value returned is only a stand-in: the load fails in the end."""

    row: Row
    faults: Faults

    def fault(self, code: str, what: str) -> None:
        """Note a fault of this row."""
        self.faults.add(self.row.place, code, what)

    def text(self, column: str) -> str:
        """A cell that must not be empty."""
        value = self.row.cells[column]
        if not value:
            self.fault("MISSING_VALUE", f"fill in `{column}`")
        return value

    def optional(self, column: str) -> str | None:
        """A cell that may be empty: None then."""
        return self.row.cells[column] or None

    def words(self, column: str) -> tuple[str, ...]:
        """A cell with several values between `|`."""
        return tuple(word.strip() for word in self.text(column).split(LIST_SEPARATOR) if word.strip())

    def day(self, column: str) -> date:
        """A cell that must hold a date, yyyy-mm-dd."""
        return self._date(column, self.text(column)) or date.min

    def optional_date(self, column: str) -> date | None:
        """A date or an empty cell."""
        return self._date(column, self.row.cells[column])

    def whole(self, column: str, least: int) -> int:
        """A whole number of at least `least`."""
        value = self.text(column)
        if value.isascii() and value.isdigit() and int(value) >= least:
            return int(value)
        if value:
            self.fault("BAD_NUMBER", f"`{column}` takes a whole number from {least}, without separators")
        return least

    def optional_whole(self, column: str, least: int) -> int | None:
        """A whole number or an empty cell."""
        return self.whole(column, least) if self.row.cells[column] else None

    def share(self, column: str) -> float:
        """A number above 0, at most 1, with a decimal point."""
        try:
            value = float(self.text(column))
        except ValueError:
            value = 0.0
        if 0 < value <= 1:
            return value
        self.fault("BAD_NUMBER", f"`{column}` takes a number above 0, at most 1, with a decimal point")
        return 1.0

    def one_of(self, column: str, allowed: type[E]) -> E:
        """A word of an enum, written as its value."""
        value = self.text(column)
        for word in allowed:
            if word.value == value:
                return word
        if value:
            self.fault("UNKNOWN_WORD", f"`{column}` takes {', '.join(str(one.value) for one in allowed)}")
        return next(iter(allowed))

    def optional_one_of(self, column: str, allowed: type[E]) -> E | None:
        """A word of an enum or an empty cell."""
        return self.one_of(column, allowed) if self.row.cells[column] else None

    def flag(self, column: str) -> bool:
        """`true` or `false`."""
        value = self.text(column)
        if value not in ("", "true", "false"):
            self.fault("UNKNOWN_WORD", f"`{column}` takes true or false")
        return value == "true"

    def _date(self, column: str, value: str) -> date | None:
        if not value:
            return None
        try:
            found = date.fromisoformat(value)
        except ValueError:
            found = None
        if found is None or found.isoformat() != value:
            self.fault("BAD_DATE", f"`{column}` takes a date as yyyy-mm-dd")
        return found
