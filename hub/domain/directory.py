"""Who exists and who is competent: regions, topics, agencies, jurisdictions, as immutable reference data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cached_property

from hub.domain.agency import Agency, Jurisdiction, Tier
from hub.domain.calendar import ZONES
from hub.domain.days_off import Calendar, CalendarChange, Calendars, Holiday
from hub.domain.legal_limit import LegalLimit
from hub.domain.region import ancestors
from hub.domain.renaming import becomes, formers
from hub.domain.rules import RoutingRule
from hub.domain.template import Template
from hub.domain.wording import index


@dataclass(frozen=True, slots=True)
class Region:
    """A place by its Kemendagri code (dotted, levels 1 province, 2 regency or city, 3 district)."""

    code: str
    name: str
    level: int
    parent: str | None
    zone: str  # IANA name: Asia/Jakarta (WIB), Asia/Makassar (WITA), Asia/Jayapura (WIT)
    population: int | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """What a case is about (topik); `sp4n_category` is the SP4N-LAPOR! category id where one is known."""

    code: str
    name: str
    parent: str | None
    sp4n_category: int | None = None


@dataclass(frozen=True, slots=True)
class KeywordRule:
    """When one of `words` occurs in title or body, the case may be about `topic`."""

    id: str
    topic: str
    words: tuple[str, ...]  # folded; `hub.domain.wording.index` says how they match
    weight: float  # 0 < weight <= 1


@dataclass(frozen=True)
class Directory:
    """All reference data of one version; built once, shared by every request."""

    version: str
    regions: Mapping[str, Region]
    topics: Mapping[str, Topic]
    agencies: Mapping[str, Agency]
    aliases: Mapping[str, str]  # old agency code -> its code today
    jurisdictions: tuple[Jurisdiction, ...]
    keyword_rules: tuple[KeywordRule, ...]
    holidays: tuple[Holiday, ...]
    legal_limits: tuple[LegalLimit, ...]
    channels: Mapping[str, str]  # code -> name
    templates: tuple[Template, ...] = ()  # canned answers, in code order
    routing_rules: tuple[RoutingRule, ...] = ()  # of the deployment; in order of precedence
    calendar_changes: tuple[CalendarChange, ...] = ()

    def calendar(self, agency: str | None, region: str) -> Calendar:
        """What a duty of that agency counts with: its own place; without one, the place of the case.

        Raises:
            LookupError: not even the province of the place is known.
        """
        found = self.agency_of(agency) if agency is not None else None
        return self.calendar_at((found.place if found else None) or region)

    def calendar_at(self, place: str) -> Calendar:
        """The calendar of a place. Raises `LookupError` as `zone_of` does."""
        return self.calendars.at(ancestors(place), self.zone_of(place))

    def days_off(self, place: str) -> frozenset[date]:
        """National holidays, cuti bersama and the place's own days, as the deployment's calendar has them."""
        return self.calendar_at(place).days_off

    @cached_property
    def calendars(self) -> Calendars:
        """Every calendar of the country; its version also covers the zones and where agencies sit."""
        places = (f"{one.code}={one.place}" for one in self.agencies.values())
        zones = {f"{one.code[:2]}={one.zone}" for one in self.regions.values()}
        limits = (repr(one) for one in self.legal_limits)
        around = (*sorted(places), *sorted(zones))
        return Calendars(self.holidays, self.calendar_changes, tuple(sorted(limits)), around)

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """Agency code -> codes of the agencies directly under it, in code order."""
        found: dict[str, list[str]] = {}
        for agency in sorted(self.agencies.values(), key=lambda one: one.code):
            if agency.parent is not None:
                found.setdefault(agency.parent, []).append(agency.code)
        return {parent: tuple(codes) for parent, codes in found.items()}

    @cached_property
    def topics_of(self) -> Mapping[str, tuple[str, ...]]:
        """Agency code -> topics it is competent for, in order of the jurisdiction rows."""
        found: dict[str, dict[str, None]] = {}
        for row in self.jurisdictions:
            found.setdefault(row.agency, {})[row.topic] = None
        return {agency: tuple(topics) for agency, topics in found.items()}

    def line_of_command(self, code: str) -> tuple[str, ...]:
        """The agency and its superiors up to the head of its own government, itself first.

        A unit belongs to the government of the agency above it. What an agency became, step by step, and
        whoever stands above each, belong to its line as well; so do the codes it had before.
        """
        line: list[str] = []
        for agency in map(self.agencies.get, becomes(code, self.aliases)):
            while agency is not None and agency.code not in line:
                line.append(agency.code)
                above = self.agencies.get(agency.parent) if agency.parent is not None else None
                ends = above is None or (above.tier is not agency.tier and agency.tier is not Tier.UNIT)
                agency = None if ends else above
        line += (one for one in self._formers.get(code, ()) if one in self.agencies and one not in line)
        return tuple(line) or (code,)

    @cached_property
    def _formers(self) -> Mapping[str, tuple[str, ...]]:
        return formers(self.aliases)

    @cached_property
    def commanded_by(self) -> Mapping[str, frozenset[str]]:
        """Agency code -> itself and all below it in the same government, former codes included."""
        found: dict[str, set[str]] = {}
        for code in (*self.agencies, *self.aliases):
            for superior in self.line_of_command(code):
                found.setdefault(superior, set()).add(code)
        return {superior: frozenset(codes) for superior, codes in found.items()}

    def agency_of(self, code: str) -> Agency | None:
        """The agency of that code: under its old name where that is kept, else what it became."""
        return self.agencies.get(code) or self.agencies.get(self.canonical(code))

    def canonical(self, code: str) -> str:
        """The last code in a chain of re-organisations: former codes of one agency have the same."""
        return becomes(code, self.aliases)[-1]

    def kin(self, codes: Iterable[str]) -> frozenset[str]:
        """The codes with every former and later code of the same agencies: for bounces they are one."""
        wanted = {self.canonical(code) for code in codes}
        if not wanted:
            return frozenset()
        return frozenset(wanted | {code for code in self.aliases if self.canonical(code) in wanted})

    def successor(self, code: str, today: date) -> Agency | None:
        """Who has the tasks of that agency on a day: itself, or what it became once its row has ended.

        For matters of a place, on its own day; at a moment: `hub.domain.lifetimes`.
        """
        seen: set[str] = set()
        while code in self.aliases and code not in seen and not self._exists(code, today):
            seen.add(code)
            code = self.aliases[code]
        return self.agencies.get(code)

    def _exists(self, code: str, today: date) -> bool:
        row = self.agencies.get(code)
        return row is not None and (row.valid_to is None or today <= row.valid_to)

    def zone_of(self, region: str) -> tzinfo:
        """The zone of a place, or of the nearest place around it that is known.

        Raises:
            LookupError: not even its province is known.
        """
        for code in ancestors(region):
            if code in self.regions:
                return ZONES[self.regions[code].zone]
        raise LookupError("a region of no known province")

    def day_at(self, region: str, now: datetime) -> date:
        """The calendar day at a place: what is valid there is asked of its own day, not of the hub's.

        Raises:
            LookupError: not even its province is known.
        """
        return now.astimezone(self.zone_of(region)).date()

    def topic_path(self, topic: str) -> tuple[str, ...]:
        """The topic and the topics above it, deepest first; empty for an unknown topic."""
        path: list[str] = []
        code: str | None = topic
        while code is not None and code in self.topics:
            path.append(code)
            code = self.topics[code].parent
        return tuple(path)

    @cached_property
    def competences(self) -> Mapping[str, tuple[Jurisdiction, ...]]:
        """Topic code -> its jurisdiction rows, in order of the rows."""
        found: dict[str, list[Jurisdiction]] = {}
        for row in self.jurisdictions:
            found.setdefault(row.topic, []).append(row)
        return {topic: tuple(rows) for topic, rows in found.items()}

    @cached_property
    def seated_in(self) -> Mapping[str | None, tuple[Agency, ...]]:
        """Region code (None: national) -> agencies of exactly that region, in code order."""
        found: dict[str | None, list[Agency]] = {}
        for agency in sorted(self.agencies.values(), key=lambda one: one.code):
            found.setdefault(agency.region, []).append(agency)
        return {region: tuple(agencies) for region, agencies in found.items()}

    @cached_property
    def words(self) -> Mapping[str, tuple[tuple[str, KeywordRule], ...]]:
        """First three letters -> keyword patterns that begin so, longest first, each with its rule."""
        return index((word, rule) for rule in self.keyword_rules for word in rule.words)
