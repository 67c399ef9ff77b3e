"""Reads the reference data of the product or of a deployment into one immutable `Directory`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from hub.domain.directory import Directory
from hub.errors import ReferenceError
from hub.reference import almanac
from hub.reference import rows as read
from hub.reference.cells import Cells
from hub.reference.checks import Located, Records, check
from hub.reference.faults import Faults, Place
from hub.reference.files import Row, read_rows
from hub.reference.places import read_regions
from hub.reference.tables import TABLES

T = TypeVar("T")

SHIPPED = Path(__file__).parent / "data"
SUFFIXES = (".csv", ".toml")
VERSION_LENGTH = 12


def load(directory: Path | None = None, instead: Mapping[str, Path] = MappingProxyType({})) -> Directory:
    """All reference data: the shipped files, each replaced as a whole where `directory` has its own.

    A deployment's file is called like the shipped one, or ends in `.toml` instead of `.csv`; `instead` names
    single files of any name. The `version` of the result is a hash of all contents and days off: the same
    files and the same days give the same version on every machine.

    Raises:
        ReferenceError: with every fault of every file, as `file:line: CODE: what to do`; nothing is loaded.
    """
    faults = Faults()
    sources = _sources(directory, faults) | dict(instead)
    contents = {name: (path, path.read_bytes()) for name, path in sources.items()}
    faults.raise_if_any()
    tables = {table.name: read_rows(*contents[table.name], table, faults) for table in TABLES}
    records = _records(tables, faults)
    check(records, faults)
    faults.raise_if_any()
    found = _directory(records, "")
    return replace(found, version=_version({name: content for name, (_, content) in contents.items()}, found))


def _sources(directory: Path | None, faults: Faults) -> dict[str, Path]:
    """Table name -> the file to read."""
    found = {table.name: SHIPPED / f"{table.name}.csv" for table in TABLES}
    if directory is None:
        return found
    if not directory.is_dir():
        raise ReferenceError([f"{directory}:1: NO_FOLDER: name a folder with reference files"])
    own: dict[str, Path] = {}
    for path in sorted(directory.iterdir()):
        if path.suffix not in SUFFIXES:
            continue
        if path.stem not in found:
            faults.add(Place(path.name, 1), "UNKNOWN_FILE", f"rename it; known: {', '.join(found)}")
        elif path.stem in own:
            faults.add(Place(path.name, 1), "TWO_FILES", f"keep this one or {own[path.stem].name}")
        own[path.stem] = path
    return found | {name: path for name, path in own.items() if name in found}


def _version(contents: Mapping[str, bytes], found: Directory) -> str:
    """Of the files, and of the days that no file has."""
    digest = sha256(found.calendars.version.encode())
    for name in sorted(contents):
        digest.update(f"{name}:{len(contents[name])}\n".encode())
        digest.update(contents[name])
    return digest.hexdigest()[:VERSION_LENGTH]


def _records(tables: Mapping[str, list[Row]], faults: Faults) -> Records:
    def each(table: str, make: Callable[[Cells], T]) -> list[Located[T]]:
        return [Located(make(Cells(row, faults)), row.place) for row in tables[table]]

    return Records(
        regions=read_regions(tables["regions"], faults),
        topics=each("topics", read.topic),
        agencies=each("agencies", read.agency),
        aliases=each("aliases", lambda cells: read.pair(cells, "old", "new")),
        jurisdictions=each("jurisdictions", read.jurisdiction),
        keywords=each("keywords", read.keyword),
        holidays=each("holidays", read.holiday),
        calendar=each("calendar", read.calendar_change),
        legal_limits=each("legal_limits", read.legal_limit),
        channels=each("channels", lambda cells: read.pair(cells, "code", "name")),
        routing_rules=each("routing_rules", read.routing_rule),
        templates=each("templates", read.template),
    )


def _directory(records: Records, version: str) -> Directory:
    aliases = dict(one.value for one in records.aliases)
    known = {one.value.code for one in records.agencies}
    return Directory(
        version=version,
        regions=MappingProxyType(dict(records.regions)),
        topics=MappingProxyType({one.value.code: one.value for one in records.topics}),
        agencies=MappingProxyType({one.value.code: one.value for one in records.agencies}),
        aliases=MappingProxyType(aliases),
        jurisdictions=tuple(
            one.value if one.value.agency in known else replace(one.value, agency=aliases[one.value.agency])
            for one in records.jurisdictions
        ),
        keyword_rules=tuple(one.value for one in records.keywords),
        holidays=almanac.completed(one.value for one in records.holidays),
        legal_limits=tuple(one.value for one in records.legal_limits),
        channels=MappingProxyType(dict(one.value for one in records.channels)),
        routing_rules=tuple(one.value for one in records.routing_rules),
        templates=tuple(sorted((one.value for one in records.templates), key=lambda one: one.code)),
        calendar_changes=tuple(one.value for one in records.calendar),
    )
