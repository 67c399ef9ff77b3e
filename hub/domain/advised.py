"""What the learned model may do: say whom it thinks of, and decide where it is sure and nobody gainsays it.

It never names a village's or district's own office: texts name places that a case only mentions, so such an
owner comes from the location alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.domain.advice import Advice, Advise, Opinion
from hub.domain.agency import Agency
from hub.domain.claims import CERTAIN, Claim, is_local
from hub.domain.directory import Directory
from hub.domain.matter import Matter
from hub.domain.ranking import Lawful, same_chain
from hub.domain.reasons import of_model
from hub.domain.redaction import masked

LEAST = 0.05
"""Opinions below it are not worth a person's look."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The model's opinions about agencies that may own the case. `sure` names one of them, or nobody."""

    model: str
    opinions: Mapping[str, Opinion]
    sure: str | None


def listen(matter: Matter, advise: Advise) -> Heard | None:
    """Ask the model. It sees no personal number; labels that name no agency of today are dropped."""
    facts = matter.facts
    advice = advise(masked(facts.title), masked(facts.body), facts.region, facts.topic)
    if advice is None:
        return None
    found: dict[str, Opinion] = {}
    for opinion in advice.opinions:
        agency = _possible(opinion, matter)
        if agency is not None:
            found.setdefault(agency.code, opinion)
    return Heard(advice.model, found, _surest(advice, matter))


def add_opinions(claims: dict[str, Claim], heard: Heard, directory: Directory) -> None:
    """What the model says, among the claims."""
    for code, opinion in heard.opinions.items():
        weight = round(min(CERTAIN, opinion.probability), 4)
        reason = of_model(directory.agencies[code].name, opinion.words, heard.model, weight)
        claims.setdefault(code, Claim([])).reasons.append(reason)


def is_gainsaid(agency: str, lawful: Lawful, ruled: str | None, directory: Directory) -> bool:
    """Whether law is louder for another house, or the chosen topic or a rule of the deployment names one."""
    own = lawful.strong.get(agency, 0.0)
    others = {code for code, confidence in lawful.strong.items() if confidence > own}
    if agency not in lawful.chosen:
        others |= lawful.chosen
    if ruled is not None:
        others.add(ruled)
    return any(not same_chain(agency, other, directory) for other in others)


def _surest(advice: Advice, matter: Matter) -> str | None:
    """The first opinion's agency, where the model is sure of it: it is never sure of its second."""
    if not advice.sure or not advice.opinions:
        return None
    agency = _possible(advice.opinions[0], matter)
    return agency.code if agency is not None else None


def _possible(opinion: Opinion, matter: Matter) -> Agency | None:
    if not LEAST <= opinion.probability <= 1:  # also false for what is not a number
        return None
    agency = matter.eligible(opinion.agency)
    return None if agency is None or is_local(agency) else agency
