"""What routing a case anew has to know besides the case itself; casework finds it out."""

from collections.abc import Iterable
from dataclasses import dataclass

from hub.domain.advice import Advise, no_advice
from hub.domain.case import CaseEvent, CaseEventType
from hub.domain.permit import NamedLicence


@dataclass(frozen=True, slots=True)
class Known:
    """The licence's answer, where the case has been, who may be asked again, and the model in force."""

    licence: NamedLicence | None = None
    passed: frozenset[str] = frozenset()  # agencies behind a hub that the case has been through
    reconsidered: frozenset[str] = frozenset()  # they returned it, and something new was learnt since
    advise: Advise = no_advice


def reconsidered(timeline: Iterable[CaseEvent]) -> frozenset[str]:
    """Agencies that returned the case before new facts came: what the reporter added, another topic or kind.

    They may be offered it again, but not return it again. The codes are those of the timeline.
    """
    returned: set[str] = set()
    again: set[str] = set()
    for event in timeline:
        if event.type is CaseEventType.RETURNED and event.agency is not None:
            returned.add(event.agency)
            again.discard(event.agency)
        elif _is_news(event):
            again |= returned
    return frozenset(again)


def _is_news(event: CaseEvent) -> bool:
    if event.type is CaseEventType.VERIFIED:
        return not event.facts.keys().isdisjoint({"topic", "kind"})
    # where the word came from an agency's system, which works on again, it names that agency: nothing new
    return event.type is CaseEventType.INFORMATION_PROVIDED and event.agency is None
