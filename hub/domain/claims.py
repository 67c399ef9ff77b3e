"""What speaks for each agency: law over the topic, place, the coordinator's duty, the reporter's guess."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hub.domain.agency import Agency, AgencyRole, Jurisdiction, Tier
from hub.domain.decision import RoutingFacts
from hub.domain.directory import Directory
from hub.domain.evidence import combined, topic_evidence
from hub.domain.reasons import Reason, of_coordinator, of_hint, of_law, of_place
from hub.domain.region import DISTRICT, ancestors, covers, level
from hub.domain.supervision import chain, in_force

PLACE_WEIGHT, COORDINATOR_WEIGHT, HINT_WEIGHT = 0.35, 0.3, 0.05

CERTAIN = 0.95
"""Rules read texts written by people: no confidence goes above this."""

MOST_CANDIDATES = 5


@dataclass(slots=True)
class Claim:
    """What speaks for one agency while candidates are collected."""

    reasons: list[Reason]
    topic: str | None = None
    strongest: float = 0.0

    def add(self, reasons: Iterable[Reason], topic: str) -> None:
        """Count the evidence of one topic; the topic with the most of it names the claim."""
        kept = tuple(reasons)
        self.reasons.extend(kept)
        weight = combined(reason.weight for reason in kept if reason.rule != "jurisdiction")
        if weight > self.strongest:
            self.topic, self.strongest = topic, weight

    @property
    def confidence(self) -> float:
        """Jurisdiction says whose the topic is, so only the evidence for the topic or place is counted."""
        counted = (reason.weight for reason in self.reasons if reason.rule not in ("jurisdiction", "hint"))
        return round(min(CERTAIN, combined(counted)), 4)


def collect(
    facts: RoutingFacts,
    directory: Directory,
    today: date,
    refused: frozenset[str],
    lawful: Mapping[str, Claim],
) -> dict[str, Claim]:
    """Agency code -> what speaks for it, `lawful` from `by_law`; `refused` agencies are left out."""
    found = {code: claim for code, claim in lawful.items() if code not in refused}
    for code, reason in _by_place(facts.region, directory, today):
        if code not in refused:
            found.setdefault(code, Claim([])).reasons.append(reason)
    add_coordinator(found, facts.region, directory, today, refused)
    _add_hint(found, facts, directory, today, refused)
    return found


def by_law(facts: RoutingFacts, directory: Directory, today: date) -> dict[str, Claim]:
    """Agency code -> what the law says for it, whoever refused: place x topic x tier on that day."""
    found: dict[str, Claim] = {}
    evidence = topic_evidence(facts.title, facts.body, facts.topic, directory)
    for topic, reasons in evidence.items():
        for agency, row in competent(topic, facts.region, directory, today):
            claim = found.setdefault(agency.code, Claim([]))
            claim.add((law(row, agency, directory), *reasons), topic)
    return found


def competent(
    topic: str, region: str, directory: Directory, today: date
) -> tuple[tuple[Agency, Jurisdiction], ...]:
    """Whose a topic is in a place: rows of the deepest topic that has any here, for the smallest place.

    The topic goes first because the law divides competences by subject: upper secondary schools are the
    province's, although the regency has an education office with a row for education as a whole.
    """
    for code in directory.topic_path(topic):
        here = [
            (agency, row)
            for row in directory.competences.get(code, ())
            if covers(row.region, region) and in_force(row, today)
            if (agency := directory.successor(row.agency, today)) is not None and in_force(agency, today)
        ]
        if here:
            smallest = max(len(row.region or "") for _, row in here)
            return tuple((agency, row) for agency, row in here if len(row.region or "") == smallest)
    return ()


def law(row: Jurisdiction, agency: Agency, directory: Directory) -> Reason:
    """The jurisdiction as a reason."""
    place = None if row.region is None else directory.regions[row.region].name
    return of_law(directory.topics[row.topic].name, place, agency.name, row.source)


def is_local(agency: Agency) -> bool:
    """A village's or district's own office (desa, kelurahan, kecamatan): only a case's place names it."""
    return agency.tier is Tier.UNIT and agency.region is not None and level(agency.region) >= DISTRICT


def _by_place(region: str, directory: Directory, today: date) -> Iterator[tuple[str, Reason]]:
    """Offices below the regency, by the place of the case alone: names of places in a text mislead."""
    for place in ancestors(region):
        if level(place) < DISTRICT:
            return
        for agency in directory.seated_in.get(place, ()):
            if is_local(agency) and in_force(agency, today):
                yield agency.code, of_place(directory.regions[place].name, PLACE_WEIGHT)


def add_coordinator(
    found: dict[str, Claim], region: str, directory: Directory, today: date, refused: frozenset[str]
) -> None:
    """The nearest coordinator that has not refused: no case is ever without a candidate, unless all did."""
    for agency in chain(AgencyRole.COORDINATOR, region, directory, today):
        if agency.code not in refused:
            reason = of_coordinator(agency.name, COORDINATOR_WEIGHT)
            found.setdefault(agency.code, Claim([])).reasons.append(reason)
            return


def _add_hint(
    found: dict[str, Claim], facts: RoutingFacts, directory: Directory, today: date, refused: frozenset[str]
) -> None:
    """Show the reporter's guess to whoever decides; it counts for no confidence."""
    agency = directory.successor(facts.hint, today) if facts.hint is not None else None
    if agency is None or agency.code in refused or agency.role is AgencyRole.OVERSIGHT:
        return
    if in_force(agency, today) and covers(agency.region, facts.region):
        reason = of_hint(agency.name, HINT_WEIGHT)
        found.setdefault(agency.code, Claim([])).reasons.append(reason)
