"""The same event told twice with another content: the first stands, the second is put aside for a person."""

import hmac
from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.tools import Tools
from hub.domain.exchange import Change
from hub.errors import StoreFault
from hub.store import cursors, inbox
from hub.store.inbox import InboxSource

CODE = "CONFLICTING_BODY"
_DECODER = msgspec.json.Decoder(Change)


def place_of(connector: str, event_id: str) -> str:
    """What binds a sealed body to its row in the inbox."""
    return f"inbox.body.{connector}.{event_id}"


def sorted_out(
    tools: Tools, connector: str, changes: Iterable[Change], known: Mapping[str, bytes]
) -> tuple[dict[str, Change], list[Change]]:
    """What is new, and what contradicts the first telling of its event.

    Args:
        tools: of the hub.
        connector: whose changes they are.
        changes: in the order they were told.
        known: event id -> sealed body of those the inbox holds.
    """
    new: dict[str, Change] = {}
    contradicting: list[Change] = []
    for change in changes:
        first = new.get(change.event_id) or _opened(tools, connector, change.event_id, known)
        if first is not None and _meaning(first) != _meaning(change):
            contradicting.append(change)
        elif first is None and change.event_id not in known:
            new[change.event_id] = change
    return new, contradicting


async def put_aside(
    conn: AsyncConnection, tools: Tools, connector: str, source: InboxSource, event_id: str, body: bytes
) -> None:
    """Keep the second telling, once, and alarm the connector: its health shows the code."""
    mark = hmac.digest(tools.secrets.content, body, "sha256").hex()[:16]
    aside = f"{event_id}~{mark}"
    box = tools.sealer.seal_bytes(body, place_of(connector, aside))
    if await inbox.add(conn, connector, source, [(aside, box)], tools.clock(), aside=CODE):
        await cursors.failed(conn, connector, CODE)


def same_body(tools: Tools, connector: str, event_id: str, box: bytes, body: bytes) -> bool:
    """Whether a raw message is the one that came first; also when no key of this hub opens that one."""
    try:
        return tools.sealer.open_bytes(box, place_of(connector, event_id)) == body
    except StoreFault:
        return True


def _opened(tools: Tools, connector: str, event_id: str, known: Mapping[str, bytes]) -> Change | None:
    """The first telling; None where there is none that can be read."""
    if event_id not in known:
        return None
    try:
        return _DECODER.decode(tools.sealer.open_bytes(known[event_id], place_of(connector, event_id)))
    except (StoreFault, msgspec.MsgspecError):
        return None


def _meaning(change: Change) -> tuple[object, ...]:
    """All that moves a case or is shown; not the peer's clock, which may come in several precisions."""
    return (
        change.ref.id,
        change.status_text,
        change.status,
        change.order,
        change.note,
        change.proposed_owner,
    )
