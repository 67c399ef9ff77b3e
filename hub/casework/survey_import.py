"""A file of paper questionnaires: all of it or nothing, and each row once however often the file comes."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.surveying import Filing, Surveying
from hub.casework.tools import Tools
from hub.domain.survey import Survey
from hub.domain.survey_rows import faults_of_header, read
from hub.domain.tracking import keyed_hash
from hub.errors import RuleViolation
from hub.store import surveys

MOST_BYTES, MOST_ROWS = 16 * 1024 * 1024, 50_000
MOST_FAULTS = 50
AT_ONCE = 500
PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: rows taken now, rows that were known, and faults as `line 3: ...`."""

    taken: int
    known: int
    faults: tuple[str, ...]


class SurveyImport:
    """`hub survey import`."""

    def __init__(self, tools: Tools) -> None:
        self.tools, self._surveying = tools, Surveying(tools)

    async def put_in(self, content: bytes) -> Imported:
        """Take every row of a CSV file, or none while one has a fault.

        A row is known by the file's digest and its line, so a second run of the same file does nothing, and a
        run that was cut short goes on where it stopped.
        """
        rows, faults = self._read(content)
        if faults:
            return Imported(0, 0, tuple(faults[:MOST_FAULTS]))
        digest = sha256(content).hexdigest()
        filed = [(survey, self._filing(digest, line, survey)) for line, survey in rows]
        taken = 0
        for start in range(0, len(filed), AT_ONCE):
            part = filed[start : start + AT_ONCE]
            taken += await self.tools.db.write(lambda conn, part=part: self._keep(conn, part))  # type: ignore[misc]
        await self._surveying.settle()
        return Imported(taken, len(rows) - taken, ())

    def _read(self, content: bytes) -> tuple[list[tuple[int, Survey]], list[str]]:
        lines, faults = _table(content)
        if faults:
            return [], faults
        header, *rows = lines
        names = [name.strip().lower() for name in header[1]]
        told = faults_of_header(names)
        if told:
            return [], [f"line {header[0]}: {one}" for one in told]
        found: list[tuple[int, Survey]] = []
        for line, cells in rows:
            try:
                found.append((line, self._row(names, cells)))
            except RuleViolation as broken:
                faults.append(f"line {line}: {broken.message}")
        return found, faults

    def _row(self, names: list[str], cells: Sequence[str]) -> Survey:
        if len(cells) != len(names):
            raise RuleViolation("INVALID", f"{len(cells)} cells instead of {len(names)}")
        row = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
        survey = read(row, self._surveying.today())
        self._surveying.unit(survey.agency or "", survey.topic, survey.answered_on)
        return survey

    async def _keep(self, conn: AsyncConnection, part: Sequence[tuple[Survey, Filing]]) -> int:
        units = sorted({filing.unit.agency for _, filing in part})
        for agency in units:
            await surveys.take_turn(conn, agency)
        taken = [await self._surveying.write_down(conn, survey, filing) for survey, filing in part]
        for agency in units:
            await surveys.count(conn, agency, self._surveying.running())
        return sum(taken)

    def _filing(self, digest: str, line: int, survey: Survey) -> Filing:
        unit = self._surveying.unit(survey.agency or "", survey.topic, survey.answered_on)
        mark = keyed_hash(self.tools.secrets.content, "survey file", digest, str(line))
        return self._surveying.filing(unit, PAPER, mark)


def _table(content: bytes) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Line number and cells of every row that is not empty; semicolons separate where the header has one."""
    if len(content) > MOST_BYTES:
        return [], [f"the file is larger than {MOST_BYTES // 1024 // 1024} MiB"]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], ["the file is not UTF-8"]
    if "\x00" in text:  # no database keeps that
        line = text[: text.index("\x00")].count("\n") + 1
        return [], [f"line {line}: a NUL character: save the file as CSV in UTF-8"]
    comma = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    try:
        rows = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error:
        return [], [f"line {reader.line_num}: a quotation mark is not closed"]
    if not rows:
        return [], ["the file is empty"]
    if len(rows) > MOST_ROWS:
        return [], [f"the file has more than {MOST_ROWS:,} rows"]
    return rows, []
