"""Partners and their endpoints: register, rotate the secret, send again, remove, look at the log.

An endpoint belongs to the credential that registered it, and gets what that credential may see at the moment
of sending.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.subscribing import rows_for
from hub.casework.tools import Tools
from hub.domain.caller import Caller, Scope
from hub.domain.endpoint import EndpointRules, endpoint
from hub.domain.paging import Edge, EventFilter, Page
from hub.domain.webhook import (
    HEALTHY,
    MOST_REPLAYED,
    SECRET_BYTES,
    VisibleAttempt,
    VisibleWebhook,
    WebhookState,
    secret_text,
)
from hub.errors import NotEntitled, ResyncRequired, RuleViolation
from hub.store import feed, tables, webhook_messages, webhooks
from hub.store.feed import FeedRow, Position
from hub.store.webhook_messages import AttemptRow
from hub.store.webhooks import WebhookRow

LONGEST_DESCRIPTION = 200
MOST_SECRETS = 3  # that sign at the same time


class Partners:
    """The owner's side of outgoing webhooks. All methods raise `NotEntitled` without webhooks:manage.

    Args:
        tools: of the hub.
        rules: which addresses may be registered, and how many.
    """

    def __init__(self, tools: Tools, rules: EndpointRules) -> None:
        self.tools, self.rules = tools, rules

    async def register(
        self, caller: Caller, url: str, description: str, wanted: EventFilter
    ) -> tuple[VisibleWebhook, str]:
        """An endpoint for the events from now on, and its secret, which is never shown again.

        Raises:
            RuleViolation: INVALID, UNKNOWN_REGION, UNKNOWN_AGENCY; NOT_ALLOWED when there are enough.
        """
        _entitled(caller)
        endpoint(url, self.rules)
        self._check(description, wanted)
        id, now = self.tools.new_id(), self.tools.clock()
        secret = self.tools.randomness(SECRET_BYTES)

        async def work(conn: AsyncConnection) -> WebhookRow:
            await webhooks.lock_owner(conn, caller.subject)
            if await webhooks.count(conn, caller.subject) >= self.rules.most:
                raise RuleViolation("NOT_ALLOWED", f"a credential may have {self.rules.most} webhooks")
            row = WebhookRow(
                id=id,
                subject=caller.subject,
                url=self.tools.sealer.seal_bytes(url.encode(), url_place(id)),
                description=description.strip(),
                filter=wanted,
                state=WebhookState.ACTIVE,
                place=await feed.head(conn),
                looked_at=now,
                pulse=HEALTHY,
                failing_since=None,
                last_delivery_at=None,
                created_at=now,
            )
            await webhooks.add(conn, row)
            await self._add_secret(conn, id, secret, now)
            return row

        return self._visible(await self.tools.db.write(work)), secret_text(secret)

    async def rotate(self, caller: Caller, id: str) -> tuple[VisibleWebhook, str]:
        """A new secret; the old one signs too for a while.

        Raises:
            RuleViolation: NOT_FOUND; NOT_ALLOWED for one that is gone; RATE_LIMITED.
        """
        secret, now = self.tools.randomness(SECRET_BYTES), self.tools.clock()

        async def work(conn: AsyncConnection) -> WebhookRow:
            row = await _living(conn, caller, id)
            if len(await webhooks.secrets(conn, id, now)) >= MOST_SECRETS:
                raise RuleViolation(
                    "RATE_LIMITED", f"{MOST_SECRETS} secrets sign already: wait for one to end"
                )
            await self._add_secret(conn, id, secret, now)
            return row

        return self._visible(await self.tools.db.write(work)), secret_text(secret)

    async def delete(self, caller: Caller, id: str) -> None:
        """Nothing is sent there any more; its log is forgotten. Raises `RuleViolation` NOT_FOUND."""

        async def work(conn: AsyncConnection) -> None:
            await _own(conn, caller, id)
            await webhooks.find(conn, id)  # whoever notes an attempt takes this lock first, too
            await webhooks.remove(conn, id)

        await self.tools.db.write(work)

    async def replay(self, caller: Caller, id: str, start: datetime, end: datetime) -> int:
        """Send events of a time range (again), under the ids they had; an endpoint that was HELD is resumed.

        Returns how many are queued; those on their way already are not counted, those yet to come neither.

        Raises:
            RuleViolation: NOT_FOUND; INVALID range; TOO_LARGE above 10,000 events; NOT_ALLOWED when gone.
        """
        _entitled(caller)
        if end <= start:
            raise RuleViolation("INVALID", "the range ends before it begins", "to")
        now = self.tools.clock()
        rows = await self._past(caller, id, start, end)

        async def work(conn: AsyncConnection) -> int:
            row = await _living(conn, caller, id)
            count = await webhook_messages.add(conn, id, rows, now)
            if row.state is WebhookState.HELD:
                await webhook_messages.restart(conn, id, now)
            else:
                await webhook_messages.hasten(conn, id, now)
            await webhooks.fared(conn, id, HEALTHY, WebhookState.ACTIVE)
            return count

        return await self.tools.db.write(work)

    async def own(self, caller: Caller, ids: Sequence[str] | None = None) -> list[VisibleWebhook]:
        """The caller's endpoints, oldest first; with `ids` only those of them."""
        _entitled(caller)
        async with self.tools.db.reading() as conn:
            return [self._visible(row) for row in await webhooks.of_subject(conn, caller.subject, ids)]

    async def attempts(
        self, caller: Caller, ids: Sequence[str], first: int, after: str | None
    ) -> list[Page[VisibleAttempt]]:
        """For each of the caller's endpoints a page of its log, newest first; empty for any other."""
        before = _number(after) if after is not None else None
        mine = {hook.id for hook in await self.own(caller, ids)}
        async with self.tools.db.reading() as conn:
            found = await webhook_messages.log_pages(conn, [id for id in ids if id in mine], first, before)
        return [_page(found.get(id, []), first, after) for id in ids]

    def _check(self, description: str, wanted: EventFilter) -> None:
        directory = self.tools.directory()
        if not 1 <= len(description.strip()) <= LONGEST_DESCRIPTION:
            raise RuleViolation("INVALID", f"1 to {LONGEST_DESCRIPTION} characters", "description")
        if wanted.region is not None and wanted.region not in directory.regions:
            raise RuleViolation("UNKNOWN_REGION", "no such region", "filter.region")
        if wanted.agency is not None and wanted.agency not in directory.agencies:
            raise RuleViolation("UNKNOWN_AGENCY", "no such agency", "filter.agency")

    async def _add_secret(self, conn: AsyncConnection, id: str, secret: bytes, now: datetime) -> None:
        name = self.tools.new_id()
        box = self.tools.sealer.seal_bytes(secret, secret_place(id, name))
        overlap = timedelta(seconds=self.rules.overlap_seconds)
        await webhooks.add_secret(conn, id, name, box, now, now + overlap)

    async def _past(self, caller: Caller, id: str, start: datetime, end: datetime) -> list[FeedRow]:
        """Events the endpoint has passed already; what it has not reached yet comes anyway."""
        async with self.tools.db.reading() as conn:
            row = await _own(conn, caller, id)
            mine = rows_for(caller, row.filter, self.tools.directory())
            rows = await feed.feed(conn, None, MOST_REPLAYED + 1, _within(mine, start, end))
        if len(rows) > MOST_REPLAYED:
            raise RuleViolation(
                "TOO_LARGE", f"more than {MOST_REPLAYED} events: choose a shorter range", "to"
            )
        reached = Position.parse(row.place)
        return [one for one in rows if Position.parse(one.position) <= reached]

    def _visible(self, row: WebhookRow) -> VisibleWebhook:
        return VisibleWebhook(
            id=row.id,
            url=self.tools.sealer.open_bytes(row.url, url_place(row.id)).decode(),
            description=row.description,
            state=row.state,
            last_delivery_at=row.last_delivery_at,
            failing_since=row.failing_since,
        )


