"""Health facilities, as the national master list shows them at query time. Nothing clinical, no person."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from hub.casework.tools import Tools
from hub.connectors.asking import Question, ReadsLive, Sourced, Spends
from hub.connectors.base import ListsFacilities
from hub.domain.exchange import Capability, Facility
from hub.errors import ConnectorError, NotAvailable, RuleViolation

OPERATION = "facilities"
ANSWER = tuple[Facility, ...]


@dataclass(frozen=True, slots=True)
class FacilityList:
    """A master list, by the facilities' ids, or why it could not be had."""

    source: str  # connector
    answer: Sourced[tuple[Facility, ...]] | ConnectorError


class Facilities:
    """`facilities`."""

    def __init__(self, tools: Tools, live: ReadsLive) -> None:
        self.tools, self.live = tools, live

    async def listed(self, region: str | None, spends: Spends) -> FacilityList:
        """Facilities of a region and those below it; None: of the whole country.

        Where several systems hold a list, the first by name that answers is the list.

        Raises:
            RuleViolation: UNKNOWN_REGION.
            NotAvailable: no system here holds such a list.
        """
        if region is not None and region not in self.tools.directory().regions:
            raise RuleViolation("UNKNOWN_REGION", "there is no region of that Kemendagri code", "region")
        questions = [
            Question(name, OPERATION, region or "", partial(system.facilities, region), ANSWER)
            for name, system in self._systems()
        ]
        if not questions:
            raise NotAvailable("no system here holds a list of health facilities")
        answers = await self.live.ask(questions, spends)
        told = [FacilityList(one.connector, answer) for one, answer in zip(questions, answers, strict=True)]
        return next((one for one in told if isinstance(one.answer, Sourced)), told[0])

    def _systems(self) -> Sequence[tuple[str, ListsFacilities]]:
        able = [one.name for one in self.tools.peers.manifests() if Capability.LOOKUP in one.capabilities]
        found: list[tuple[str, ListsFacilities]] = []
        for name in able:
            system = self.tools.peers.get(name)
            if isinstance(system, ListsFacilities):
                found.append((name, system))
        return found
