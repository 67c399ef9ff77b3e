"""What no single row can tell: references between files, cycles, doubles."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from hub.domain.agency import Agency, AgencyRole, Jurisdiction, Tier
from hub.domain.days_off import CalendarChange, Holiday
from hub.domain.directory import KeywordRule, Region, Topic
from hub.domain.legal_limit import LegalLimit
from hub.domain.region import DISTRICT, PROVINCE, REGENCY, covers
from hub.domain.rules import RoutingRule
from hub.domain.template import Template
from hub.reference.faults import Faults, Place
from hub.reference.rule_table import Codes, check_rules

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Located(Generic[T]):
    """A record and where it was read."""

    value: T
    place: Place


@dataclass(frozen=True, slots=True)
class Records:
    """Everything read, before anybody knows whether it fits together."""

    regions: Mapping[str, Region]
    topics: list[Located[Topic]]
    agencies: list[Located[Agency]]
    aliases: list[Located[tuple[str, str]]]
    jurisdictions: list[Located[Jurisdiction]]
    keywords: list[Located[KeywordRule]]
    holidays: list[Located[Holiday]]
    calendar: list[Located[CalendarChange]]
    legal_limits: list[Located[LegalLimit]]
    channels: list[Located[tuple[str, str]]]
    routing_rules: list[Located[RoutingRule]]
    templates: list[Located[Template]]


def check(records: Records, faults: Faults) -> None:
    """Note every fault between rows and files."""
    _check_doubles(records, faults)
    _check_parents(records.topics, lambda one: (one.code, one.parent), faults)
    _check_parents(records.agencies, lambda one: (one.code, one.parent), faults)
    _check_agencies(records, faults)
    _check_aliases(records, faults)
    _check_jurisdictions(records, faults)
    _check_places(records, faults)
    _check_rules(records, faults)
    known = {one.value.code for one in records.topics}
    for rule in records.keywords:
        _check_known(rule.value.topic, known, "TOPIC", "topics", rule.place, faults)
    _check_templates(records, known, faults)


def _check_doubles(records: Records, faults: Faults) -> None:
    _once(records.topics, lambda one: one.code, faults)
    _once(records.agencies, lambda one: one.code, faults)
    _once(records.aliases, lambda one: one[0], faults)
    _once(records.keywords, lambda one: one.id, faults)
    _once(records.holidays, lambda one: one.day, faults)
    _once(records.calendar, lambda one: (one.day, one.region), faults)
    _once(records.legal_limits, lambda one: (one.id, one.valid_from), faults)
    _once(records.channels, lambda one: one[0], faults)
    _once(records.templates, lambda one: one.code, faults)
    _once(records.jurisdictions, lambda one: (one.agency, one.topic, one.region, one.valid_from), faults)


def _once(located: Iterable[Located[T]], key: Callable[[T], Hashable], faults: Faults) -> None:
    first: dict[Hashable, Place] = {}
    for one in located:
        place = first.setdefault(key(one.value), one.place)
        if place is not one.place:
            faults.add(one.place, "DUPLICATE_CODE", f"the same stands in line {place.line}: keep one")


def _check_parents(
    located: Collection[Located[T]], read: Callable[[T], tuple[str, str | None]], faults: Faults
) -> None:
    parents = dict(read(one.value) for one in located)
    for one in located:
        code, parent = read(one.value)
        if parent is not None and parent not in parents:
            faults.add(one.place, "UNKNOWN_PARENT", f"add `{parent}` to this file, or correct `parent`")
        elif _leads_back(code, parents):
            faults.add(one.place, "CYCLE", f"`{code}` is its own superior: correct `parent`")


def _leads_back(code: str, parents: Mapping[str, str | None]) -> bool:
    seen, above = {code}, parents.get(code)
    while above is not None and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return above == code


_LEVEL_OF = {Tier.PROVINCE: {PROVINCE}, Tier.REGENCY: {REGENCY}, Tier.UNIT: {PROVINCE, REGENCY, DISTRICT}}


def _check_agencies(records: Records, faults: Faults) -> None:
    for one in records.agencies:
        agency = one.value
        if agency.region is not None:
            _check_known(agency.region, records.regions, "REGION", "regions", one.place, faults)
        region = records.regions.get(agency.region or "")
        if not _tier_fits(agency, region):
            what = f"tier {agency.tier.value} does not fit the region: national ones have none"
            faults.add(one.place, "TIER_MISMATCH", what)
    national = (
        one.value.role is AgencyRole.COORDINATOR and one.value.region is None for one in records.agencies
    )
    if records.agencies and not any(national):
        file = records.agencies[0].place.file
        what = "add a COORDINATOR without region: it takes what no place coordinates"
        faults.add(Place(file, 1), "NO_NATIONAL_COORDINATOR", what)


def _tier_fits(agency: Agency, region: Region | None) -> bool:
    if agency.region is None:
        return agency.tier in (Tier.NATIONAL, Tier.UNIT)
    return region is None or region.level in _LEVEL_OF.get(agency.tier, set())


def _check_aliases(records: Records, faults: Faults) -> None:
    agencies = {one.value.code: one.value for one in records.agencies}
    became = dict(one.value for one in records.aliases)
    for one in records.aliases:
        old, new = one.value
        _check_known(new, agencies, "AGENCY", "agencies", one.place, faults)
        if old in agencies and agencies[old].valid_to is None:
            what = f"`{old}` is a code of today: give it its last day in `valid_to`, or drop the alias"
            faults.add(one.place, "ALIAS_IN_USE", what)
        if _leads_back(old, became):
            faults.add(one.place, "CYCLE", f"`{old}` becomes itself again: correct `new`")


def _check_jurisdictions(records: Records, faults: Faults) -> None:
    topics = {one.value.code for one in records.topics}
    agencies = {one.value.code: one.value for one in records.agencies}
    for one in records.aliases:
        if one.value[1] in agencies:
            agencies.setdefault(one.value[0], agencies[one.value[1]])
    for row in records.jurisdictions:
        _check_known(row.value.agency, agencies, "AGENCY", "agencies", row.place, faults)
        _check_known(row.value.topic, topics, "TOPIC", "topics", row.place, faults)
        region, agency = row.value.region, agencies.get(row.value.agency)
        if region is not None:
            _check_known(region, records.regions, "REGION", "regions", row.place, faults)
        if agency is not None and not covers(agency.region, region or ""):
            what = f"`{agency.code}` serves {agency.region}: give that region or one inside it"
            faults.add(row.place, "OUTSIDE_REGION", what)


def _check_places(records: Records, faults: Faults) -> None:
    """Where agencies without a region sit, and where days of their own hold."""
    for agency in records.agencies:
        _check_known(agency.value.seat or "", records.regions, "REGION", "regions", agency.place, faults)
        if agency.value.seat is not None and agency.value.region is not None:
            what = "an agency with a region sits there: leave `seat` empty"
            faults.add(agency.place, "SEAT_AND_REGION", what)
    for line in records.calendar:
        _check_known(line.value.region or "", records.regions, "REGION", "regions", line.place, faults)


def _check_templates(records: Records, topics: Collection[str], faults: Faults) -> None:
    agencies = {one.value.code for one in records.agencies} | {one.value[0] for one in records.aliases}
    for one in records.templates:
        _check_known(one.value.topic or "", topics, "TOPIC", "topics", one.place, faults)
        _check_known(one.value.agency or "", agencies, "AGENCY", "agencies", one.place, faults)


def _check_rules(records: Records, faults: Faults) -> None:
    agencies = {one.value.code: one.value for one in records.agencies}
    former = {old: agencies[new] for old, new in (one.value for one in records.aliases) if new in agencies}
    codes = Codes(
        regions=records.regions,
        topics={one.value.code for one in records.topics},
        agencies=former | agencies,
        channels={one.value[0] for one in records.channels},
    )
    check_rules([(one.value, one.place) for one in records.routing_rules], codes, faults)


def _check_known(
    code: str, known: Collection[str], kind: str, file: str, place: Place, faults: Faults
) -> None:
    if code and code not in known:
        faults.add(place, f"UNKNOWN_{kind}", f"`{code}` is not in {file}: correct it, or add it there")
