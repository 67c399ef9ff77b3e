"""The periods reports are made for: a month, a quarter (triwulan), a semester, a year.

Source: rule R21 (SKM, FKP and SP4N results per quarter and semester).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub.errors import RuleViolation

_WRITTEN = re.compile(r"(20\d\d)(?:-?([QS])([1-4])|-(0[1-9]|1[0-2]))?")
_MONTHS = {"Q": 3, "S": 6}
NAMES = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
_ORDINAL = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months of one year. `months` is 1, 3, 6 or 12; `first` is the number of the first, from 1."""

    year: int
    first: int
    months: int

    @property
    def start(self) -> date:
        """Its first day."""
        return date(self.year, self.first, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        after = self.first + self.months
        return date(self.year + after // 13, (after - 1) % 12 + 1, 1) - timedelta(days=1)

    @property
    def code(self) -> str:
        """As it is asked for: 2026-07, 2026Q3, 2026S2, 2026."""
        match self.months:
            case 1:
                return f"{self.year}-{self.first:02}"
            case 12:
                return str(self.year)
        letter = "Q" if self.months == _MONTHS["Q"] else "S"
        return f"{self.year}{letter}{(self.first - 1) // self.months + 1}"

    @property
    def name(self) -> str:
        """As a reader in Indonesia says it."""
        match self.months:
            case 1:
                return f"{NAMES[self.first - 1]} {self.year}"
            case 12:
                return f"Tahun {self.year}"
        word = "Triwulan" if self.months == _MONTHS["Q"] else "Semester"
        return f"{word} {_ORDINAL[(self.first - 1) // self.months]} {self.year}"

    @property
    def before(self) -> "Period":
        """The period of the same length that ended the day before this one began."""
        first = self.first - self.months
        return Period(self.year, first, self.months) if first > 0 else _last(self.year - 1, self.months)

    def is_closed(self, now: datetime) -> bool:
        """Whether nothing can be handed in for it any more: months are counted in UTC, like the figures."""
        return now.date() > self.end


def period(text: str) -> Period:
    """Read what an operator wrote: `2026Q3` (or `2026-Q3`), `2026S2`, `2026`, `2026-07`.

    Raises:
        RuleViolation: INVALID, it is none of these.
    """
    found = _WRITTEN.fullmatch(text.strip().upper())
    if found is None or (found[2] == "S" and int(found[3]) > 2):
        raise RuleViolation("INVALID", "a period is written 2026Q3, 2026S2, 2026 or 2026-07", "period")
    year, letter, number, month = found.groups()
    if month:
        return Period(int(year), int(month), 1)
    if letter:
        months = _MONTHS[letter]
        return Period(int(year), (int(number) - 1) * months + 1, months)
    return Period(int(year), 1, 12)


def _last(year: int, months: int) -> Period:
    return Period(year, 13 - months, months)
