"""What another table of routing rules would change: past cases through the resolver, with and without it."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from hub.casework.knowing import behind
from hub.casework.tools import Tools
from hub.domain.advice import Advice, Advise
from hub.domain.case import Visibility
from hub.domain.decision import facts_of
from hub.domain.directory import Directory
from hub.domain.routing import route
from hub.domain.rules import RoutingRule
from hub.store import rule_trials
from hub.store.rule_trials import PastCase

MOST_NUMBERS = 20
PERSON = "-"
"""In place of an agency: a coordinator decides."""


@dataclass(slots=True)
class Difference:
    """What would be different. `moves` counts pairs of agency before and after."""

    cases: int = 0
    routed_before: int = 0
    routed_after: int = 0
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    numbers: list[str] = field(default_factory=list)  # of public cases that move, the first few

    @property
    def changed(self) -> int:
        """How many cases would go elsewhere."""
        return sum(self.moves.values())


class RuleTrial:
    """Reads only."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def run(
        self, rules: tuple[RoutingRule, ...], since: datetime, until: datetime, day: date
    ) -> Difference:
        """Hold the rules against the ones in force, on cases handed in from `since` to before `until`.

        Every case is routed as if it had come in on `day`: rules, agencies and law of that day count. Memory
        is bounded by one page of cases; nothing is written.
        """
        now = self.tools.directory()
        then = replace(now, routing_rules=rules)
        found = Difference()
        async with self.tools.db.reading() as conn:
            async for past in rule_trials.handed_in(conn, since, until):
                self._count(past, (now, then), day, found)
        return found

    def _count(
        self, past: PastCase, editions: tuple[Directory, Directory], day: date, found: Difference
    ) -> None:
        case, advise = past.case, _once(self.tools.advise)
        facts = facts_of(case, past.licence, behind(self.tools, past.origin))
        before, after = (route(facts, one, day, advise=advise).agency for one in editions)
        found.cases += 1
        found.routed_before += before is not None
        found.routed_after += after is not None
        if before == after:
            return
        found.moves[before or PERSON, after or PERSON] += 1
        if case.visibility is Visibility.PUBLIC and len(found.numbers) < MOST_NUMBERS:
            found.numbers.append(case.tracking_number)


def _once(advise: Advise) -> Advise:
    """The model is asked once about a case, however often that is routed."""
    heard: list[Advice | None] = []

    def asked(title: str, body: str, region: str, topic: str | None) -> Advice | None:
        if not heard:
            heard.append(advise(title, body, region, topic))
        return heard[0]

    return asked
