"""Partners' endpoints: what can be mended is data, pages of the log have cursors of their own."""

from collections.abc import Sequence
from datetime import datetime

import strawberry

from hub.domain.paging import EventFilter, Page
from hub.domain.paging import window as checked
from hub.domain.webhook import VisibleAttempt
from hub.errors import ResyncRequired, RuleViolation
from hub.resolvers import pages
from hub.resolvers.context import Context
from hub.schema import ids
from hub.schema.filters import Slice
from hub.schema.paging import PageInfo
from hub.schema.problems import Problem
from hub.schema.scalars import Cursor
from hub.schema.webhook_log import WebhookAttempt, WebhookAttemptConnection, WebhookAttemptEdge
from hub.schema.webhooks import (
    RegisterWebhookInput,
    Webhook,
    WebhookDeleted,
    WebhookRegistered,
    WebhookReplay,
)


async def register(context: Context, input: RegisterWebhookInput) -> WebhookRegistered | Problem:
    """`registerWebhook`."""
    wanted = input.filter.to_domain() if input.filter else EventFilter()
    partners = context.services.partners
    try:
        hook, secret = await partners.register(context.caller, input.url, input.description, wanted)
    except RuleViolation as broken:
        return Problem.of(broken)
    return WebhookRegistered(webhook=Webhook.of(hook), secret=secret)


async def rotate(context: Context, id: str) -> WebhookRegistered | Problem:
    """`rotateWebhookSecret`."""
    try:
        hook, secret = await context.services.partners.rotate(context.caller, _key(id))
    except RuleViolation as broken:
        return Problem.of(broken)
    return WebhookRegistered(webhook=Webhook.of(hook), secret=secret)


async def delete(context: Context, id: str) -> WebhookDeleted | Problem:
    """`deleteWebhook`."""
    try:
        await context.services.partners.delete(context.caller, _key(id))
    except RuleViolation as broken:
        return Problem.of(broken)
    return WebhookDeleted(id=strawberry.ID(id))


async def replay(context: Context, id: str, start: datetime, end: datetime) -> WebhookReplay | Problem:
    """`replayWebhook`."""
    try:
        return WebhookReplay(
            queued=await context.services.partners.replay(context.caller, _key(id), start, end)
        )
    except RuleViolation as broken:
        return Problem.of(broken)


async def own(context: Context) -> list[Webhook]:
    """`Query.webhooks`."""
    return [Webhook.of(row) for row in await context.services.partners.own(context.caller)]


async def by_id(context: Context, keys: Sequence[str], _: None) -> list[Webhook | None]:
    """Endpoints by their own ids; None where there is none of this caller's."""
    found = {row.id: Webhook.of(row) for row in await context.services.partners.own(context.caller, keys)}
    return [found.get(key) for key in keys]


async def attempts(
    context: Context, hooks: Sequence[Webhook], asked: Slice
) -> list[WebhookAttemptConnection | ResyncRequired]:
    """`Webhook.attempts`. A cursor is of one endpoint: at the others it fails."""
    kinds = [_log(hook.key) for hook in hooks]
    after, faults = pages.opened_once(context, kinds, asked.after)
    size = checked(asked.first, after).size
    mine = [hook.key for hook, fault in zip(hooks, faults, strict=True) if fault is None]
    found = iter(await context.services.partners.attempts(context.caller, mine, size, after))
    return [
        fault or _connection(pages.sealed(context, kind, next(found)))
        for kind, fault in zip(kinds, faults, strict=True)
    ]


def _connection(page: Page[VisibleAttempt]) -> WebhookAttemptConnection:
    edges = [
        WebhookAttemptEdge(cursor=Cursor(edge.cursor), node=WebhookAttempt.of(edge.node))
        for edge in page.edges
    ]
    return WebhookAttemptConnection(edges=edges, page_info=PageInfo.of(page))


def _log(key: str) -> str:
    return f"webhook attempts {key}"


def _key(id: str) -> str:
    key = ids.decode_as("Webhook", id)
    if key is None:
        raise RuleViolation("NOT_FOUND", "no webhook of that id", "id")
    return key
