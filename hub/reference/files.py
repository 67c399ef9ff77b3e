"""Reading reference files: CSV and TOML into rows of text that know where they stand."""

import csv
import io
import tomllib
from dataclasses import dataclass
from pathlib import Path

from hub.reference.faults import Faults, Place
from hub.reference.tables import Table

LIST_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file. Every cell is stripped text; an absent column is an empty cell."""

    file: str
    line: int
    cells: dict[str, str]

    @property
    def place(self) -> Place:
        """Where the row stands."""
        return Place(self.file, self.line)


def decode(name: str, content: bytes, faults: Faults) -> str | None:
    """The text of a UTF-8 file, with or without a byte order mark; None after a fault."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        line = content.count(b"\n", 0, broken.start) + 1
        faults.add(Place(name, line), "BAD_ENCODING", "save the file as UTF-8")
        return None


def read_rows(path: Path, content: bytes, table: Table, faults: Faults) -> list[Row]:
    """Rows of one file, CSV or TOML by its suffix; of most files, one without rows is a fault."""
    text = decode(path.name, content, faults)
    if text is None:
        return []
    before = len(faults.problems)
    read = _read_toml if path.suffix == ".toml" else _read_csv
    rows = read(path.name, text, table, faults)
    if not rows and not table.may_be_empty and len(faults.problems) == before:
        faults.add(Place(path.name, 1), "EMPTY_FILE", "add rows, or remove the file to use the shipped one")
    return rows


def _read_csv(name: str, text: str, table: Table, faults: Faults) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    try:
        header = [column.strip() for column in next(reader, [])]
        if not header or not _columns_fit(Place(name, 1), header, table, faults):
            return []
        for values in reader:
            if len(values) == len(header):
                cells = dict.fromkeys(table.columns, "")
                cells.update(zip(header, map(str.strip, values), strict=True))
                rows.append(Row(name, reader.line_num, cells))
            elif values:
                what = f"{len(values)} cells under {len(header)} columns: quote cells that hold a comma"
                faults.add(Place(name, reader.line_num), "CELL_COUNT", what)
    except csv.Error as broken:
        faults.add(Place(name, reader.line_num), "BAD_CSV", f"mend the quotes or line ends ({broken})")
    return rows


def _columns_fit(place: Place, found: list[str], table: Table, faults: Faults) -> bool:
    unknown = [column for column in found if column not in table.columns]
    missing = [column for column in table.required if column not in found]
    doubled = sorted({column for column in found if found.count(column) > 1})
    for column in unknown:
        what = f"rename or remove `{column}`; known: {', '.join(table.columns)}"
        faults.add(place, "UNKNOWN_COLUMN", what)
    for column in missing:
        faults.add(place, "MISSING_COLUMN", f"add the column `{column}`")
    for column in doubled:
        faults.add(place, "DUPLICATE_COLUMN", f"keep `{column}` once")
    return not (unknown or missing or doubled)


def _read_toml(name: str, text: str, table: Table, faults: Faults) -> list[Row]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        faults.add(Place(name, 1), "BAD_TOML", f"mend the file: {broken}")
        return []
    entries = document.pop(table.entry, [])
    for key in document:
        faults.add(Place(name, 1), "UNKNOWN_KEY", f"write every entry under [[{table.entry}]], not `{key}`")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        faults.add(Place(name, 1), "BAD_TOML", f"write every entry under [[{table.entry}]]")
        return []
    lines = _entry_lines(text, table.entry, len(entries))
    return [
        row
        for line, entry in zip(lines, entries, strict=True)
        if (row := _toml_row(Place(name, line), entry, table, faults)) is not None
    ]


def _entry_lines(text: str, entry: str, count: int) -> list[int]:
    """The line of each `[[entry]]`; the parser keeps none. Line 1 for entries written in another way."""
    header = f"[[{entry}]]"
    squeezed = (line.split("#")[0].replace(" ", "").strip() for line in text.splitlines())
    found = [number for number, line in enumerate(squeezed, start=1) if line == header]
    return found if len(found) == count else [1] * count


def _toml_row(place: Place, entry: dict[str, object], table: Table, faults: Faults) -> Row | None:
    if not _columns_fit(place, list(entry), table, faults):
        return None
    cells = dict.fromkeys(table.columns, "")
    cells.update({column: _as_cell(value) for column, value in entry.items()})
    return Row(place.file, place.line, cells)


def _as_cell(value: object) -> str:
    """A TOML value the way it would stand in a CSV cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return LIST_SEPARATOR.join(str(one) for one in value)
    return str(value).strip()
