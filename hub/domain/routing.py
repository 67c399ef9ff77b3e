"""Who owns a case, and why: the one resolver of `routeCase`, of handing in, and of every return.

Order of authority: the class of the case (oversight bodies alone); the licence's own authority; the law of
place, topic and tier; the deployment's own rules; the model, where it is sure; the coordinator of the place.
The reporter's guess is shown to whoever decides and decides nothing.
"""

from datetime import date

from hub.domain.advice import Advise, no_advice
from hub.domain.advised import add_opinions, is_gainsaid, listen
from hub.domain.case import Sensitivity
from hub.domain.claims import CERTAIN, Claim, by_law, collect
from hub.domain.decision import Candidate, Decision, Reason, RoutingFacts, RoutingOutcome
from hub.domain.directory import Directory
from hub.domain.explicit import add_rule, first_rule, may_decide
from hub.domain.guarded import to_oversight
from hub.domain.licence import by_authority, is_decisive
from hub.domain.matter import Matter
from hub.domain.ranking import MARGIN, ROUTED_FROM, Lawful, is_clear, lawful, put_first, ranked
from hub.domain.supervision import coordinator_of, next_tier_coordinator, oversight_of

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


def route(
    facts: RoutingFacts,
    directory: Directory,
    today: date,
    refused: frozenset[str] = frozenset(),
    advise: Advise = no_advice,
) -> Decision:
    """The owner of a case, in the order of authority above; a person decides where that does not suffice.

    Args:
        facts: of the case; `region` written like a region code.
        directory: reference data; its indexes are built at the first call.
        today: decides which jurisdictions, rules and agencies are valid; the day at the place of the case.
        refused: agencies that returned this case; they are no candidates any more.
        advise: the model in force; asked only where nothing above it decides, and never about misconduct.

    Raises:
        ValueError: the region is not written like a region code.

    Source: UU 23/2014 (division of competences) by way of jurisdictions.csv; see docs/routing.md.
    """
    matter = Matter(facts, directory, today, directory.kin(refused | facts.passed))
    if facts.sensitivity is not Sensitivity.ORDINARY:
        return to_oversight(matter)
    by_jurisdiction = by_law(facts, directory, today)
    named = lawful(by_jurisdiction)
    claims = collect(facts, directory, today, matter.out, by_jurisdiction)
    decision = _by_jurisdiction(claims, matter)
    if facts.licence is not None and is_decisive(facts, directory):
        return by_authority(facts.licence, decision, matter)
    return decision if decision.agency is not None else _beyond_the_law(claims, named, matter, advise)


def _by_jurisdiction(claims: dict[str, Claim], matter: Matter) -> Decision:
    candidates = ranked(claims, matter)
    if not is_clear(candidates, matter.directory):
        return _triage(claims, matter)
    best = candidates[0].agency
    return Decision(RoutingOutcome.ROUTED, best, matter.facts.topic or claims[best].topic, candidates)


def _beyond_the_law(claims: dict[str, Claim], named: Lawful, matter: Matter, advise: Advise) -> Decision:
    """The first rule that fits, else the model, else a person. `named`: whom the law names."""
    ruled = first_rule(matter)
    if ruled is not None:
        decides = may_decide(ruled, named)
        add_rule(claims, ruled, decides=decides)
        if decides:
            return _chosen(ruled.agency, CERTAIN, claims, matter)
    heard = listen(matter, advise)
    if heard is None:
        return _triage(claims, matter)
    add_opinions(claims, heard, matter.directory)
    rule_says = ruled.agency if ruled is not None else None
    if heard.sure is None or is_gainsaid(heard.sure, named, rule_says, matter.directory):
        return _triage(claims, matter)
    return _chosen(heard.sure, max(ROUTED_FROM, claims[heard.sure].confidence), claims, matter)


def _chosen(agency: str, confidence: float, claims: dict[str, Claim], matter: Matter) -> Decision:
    candidates = put_first(agency, confidence, claims, matter)
    return Decision(RoutingOutcome.ROUTED, agency, matter.facts.topic or claims[agency].topic, candidates)


def _triage(claims: dict[str, Claim], matter: Matter) -> Decision:
    return Decision(RoutingOutcome.NEEDS_TRIAGE, None, matter.facts.topic, ranked(claims, matter))
