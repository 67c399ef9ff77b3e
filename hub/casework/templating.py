"""Canned answers: which there are for a desk, and one of them filled for a case."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.casework.reading import Reading
from hub.casework.tools import Tools
from hub.domain.caller import Caller
from hub.domain.template import Template, TemplateKind, fill
from hub.domain.template_values import values_for
from hub.domain.worklist import own_agencies
from hub.errors import RuleViolation


@dataclass(frozen=True, slots=True)
class Templates:
    """The texts are reference data of the deployment."""

    tools: Tools

    def listed(
        self, caller: Caller, kind: TemplateKind | None, topic: str | None, first: int
    ) -> list[Template]:
        """Texts for this caller in code order: those for everybody and those of its own agencies.

        `topic`: with those for every topic, and for the topics above it.

        Raises:
            RuleViolation: UNKNOWN_TOPIC.
        """
        directory = self.tools.directory()
        if topic is not None and topic not in directory.topics:
            raise RuleViolation("UNKNOWN_TOPIC", "there is no topic of that code", "topic")
        above = directory.topic_path(topic) if topic is not None else ()
        mine = directory.kin(own_agencies(caller, directory))
        return [
            one
            for one in directory.templates
            if (kind is None or one.kind is kind)
            and (topic is None or one.topic is None or one.topic in above)
            and (one.agency is None or one.agency in mine)
        ][:first]

    async def texts(
        self, caller: Caller, templates: Sequence[Template], tracking_number: str
    ) -> list[str | None]:
        """Each text filled for the case, in the order given; None where the caller sees no such case."""
        reading = Reading(self.tools)
        case = await reading.case(caller, tracking_number)
        if case is None:
            return [None for _ in templates]
        running = (await reading.clocks([case]))[0]
        directory, now = self.tools.directory(), self.tools.clock()
        filled: list[str | None] = []
        for one in templates:
            values = values_for(case, caller.agency, one.kind, running, directory, now)
            filled.append(fill(one, values))
        return filled
