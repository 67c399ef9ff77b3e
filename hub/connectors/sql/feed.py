"""The feed of a database: records that changed and replies that came, each followed by its own place."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import orjson
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.connectors.salvage import salvaged
from hub.connectors.sql.reading import Rows, View
from hub.connectors.sql.statements import Place, RecordRows, ReplyRows
from hub.connectors.wild import Wild, as_id, need_list
from hub.domain.exchange import Change, ChangePage, ExternalRef
from hub.errors import Misunderstood

PAGE = 200  # rows of each table in one page

log = structlog.get_logger()

States = Callable[[Sequence[str], AsyncConnection], Awaitable[Rows]]
Lines = Sequence[Mapping[str, Any]]


def feed_page(
    records: RecordRows,
    replies: ReplyRows | None,
    view: View,
    states: States,
    cursor: str | None,
    until: str | None,
) -> Callable[[AsyncConnection], Awaitable[ChangePage]]:
    """What reads one page on a connection: the present state of every record that something happened to.

    Args:
        records, replies: the tables.
        view: how their rows are read.
        states: reads records with their newest replies.
        cursor: two places, written by the page before; None: from the beginning.
        until: rows younger than this wait; None: none do.
    """
    places = _places(cursor)

    async def page(conn: AsyncConnection) -> ChangePage:
        moved = await _lines(conn, records.changed_since(places[0], until, PAGE))
        said = await _lines(conn, replies.written_since(places[1], until, PAGE)) if replies else []
        ids = [one for one in (as_id(row["id"]) for row in moved) if one]
        ids += [one for one in (as_id(row["record"]) for row in said) if one]
        names = list(dict.fromkeys(ids))
        changes = _changes(await states(names, conn), names, view) if names else ()
        after = (_last(moved, "changed", places[0]), _last(said, "written", places[1]))
        return ChangePage(changes, orjson.dumps(after).decode(), PAGE in (len(moved), len(said)))

    return page


async def _lines(conn: AsyncConnection, statement: Any) -> Lines:
    return [dict(row) for row in (await conn.execute(statement)).mappings()]


def _changes(rows: Rows, names: Sequence[str], view: View) -> tuple[Change, ...]:
    """One row nobody can read holds the others up no more than an unreadable item of another feed."""
    found: list[Change] = []
    for name in names:
        row, reply = rows.records.get(name), rows.replies.get(name)
        if row is None:  # a reply to a record that is none of ours
            continue
        ref = ExternalRef(view.manifest.name, name)
        try:
            found.append(view.change(ref, row, reply))
        except Misunderstood:
            log.warning("feed items unreadable", connector=view.manifest.name, items=1, lost=0)
            found.append(salvaged(ref, None, dict(row), name))
    return tuple(sorted(found, key=lambda change: change.order))


def _last(rows: Lines, column: str, before: Place | None) -> Place | None:
    return (str(rows[-1][column]), str(rows[-1]["id"])) if rows else before


def _places(cursor: str | None) -> tuple[Place | None, Place | None]:
    """Raises `Misunderstood`: the stored cursor is none of this kind."""
    if cursor is None:
        return None, None
    try:
        read: Wild = orjson.loads(cursor)
    except orjson.JSONDecodeError:
        raise Misunderstood("UNREADABLE_CURSOR") from None
    pair = need_list({"cursor": read}, "cursor")
    if len(pair) != 2:
        raise Misunderstood("UNREADABLE_CURSOR")
    return _place(pair[0]), _place(pair[1])


def _place(read: Wild) -> Place | None:
    if read is None:
        return None
    if not isinstance(read, list) or len(read) != 2 or not all(isinstance(one, str) for one in read):
        raise Misunderstood("UNREADABLE_CURSOR")
    return str(read[0]), str(read[1])
