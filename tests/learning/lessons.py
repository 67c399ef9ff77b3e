"""Past cases of an invented town, and small models taught by them."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from benchmarks.routing.complaints import write
from hub.domain.example import Example
from hub.learning import cleaning, table, training
from hub.learning.manifest import About
from hub.learning.model import Model
from hub.learning.plain import Tables
from hub.learning.separating import Separator

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def town_file(folder: Path, rows: int, seed: int = 1) -> Path:
    """A CSV of the town."""
    file = folder / "town.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        write(out, rows, seed)
    return file


def town(folder: Path, rows: int, seed: int = 1) -> tuple[Example, ...]:
    """Cleaned cases of the town."""
    return cleaning.clean(table.read(town_file(folder, rows, seed)).examples, NOW).examples


def few(count: int = 160) -> tuple[Example, ...]:
    """A quick set: three agencies that are easily told apart."""
    matters = (
        ("Dinas Perhubungan", "lampu jalan padam gelap sekali tiang lampu"),
        ("Dinas Kebersihan", "sampah menumpuk bau busuk truk sampah tidak datang"),
        ("PDAM Tirta", "air keran mati tidak mengalir pipa bocor"),
    )
    streets = ("merpati", "kenanga", "seruni", "melati", "anggrek")
    first = datetime(2024, 1, 1, tzinfo=UTC)
    return tuple(
        Example(
            text=f"{matters[at % 3][1]} di jalan {streets[at % 5]} {' '.join(_spelt(at))}",
            agency=matters[at % 3][0],
            topic=None,
            region=f"62.01.0{at % 4}",
            reported_at=first + timedelta(hours=at),
        )
        for at in range(count)
    )


def _spelt(number: int) -> list[str]:
    return [
        ("sangat", "sudah", "lama", "mohon", "tolong", "segera")[int(digit, 6)]
        for digit in f"{number:o}"
        if digit < "6"
    ]


@cache
def plain() -> Model:
    """The plain model of the quick set."""
    return training.train("kota", 1, few(400), Tables)[0]


@cache
def linear() -> Model:
    """The linear one."""
    return training.train("kota", 1, few(400), Separator)[0]


def about() -> About:
    """Where those models come from."""
    cases = few(400)
    return About(
        created_at=NOW,
        fingerprint=cleaning.fingerprint(cases),
        cases=len(cases),
        agencies=3,
        first=cases[0].reported_at,
        last=cases[-1].reported_at,
        removed={"duplicates": 0},
        held_out=None,
        libraries={"python": "3.11"},
    )