def url_place(webhook_id: str) -> str:
    """What binds a sealed address to its row."""
    return f"webhooks.url.{webhook_id}"


def secret_place(webhook_id: str, secret_id: str) -> str:
    """What binds a sealed secret to its row."""
    return f"webhook_secrets.box.{webhook_id}.{secret_id}"


def _entitled(caller: Caller) -> None:
    if not caller.may(Scope.WEBHOOKS_MANAGE):
        raise NotEntitled("this credential manages no webhooks")


async def _own(conn: AsyncConnection, caller: Caller, id: str) -> WebhookRow:
    _entitled(caller)
    found = await webhooks.of_subject(conn, caller.subject, [id])
    if not found:
        raise RuleViolation("NOT_FOUND", "no webhook of that id", "id")
    return found[0]


async def _living(conn: AsyncConnection, caller: Caller, id: str) -> WebhookRow:
    """The endpoint, locked."""
    await _own(conn, caller, id)
    row = await webhooks.find(conn, id)
    if row is None:
        raise RuleViolation("NOT_FOUND", "no webhook of that id", "id")
    if row.state is WebhookState.GONE:
        raise RuleViolation("NOT_ALLOWED", "the endpoint said that it is gone: register it anew", "id")
    return row


def _within(rows: ColumnElement[bool], start: datetime, end: datetime) -> ColumnElement[bool]:
    moment = tables.case_events.c.occurred_at
    return and_(rows, moment >= start, moment < end)


def _number(cursor: str) -> int:
    if not cursor.isascii() or not cursor.isdigit():
        raise ResyncRequired("the cursor is no place in the log")
    return int(cursor)


def _page(rows: list[AttemptRow], first: int, after: str | None) -> Page[VisibleAttempt]:
    edges = tuple(Edge(str(row.id), _attempt(row)) for row in rows[:first])
    return Page(edges, has_next=len(rows) > first, has_previous=after is not None)


def _attempt(row: AttemptRow) -> VisibleAttempt:
    return VisibleAttempt(
        cursor=str(row.id),
        event_id=row.event_id,
        at=row.at,
        outcome=row.outcome,
        code=row.code,
        http_status=row.http_status,
        duration_ms=row.duration_ms,
    )
