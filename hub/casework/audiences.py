"""Who may be concerned by an event, found without asking everybody.

An audience is filed under what its filter and its scope make certain. That only saves questions: whether an
audience is told of an event is decided by the row predicate alone.
"""

from collections import defaultdict
from collections.abc import Iterable

from hub.domain.paging import EventFilter
from hub.domain.redaction import CaseScope
from hub.domain.tracking import fold_code
from hub.store.feed import FeedRow

Key = tuple[str, str]
Audience = tuple[CaseScope, EventFilter]
"""Everybody who sees the same events of the feed."""

EVERYTHING: Key = ("", "")


def keys_of(scope: CaseScope, wanted: EventFilter) -> tuple[Key, ...]:
    """Every event for this audience bears one of these keys; the narrowest that is certain is taken."""
    if wanted.tracking_number is not None:
        return (("case", fold_code(wanted.tracking_number)),)
    if wanted.agency is not None:
        return (("agency", wanted.agency),)
    if wanted.region is not None:
        return (("region", wanted.region),)
    if not scope.everything:
        bounds = _bounds(scope)
        if len(bounds) < 2:
            return tuple(bounds) if EVERYTHING not in bounds else _types(wanted)
    return _types(wanted)


def _bounds(scope: CaseScope) -> list[Key]:
    """One per alternative of the scope; none means that nothing is seen."""
    found: list[Key] = []
    if scope.channel is not None:
        found.append(("channel", scope.channel))
    if scope.agency is not None:
        found.append(EVERYTHING)  # what it once held is known to the store only
    for region in (scope.region, scope.public_region):
        if region is not None:
            found.append(("region", region) if region else EVERYTHING)
    return found


def _types(wanted: EventFilter) -> tuple[Key, ...]:
    return tuple(("type", one.value) for one in wanted.types) or (EVERYTHING,)


def keys_borne(row: FeedRow) -> list[Key]:
    """Under which keys the audiences of an event are found."""
    found = [
        EVERYTHING,
        ("case", row.tracking_number),
        ("channel", row.channel),
        ("type", row.event.type.value),
    ]
    if row.event.agency is not None:
        found.append(("agency", row.event.agency))
    pieces = row.region.split(".")
    return found + [("region", ".".join(pieces[:length])) for length in range(1, len(pieces) + 1)]


class Index:
    """Audiences by their keys."""

    def __init__(self, audiences: Iterable[Audience] = ()) -> None:
        self._filed: defaultdict[Key, set[Audience]] = defaultdict(set)
        for one in audiences:
            self.add(one)

    def add(self, audience: Audience) -> None:
        """File it; a second time changes nothing."""
        for key in keys_of(*audience):
            self._filed[key].add(audience)

    def discard(self, audience: Audience) -> None:
        """Take it out."""
        for key in keys_of(*audience):
            self._filed[key].discard(audience)
            if not self._filed[key]:
                del self._filed[key]

    def of(self, row: FeedRow) -> set[Audience]:
        """All that may be concerned by the event, and perhaps others."""
        return set().union(*(self._filed.get(key, ()) for key in keys_borne(row)))
