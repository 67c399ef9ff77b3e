"""The use cases of people who work at a desk, in one value."""

from dataclasses import dataclass

from hub.casework.claiming import Claiming
from hub.casework.officer_notes import OfficerNotes
from hub.casework.templating import Templates
from hub.casework.tools import Tools
from hub.casework.worklists import Worklists


@dataclass(frozen=True, slots=True)
class Desks:
    """Lists, claims, notes between officers, canned answers."""

    worklists: Worklists
    claiming: Claiming
    notes: OfficerNotes
    templates: Templates


def desks(tools: Tools) -> Desks:
    """All of them over the same tools."""
    return Desks(Worklists(tools), Claiming(tools), OfficerNotes(tools), Templates(tools))
