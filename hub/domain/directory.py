"""Who exists and who is competent: regions, topics, agencies, jurisdictions, as immutable reference data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from enum import Enum
from functools import cached_property

from hub.domain.calendar import ZONES
from hub.domain.region import ancestors
from hub.domain.wording import index


class Tier(Enum):
    """Level of government of an agency."""

    NATIONAL = "NATIONAL"
    PROVINCE = "PROVINCE"
    REGENCY = "REGENCY"
    UNIT = "UNIT"


class AgencyRole(Enum):
    """What part an agency plays for the cases of its region."""

    OWNER = "OWNER"  # OPD: may own cases
    COORDINATOR = (
        "COORDINATOR"  # e.g. Diskominfo: verifies, assigns, adjudicates; holds custody until delivery
    )
    OVERSIGHT = "OVERSIGHT"  # Inspektorat: owns oversight and whistle-blowing cases


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
class Agency:
    """A public body. `region` None means national. `connector` None: served by the hub's own inbox."""

    code: str
    name: str
    tier: Tier
    role: AgencyRole
    region: str | None
    parent: str | None
    connector: str | None
    external_id: str | None = None  # its id inside the connector's system, e.g. an SP4N institution id
    valid_from: date | None = None
    valid_to: date | None = None  # last day of validity, inclusive


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """Competence: this agency owns this topic (and its sub-topics) in this region (and below)."""

    agency: str
    topic: str
    region: str | None  # None: the whole country
    source: str  # the law or decision, shown to the citizen
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class KeywordRule:
    """When one of `words` occurs in title or body, the case may be about `topic`."""

    id: str
    topic: str
    words: tuple[str, ...]  # folded; `hub.domain.wording.index` says how they match
    weight: float  # 0 < weight <= 1


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day off: a national holiday, or cuti bersama (`collective`)."""

    day: date
    name: str
    collective: bool


@dataclass(frozen=True, slots=True)
class LegalLimit:
    """One dated legal rule: how long a clock runs (R1 to R10 of docs/reference-data.md)."""

    id: str
    clock: str  # VERIFICATION, FIRST_RESPONSE, RESOLUTION, REPORTER_REPLY
    starts: str  # the CaseEventType that starts it
    kind: str | None  # CaseKind it applies to, None = every
    sensitivity: str | None  # Sensitivity it applies to, None = every
    amount: int
    unit: str  # wd = working days, cd = calendar days
    source: str
    certainty: str  # READ in the text itself, SECONDARY sources agree, UNVERIFIED
    valid_from: date


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

    @cached_property
    def days_off(self) -> frozenset[date]:
        """Every national holiday and cuti bersama."""
        return frozenset(holiday.day for holiday in self.holidays)

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

        A unit belongs to the government of the agency above it.
        """
        agency = self.agency_of(code)
        line = [agency.code if agency else code]
        while agency is not None and agency.parent is not None and agency.parent not in line:
            above = self.agencies.get(agency.parent)
            if above is None or (above.tier is not agency.tier and agency.tier is not Tier.UNIT):
                break
            line.append(above.code)
            agency = above
        return tuple(line)

    @cached_property
    def commanded_by(self) -> Mapping[str, frozenset[str]]:
        """Agency code -> itself and all below it in the same government, former codes included."""
        found: dict[str, set[str]] = {}
        for code in (*self.agencies, *self.aliases):
            for superior in self.line_of_command(code):
                found.setdefault(superior, set()).add(code)
        return {superior: frozenset(codes) for superior, codes in found.items()}

    def agency_of(self, code: str) -> Agency | None:
        """The agency of that code, also by a code it had before a re-organisation."""
        return self.agencies.get(self.aliases.get(code, code))

    def zone_of(self, region: str) -> tzinfo:
        """The zone of a place, or of the nearest place around it that is known.

        Raises:
            LookupError: not even its province is known.
        """
        for code in ancestors(region):
            if code in self.regions:
                return ZONES[self.regions[code].zone]
        raise LookupError("a region of no known province")

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
