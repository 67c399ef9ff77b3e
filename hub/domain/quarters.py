"""Quarters, the periods that figures are published for, written `2026-Q3`.

Source: rule R21 (results per quarter and semester).
"""

from datetime import date, timedelta

from hub.domain.period import Period

CLOSED_AFTER = timedelta(days=30)
"""So long after its end a quarter is published: most of its cases have been answered by then."""


def period_of(quarter: str) -> Period:
    """The months of `2026-Q3`."""
    return Period(int(quarter[:4]), 3 * int(quarter[-1]) - 2, 3)


def quarter_at(day: date) -> str:
    """The quarter of a day."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def quarters_between(start: date, end: date) -> list[str]:
    """Every quarter that has a day in the period, oldest first."""
    found = [f"{year}-Q{quarter}" for year in range(start.year, end.year + 1) for quarter in range(1, 5)]
    return [one for one in found if period_of(one).start <= end and start <= period_of(one).end]


def months_of(quarter: str) -> tuple[str, ...]:
    """`2026-07`, `2026-08`, `2026-09`."""
    period = period_of(quarter)
    return tuple(f"{period.year}-{month:02}" for month in range(period.first, period.first + 3))
