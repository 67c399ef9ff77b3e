"""The deployment's own routing rules: read from a file of their own, and held against the other tables."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hub.domain.agency import Agency
from hub.domain.directory import Directory
from hub.domain.region import covers
from hub.domain.rules import RoutingRule
from hub.errors import ReferenceError
from hub.reference.cells import Cells
from hub.reference.faults import Faults, Place
from hub.reference.files import read_rows
from hub.reference.rows import routing_rule
from hub.reference.tables import TABLES

SUFFIXES = (".csv", ".toml")


@dataclass(frozen=True, slots=True)
class Codes:
    """What rules may name. `agencies` also by their former codes."""

    regions: Collection[str]
    topics: Collection[str]
    agencies: Mapping[str, Agency]
    channels: Collection[str]


def read_rules(path: Path, directory: Directory) -> tuple[RoutingRule, ...]:
    """The rules of one file, as they would stand in `directory`; the file may have any name.

    Raises:
        ReferenceError: every fault as `file:line: CODE: what to do`, or the file cannot be read.
    """
    if path.suffix not in SUFFIXES:
        raise ReferenceError([f"{path.name}:1: UNKNOWN_FILE: a table ends in .csv or .toml"])
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReferenceError([f"{path.name}:1: NO_FILE: {error.strerror}"]) from None
    faults, table = Faults(), next(one for one in TABLES if one.name == "routing_rules")
    rows = read_rows(path, content, table, faults)
    rules = [(routing_rule(Cells(row, faults)), row.place) for row in rows]
    former = {old: found for old in directory.aliases if (found := directory.agency_of(old)) is not None}
    agencies = {**former, **directory.agencies}
    check_rules(rules, Codes(directory.regions, directory.topics, agencies, directory.channels), faults)
    faults.raise_if_any()
    return tuple(rule for rule, _ in rules)


def check_rules(rules: Iterable[tuple[RoutingRule, Place]], codes: Codes, faults: Faults) -> None:
    """Note every fault between the rules and the other tables."""
    lines: dict[str, int] = {}
    for rule, place in rules:
        first = lines.setdefault(rule.id, place.line)
        if first != place.line:
            faults.add(place, "DUPLICATE_CODE", f"the same stands in line {first}: keep one")
        _check_codes(rule, place, codes, faults)
        agency = codes.agencies.get(rule.agency)
        if agency is None or rule.region is None or agency.region is None:
            continue
        if not covers(agency.region, rule.region) and not covers(rule.region, agency.region):
            what = f"`{agency.code}` serves {agency.region}: give that region, one inside it or one around it"
            faults.add(place, "OUTSIDE_REGION", what)


def _check_codes(rule: RoutingRule, place: Place, codes: Codes, faults: Faults) -> None:
    for code, known, kind, file in (
        (rule.agency, codes.agencies, "AGENCY", "agencies"),
        (rule.region, codes.regions, "REGION", "regions"),
        (rule.topic, codes.topics, "TOPIC", "topics"),
        (rule.channel, codes.channels, "CHANNEL", "channels"),
    ):
        if code and code not in known:
            what = f"`{code}` is not in {file}: correct it, or add it there"
            faults.add(place, f"UNKNOWN_{kind}", what)
