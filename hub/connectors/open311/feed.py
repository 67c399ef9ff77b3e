"""The feed of changes out of windows of time; pure.

The protocol knows no cursor, only "updated between". So the cursor is a moment of our clock, and every
window begins a little before the last one ended: an update that the endpoint dates late, or with a clock
behind ours, is still found. What is told twice has the same id both times and counts once.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hub.connectors.salvage import salvaged
from hub.connectors.wild import Wild, id_at
from hub.domain.exchange import Change, ChangePage, ExternalRef
from hub.errors import Misunderstood

LONGEST = timedelta(days=89)  # of a window; the specification allows 90 days
FIRST = timedelta(days=1)  # how far back the very first window reaches
MOST = 500  # changes of one page


@dataclass(frozen=True, slots=True)
class Window:
    """What is asked for: from `since` to `until`. `lasts`: up to now, so that nothing is left behind it."""

    since: datetime
    until: datetime
    lasts: bool


def window(cursor: str | None, now: datetime, overlap: timedelta) -> Window:
    """The next window. A cursor nobody can read starts anew; none is ahead of our clock."""
    try:
        since = min(datetime.fromisoformat(cursor or "").astimezone(UTC), now)
    except (ValueError, OverflowError):
        since = now - FIRST
    end = now + overlap
    until = min(end, since + LONGEST)
    return Window(since, until, until == end)


def page(
    listed: Sequence[Wild], change: Callable[[Wild], Change], name: str, asked: Window, overlap: timedelta
) -> tuple[ChangePage, int]:
    """The changes of a window, oldest first, and how many items were lost because they name no record.

    An item that cannot be read holds nothing up: it becomes a change without a status. Where there are more
    than a page takes, the cursor is the time of the last one that went along.
    """
    told, broken, lost = list[Change](), list[Change](), 0
    for place, item in enumerate(listed):
        try:
            told.append(change(item))
        except Misunderstood:
            ref, number = id_at(item, "service_request_id"), id_at(item, "update_id")
            if ref is None:
                lost += 1
                continue
            at = f"{asked.since.isoformat()}:{place}"
            broken.append(salvaged(ExternalRef(name, ref), number and f"{ref}:{number}", item, at))
    told = _ranked(told)
    kept = _kept(told, asked)
    if len(kept) < len(told):
        cursor = datetime.fromtimestamp(kept[-1].order / 1000, UTC)
        return ChangePage((*kept, *broken), cursor.isoformat(), more=True), lost
    cursor = max(asked.since, asked.until - 2 * overlap if asked.lasts else asked.until - overlap)
    return ChangePage((*told, *broken), cursor.isoformat(), more=not asked.lasts), lost


def _ranked(told: list[Change]) -> list[Change]:
    """By time. What one record shares a moment with gets a place within it: times are whole seconds here."""
    told.sort(key=lambda one: (one.order, one.ref.id, _natural(one.event_id)))
    seen = Counter[tuple[str, int]]()
    ranked = []
    for one in told:
        place = (one.ref.id, one.order)
        ranked.append(replace(one, order=one.order + min(seen[place], 999)))
        seen[place] += 1
    return sorted(ranked, key=lambda one: one.order)


def _natural(event_id: str) -> tuple[int, str]:
    """Numbers in the order of their size, also where one has more digits."""
    return len(event_id), event_id


def _kept(told: list[Change], asked: Window) -> list[Change]:
    """As many as a page takes, and all that share the last one's moment: a cursor cannot stand between them.

    All of them where the cursor would not move on, as with an endpoint that does not keep to the window.
    """
    if len(told) <= MOST:
        return told
    last = told[MOST - 1].order
    moves = last > int(asked.since.timestamp() * 1000)
    return [one for one in told if one.order <= last] if moves else told
