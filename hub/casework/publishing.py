"""Open aggregates on a portal of open data: closed periods only, once each, and to the end after a break."""

from collections import Counter
from dataclasses import dataclass

from hub.casework.tools import Tools
from hub.connectors.base import PublishesData
from hub.domain.opendata import DataSet, Fate, HeldSet, steps
from hub.domain.period import Period
from hub.errors import ConfigError, RuleViolation


@dataclass(frozen=True, slots=True)
class Published:
    """What was done there with the files of the period."""

    created: int
    replaced: int
    unchanged: int


class Publishing:
    """`hub report publish`."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def publish(self, portal: str, period: Period, data: DataSet) -> Published:
        """Make the portal hold these files; what it holds already is not sent again.

        A new data set stays hidden until all of its files are there, so a break leaves nothing half-done in
        public; the next run finds what there is and goes on. The hub remembers nothing of it: the portal's
        own list is the only truth.

        Raises:
            ConfigError: there is no such portal, it takes no data, or its address or token is not set.
            RuleViolation: INVALID, the period is still running.
            ConnectorError: the portal failed or refused; running it again does no harm.
        """
        there = self.check(portal, period)
        known = await there.data_set(data.name)
        held = known or await there.create_set(data)
        done: Counter[Fate] = Counter()
        for step in steps(data.files, held.files):
            if step.fate is not Fate.UNCHANGED:
                await there.put_file(held, step.file, step.at)
            done[step.fate] += 1
        if done[Fate.CREATED] or done[Fate.REPLACED] or _differs(held, data):
            await there.describe_set(held, data)
        return Published(done[Fate.CREATED], done[Fate.REPLACED], done[Fate.UNCHANGED])

    def check(self, portal: str, period: Period) -> PublishesData:
        """The portal, where this period may go there. Raises as `publish`, but calls nobody."""
        if not period.is_closed(self.tools.clock()):
            told = f"{period.code} is not over: only the figures of periods that have ended are published"
            raise RuleViolation("INVALID", told, "period")
        return self._portal(portal)

    def _portal(self, name: str) -> PublishesData:
        found = self.tools.peers.get(name)
        if found is None:
            raise ConfigError(f"there is no portal {name}, or its address or token is not set")
        if not isinstance(found, PublishesData):
            raise ConfigError(f"{name} takes no data: name an instance of kind ckan")
        return found


def _differs(held: HeldSet, data: DataSet) -> bool:
    """Whether the words there are others than ours; the moment of the figures alone is no reason."""
    return held.hidden or (held.title, held.notes) != (data.title, data.notes.strip())
