"""`routeCase`: the resolver that handing in uses, over a case that nobody hands in."""

from hub.casework.permits import Permits
from hub.casework.tools import Tools
from hub.connectors.asking import Spends
from hub.domain.caller import Caller, Scope
from hub.domain.decision import Decision, RoutingFacts
from hub.domain.routing import route
from hub.domain.submitting import check_matter


class Trial:
    """Who would own a case, and why. Nothing is stored."""

    def __init__(self, tools: Tools, permits: Permits) -> None:
        self.tools, self._permits = tools, permits

    async def owner(self, caller: Caller, facts: RoutingFacts, spends: Spends) -> Decision:
        """The decision that handing in such a case today would bring.

        A licence that the text names is looked up for callers who may look permits up; a system that does
        not answer leaves it to the other rules.

        Args:
            caller: for whom; its own channel counts where `facts` names none.
            facts: without what was found out about a licence.
            spends: what calls to permit systems may cost.

        Raises:
            RuleViolation: INVALID, TOO_LARGE, UNKNOWN_REGION, UNKNOWN_TOPIC.
        """
        directory = self.tools.directory()
        check_matter(facts.title, facts.body, facts.region, facts.topic, directory)
        licence = None
        if caller.may(Scope.PERMITS_READ):
            named = self._permits.mentioned(facts.title, facts.body, facts.region, facts.topic)
            licence, _ = await self._permits.licence(named, spends)
        known = RoutingFacts(
            title=facts.title.strip(),
            body=facts.body.strip(),
            region=facts.region,
            topic=facts.topic,
            sensitivity=facts.sensitivity,
            licence=licence,
            kind=facts.kind,
            channel=facts.channel or caller.channel,
        )
        today = directory.day_at(facts.region, self.tools.clock())
        return route(known, directory, today, advise=self.tools.advise)
