"""Who owns a case about misconduct: an oversight body, never the office it accuses nor its superiors.

Neither a rule of the deployment nor the model is asked. Source: Perpres 76/2013 (protection of the
complainant); PermenPANRB 62/2018 by secondary sources.
"""

from collections.abc import Iterable

from hub.domain.accusing import accused_bodies
from hub.domain.agency import Agency, AgencyRole
from hub.domain.claims import CERTAIN, MOST_CANDIDATES, Claim, add_coordinator
from hub.domain.decision import Candidate, Decision, RoutingOutcome
from hub.domain.matter import Matter
from hub.domain.ranking import ranked
from hub.domain.reasons import of_oversight
from hub.domain.respondents import kept_out
from hub.domain.supervision import chain


def to_oversight(matter: Matter) -> Decision:
    """Only oversight bodies, never the office complained about; the coordinator solely where none is left.

    A body that the text itself accuses is passed over too, unless it is the last one.
    """
    facts, directory, today = matter.facts, matter.directory, matter.today
    out = matter.out | kept_out(facts.hint, directory)
    bodies = [
        one for one in chain(AgencyRole.OVERSIGHT, facts.region, directory, today) if one.code not in out
    ]
    accused = accused_bodies((facts.title, facts.body), bodies)
    bodies = [one for one in bodies if one.code not in accused] or bodies[-1:]
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
