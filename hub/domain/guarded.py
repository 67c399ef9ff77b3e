"""Who owns a case about misconduct: an oversight body, never the office it accuses nor its superiors.

Neither a rule of the deployment nor the model is asked. Source: Perpres 76/2013 (protection of the
complainant); PermenPANRB 62/2018 by secondary sources.
"""

from collections.abc import Iterable

from hub.domain.claims import CERTAIN, MOST_CANDIDATES, Claim, add_coordinator
from hub.domain.decision import Candidate, Decision, RoutingFacts, RoutingOutcome
from hub.domain.directory import Agency, AgencyRole
from hub.domain.matter import Matter
from hub.domain.ranking import ranked
from hub.domain.reasons import of_oversight
from hub.domain.respondents import kept_out
from hub.domain.supervision import chain
from hub.domain.wording import fold


def to_oversight(matter: Matter) -> Decision:
    """Only oversight bodies, never the office complained about; the coordinator solely where none is left."""
    facts, directory, today = matter.facts, matter.directory, matter.today
    out = matter.out | kept_out(facts.hint, directory)
    bodies = [
        one for one in chain(AgencyRole.OVERSIGHT, facts.region, directory, today) if one.code not in out
    ]
    if len(bodies) > 1 and _is_named(bodies[0], facts):
        bodies = bodies[1:]
    if not bodies:
        claims: dict[str, Claim] = {}
        add_coordinator(claims, facts.region, directory, today, out)
        return Decision(RoutingOutcome.NEEDS_TRIAGE, None, facts.topic, ranked(claims, matter))
    return Decision(RoutingOutcome.ROUTED, bodies[0].code, facts.topic, _nearest_first(bodies))


def _nearest_first(bodies: Iterable[Agency]) -> tuple[Candidate, ...]:
    """Each body half as likely as the one before it."""
    found = []
    for rank, one in enumerate(bodies):
        weight = round(CERTAIN / 2**rank, 4)
        found.append(Candidate(one.code, weight, (of_oversight(one.name, weight),)))
    return tuple(found[:MOST_CANDIDATES])


def _is_named(body: Agency, facts: RoutingFacts) -> bool:
    """The report mentions this body and may accuse it: then the next one up takes it."""
    word = fold(body.name).split(" ")[0]
    return f" {word}" in f" {fold(facts.title)} {fold(facts.body)}"
