"""Past cases from a file: CSV with the columns text, agency, topic, region, reported_at."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hub.domain.example import Example
from hub.errors import ConfigError

NEEDED = ("text", "agency", "reported_at")
OPTIONAL = ("topic", "region")
LONGEST = 100_000  # signs of a text; a file that is not what it seems has longer ones
MOST_BYTES = 1024**3  # of a file: about two million complaints, and what fits into a small server's memory
DATES = ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d-%m-%Y", "%d-%m-%Y %H:%M", "%d-%m-%Y %H:%M:%S")


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used. `line`: where it begins in the file, 1 is the header."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Rows:
    """What a file held, in its order."""

    examples: tuple[Example, ...]
    bad: tuple[BadRow, ...]


def read(file: Path) -> Rows:
    """Every row that can be used, and why the others cannot.

    The header may have its columns in any order; `topic` and `region` may be missing or empty. Columns are
    divided by commas, or by semicolons where the header has those. Days are ISO 8601 or dd/mm/yyyy, with or
    without a time; a moment without a zone counts as UTC.

    Raises:
        ConfigError: the file is missing, is no UTF-8, lacks a column, or has more than 1 GiB.
    """
    try:
        if file.stat().st_size > MOST_BYTES:
            raise ConfigError(f"{file}: has more than {MOST_BYTES:,} bytes: give the newest cases only")
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return _read(lines.readline(), lines, file)
    except OSError as fault:
        raise ConfigError(f"{file}: cannot be read ({fault.strerror})") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: is not UTF-8") from None
    except csv.Error as fault:
        raise ConfigError(f"{file}: is no CSV ({fault})") from None


def _read(header: str, lines: Iterator[str], file: Path) -> Rows:
    comma = ";" if header.count(";") > header.count(",") else ","
    names = [name.strip().casefold() for name in next(csv.reader([header], delimiter=comma), [])]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise ConfigError(f"{file}:1: there is no column {', '.join(missing)}")
    place = {name: names.index(name) for name in (*NEEDED, *OPTIONAL) if name in names}
    examples: list[Example] = []
    bad: list[BadRow] = []
    rows = csv.reader(lines, delimiter=comma)
    line = 2
    for row in rows:
        found = _example(row, place, len(names)) if row else None
        if isinstance(found, Example):
            examples.append(found)
        elif found is not None:
            bad.append(BadRow(line, found))
        line = rows.line_num + 2
    return Rows(tuple(examples), tuple(bad))


def _example(row: list[str], place: dict[str, int], width: int) -> Example | str:
    if len(row) != width:
        return f"has {len(row)} columns, the header has {width}"
    cell = {name: row[at].strip() for name, at in place.items()}
    if not cell["text"]:
        return "has no text"
    if len(cell["text"]) > LONGEST:
        return f"its text has more than {LONGEST:,} signs"
    moment = moment_of(cell["reported_at"])
    if moment is None:
        return "reported_at is neither a day such as 2026-11-23 nor one such as 23/11/2026"
    return Example(cell["text"], cell["agency"], cell.get("topic") or None, cell.get("region", ""), moment)


def moment_of(text: str) -> datetime | None:
    """The moment a cell names; None: it names none."""
    try:
        found: datetime | None = datetime.fromisoformat(text)
    except ValueError:
        found = next((at for form in DATES if (at := _by(form, text)) is not None), None)
    if found is None:
        return None
    try:
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:
        return None


def _by(form: str, text: str) -> datetime | None:
    try:
        return datetime.strptime(text, form).replace(tzinfo=UTC)
    except ValueError:
        return None
