"""The citizen's side: a case in plain words, what people think of a service, what was agreed with them."""

from dataclasses import dataclass

from hub.casework.consultations import Consultations
from hub.casework.progress import Progresses
from hub.casework.satisfaction import Satisfaction
from hub.casework.surveying import Surveying
from hub.casework.tools import Tools


@dataclass(frozen=True, slots=True)
class Citizens:
    """Use cases that belong together; see docs/satisfaction.md."""

    progress: Progresses
    surveying: Surveying
    satisfaction: Satisfaction
    consultations: Consultations


def citizens(tools: Tools) -> Citizens:
    """All of them over the same tools."""
    return Citizens(Progresses(tools), Surveying(tools), Satisfaction(tools), Consultations(tools))
