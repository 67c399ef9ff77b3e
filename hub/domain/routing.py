"""Who owns a case, and why: rules over reference data. Reasons are for citizens, hence in Indonesian.

Order of authority: sensitivity, the licence's own authority (kewenangan), law (jurisdiction rows over the
topic), place, the coordinator.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from hub.domain.case import Sensitivity
from hub.domain.claims import CERTAIN, MOST_CANDIDATES, Claim, add_coordinator, collect
from hub.domain.decision import Candidate, Decision, Reason, RoutingFacts, RoutingOutcome
from hub.domain.directory import Agency, AgencyRole, Directory
from hub.domain.licence import by_authority, is_decisive
from hub.domain.respondents import kept_out
from hub.domain.supervision import chain, coordinator_of, next_tier_coordinator, oversight_of
from hub.domain.wording import fold

__all__ = [
    "MARGIN",
    "ROUTED_FROM",
    "Candidate",
    "Decision",
    "Reason",
    "RoutingFacts",
    "RoutingOutcome",
    "coordinator_of",
    "next_tier_coordinator",
    "oversight_of",
    "route",
]

ROUTED_FROM = 0.7
"""Least confidence at which a case is forwarded without a person."""

MARGIN = 0.15
"""Least distance to the next candidate outside the same chain of command; below it a person decides."""


def route(
    facts: RoutingFacts, directory: Directory, today: date, refused: frozenset[str] = frozenset()
) -> Decision:
    """The owner of a case by sensitivity, law and place; a person decides where these do not suffice.

    Args:
        facts: of the case; `region` written like a region code.
        directory: reference data; its indexes are built at the first call.
        today: decides which jurisdictions and agencies are valid.
        refused: agencies that returned this case; they are no candidates any more.

    Raises:
        ValueError: the region is not written like a region code.

    Source: UU 23/2014 (division of competences) by way of jurisdictions.csv; see docs/reference-data.md.
    """
    out = frozenset(directory.aliases.get(code, code) for code in refused)
    if facts.sensitivity is not Sensitivity.ORDINARY:
        return _to_oversight(facts, directory, today, out)
    decision = _by_law_and_place(facts, directory, today, out)
    if facts.licence is not None and is_decisive(facts, directory):
        return by_authority(facts.licence, decision, facts, directory, today, out)
    return decision


def _by_law_and_place(
    facts: RoutingFacts, directory: Directory, today: date, out: frozenset[str]
) -> Decision:
    claims = collect(facts, directory, today, out)
    candidates = _ranked(claims, facts, directory)
    if _is_clear(candidates, directory):
        best = candidates[0]
        return Decision(
            RoutingOutcome.ROUTED, best.agency, facts.topic or claims[best.agency].topic, candidates
        )
    return Decision(RoutingOutcome.NEEDS_TRIAGE, None, facts.topic, candidates)


def _ranked(claims: Mapping[str, Claim], facts: RoutingFacts, directory: Directory) -> tuple[Candidate, ...]:
    """Best first. Of equals the lower office, then the one the reporter guessed, then by code."""
    hinted = directory.aliases.get(facts.hint or "", facts.hint)
    found = [Candidate(code, claim.confidence, _in_order(claim.reasons)) for code, claim in claims.items()]
    depth = {code: len(_superiors(code, directory)) for code in claims}
    found.sort(key=lambda one: (-one.confidence, -depth[one.agency], one.agency != hinted, one.agency))
    return tuple(found[:MOST_CANDIDATES])


def _in_order(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Heaviest first, each once."""
    return tuple(sorted(dict.fromkeys(reasons), key=lambda reason: -reason.weight))


def _is_clear(candidates: tuple[Candidate, ...], directory: Directory) -> bool:
    if not candidates or candidates[0].confidence < ROUTED_FROM:
        return False
    best = candidates[0]
    rivals = (one.confidence for one in candidates[1:] if not _same_chain(best.agency, one.agency, directory))
    return round(best.confidence - max(rivals, default=0.0), 4) >= MARGIN


def _superiors(code: str, directory: Directory) -> tuple[str, ...]:
    """The agency and those above it, itself first."""
    found: list[str] = []
    above: str | None = code
    while above is not None and above in directory.agencies:
        found.append(above)
        above = directory.agencies[above].parent
    return tuple(found)


def _same_chain(one: str, other: str, directory: Directory) -> bool:
    """A hospital and its health office do not rival: a mistake between them is mended inside the house."""
    return one in _superiors(other, directory) or other in _superiors(one, directory)


def _to_oversight(
    facts: RoutingFacts, directory: Directory, today: date, refused: frozenset[str]
) -> Decision:
    """Only oversight bodies, never the office complained about; the coordinator solely where none is left."""
    out = refused | kept_out(facts.hint, directory)
    bodies = [
        one for one in chain(AgencyRole.OVERSIGHT, facts.region, directory, today) if one.code not in out
    ]
    if len(bodies) > 1 and _is_named(bodies[0], facts):
        bodies = bodies[1:]
    if not bodies:
        claims: dict[str, Claim] = {}
        add_coordinator(claims, facts.region, directory, today, out)
        return Decision(RoutingOutcome.NEEDS_TRIAGE, None, facts.topic, _ranked(claims, facts, directory))
    candidates = tuple(
        Candidate(one.code, round(CERTAIN / 2**rank, 4), (_oversees(one, CERTAIN / 2**rank),))
        for rank, one in enumerate(bodies[:MOST_CANDIDATES])
    )
    return Decision(RoutingOutcome.ROUTED, bodies[0].code, facts.topic, candidates)


def _is_named(body: Agency, facts: RoutingFacts) -> bool:
    """The report mentions this body and may accuse it: then the next one up takes it."""
    word = fold(body.name).split(" ")[0]
    return f" {word}" in f" {fold(facts.title)} {fold(facts.body)}"


def _oversees(body: Agency, weight: float) -> Reason:
    detail = f"Laporan berkadar pengawasan ditangani {body.name}, bukan oleh unit yang dilaporkan"
    return Reason("oversight", detail, round(weight, 4))
