"""What is left of an event that nobody can read: enough for a person, under a mark that never changes."""

import hashlib

import orjson

from hub.connectors.wild import Wild
from hub.domain.exchange import Change, ExternalRef

WORD = "?"


def salvaged(ref: ExternalRef, number: str | None, item: Wild, place: str) -> Change:
    """A change without a status, so that it is put aside for a person.

    Args:
        ref: the record it is about.
        number: the peer's own of this event; None where that is unreadable too.
        item: the event as it came.
        place: marks an event that has neither a number nor bytes that could be compared.
    """
    return Change(f"unreadable:{number or _fingerprint(item, place)}", ref, WORD, None, 0)


def _fingerprint(item: Wild, place: str) -> str:
    try:
        written = orjson.dumps(item, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:  # nested too deeply to be written again
        written = place.encode()
    return hashlib.sha256(written).hexdigest()
