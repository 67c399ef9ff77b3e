"""Rules that a deployment writes down itself: below the law, above the model. See docs/routing.md."""

from dataclasses import dataclass

from hub.domain.claims import CERTAIN, Claim
from hub.domain.matter import Matter
from hub.domain.ranking import Lawful
from hub.domain.reasons import Reason
from hub.domain.region import covers
from hub.domain.rules import RoutingRule
from hub.domain.wording import fold, speaks_of

CONTESTED = 0.65
"""Confidence of a rule's agency where the law names another: a person sees both, the law's first."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """The first rule that fits, and the agency of today that it names."""

    rule: RoutingRule
    agency: str

    def reason(self, weight: float) -> Reason:
        """The rule's own words."""
        return Reason("explicit-rule", self.rule.why_id, weight, self.rule.why_en)


def first_rule(matter: Matter) -> Ruled | None:
    """The first row that fits the case and whose agency may have it; rows stand in order of precedence."""
    text = ""
    for rule in matter.directory.routing_rules:
        if not _fits(rule, matter):
            continue
        text = text or f"{fold(matter.facts.title)} {fold(matter.facts.body)}"
        if rule.words and not any(speaks_of(text, word) for word in rule.words):
            continue
        agency = matter.eligible(rule.agency)
        if agency is not None:
            return Ruled(rule, agency.code)
    return None


def may_decide(ruled: Ruled, lawful: Lawful) -> bool:
    """The law names nobody, or its agency among others: then the rule chooses between them."""
    return not lawful.strong or ruled.agency in lawful.strong


def add_rule(claims: dict[str, Claim], ruled: Ruled, *, decides: bool) -> None:
    """What the rule says, among the claims."""
    reason = ruled.reason(CERTAIN if decides else CONTESTED)
    claims.setdefault(ruled.agency, Claim([])).reasons.append(reason)


def _fits(rule: RoutingRule, matter: Matter) -> bool:
    """Everything but the words, which cost more."""
    facts = matter.facts
    return (
        rule.in_force(matter.today)
        and covers(rule.region, facts.region)
        and (rule.topic is None or rule.topic in matter.directory.topic_path(facts.topic or ""))
        and rule.kind in (None, facts.kind)
        and rule.channel in (None, facts.channel)
    )
