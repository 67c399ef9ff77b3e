"""Where a case comes from that another hub, or a system's own feed, hands in; why none goes round in circles.

Every hub has an id of its own and writes it into the list of those a case has passed before it hands the case
on. A hub that finds itself in that list has had the case already.
"""

import re
from dataclasses import dataclass

from hub.domain.tracking import crockford, keyed_hash
from hub.errors import RuleViolation

MOST_VIA = 6  # hubs and systems on one case's way; the tiers of government are three
LONGEST_ID = 200
NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,38}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Origin:
    """`id` is the number that `via[0]` gave the case; the others in `via` passed it on, in that order."""

    id: str
    via: tuple[str, ...]

    @property
    def source(self) -> str:
        """The hub or system that took the case first."""
        return self.via[0]


def own_id(key: bytes) -> str:
    """The id of a hub that was given none: the same as long as its key is, and tells nothing of the key."""
    return f"hub-{crockford(keyed_hash(key, 'hub id'), 10).lower()}"


def check(origin: Origin, own: str) -> None:
    """Whether a case with that history may be taken by the hub `own`.

    Raises:
        RuleViolation: INVALID: it has another form, or was passed on more than `MOST_VIA` times;
            ALREADY_HERE: it has been through this hub.
    """
    well_formed = all(NAME.fullmatch(one) for one in origin.via)
    if (
        not 1 <= len(origin.via) <= MOST_VIA
        or not well_formed
        or not 0 < len(origin.id.strip()) <= LONGEST_ID
    ):
        message = f"via names 1 to {MOST_VIA} hubs or systems, id has 1 to {LONGEST_ID} characters"
        raise RuleViolation("INVALID", message, "origin")
    if own in origin.via:
        raise RuleViolation("ALREADY_HERE", "this case has been through this hub", "origin")


def onward(origin: Origin | None, own: str, number: str) -> Origin:
    """What this hub writes on a case it passes on; a case of its own begins with its own number."""
    return Origin(number, (own,)) if origin is None else Origin(origin.id, (*origin.via, own))
