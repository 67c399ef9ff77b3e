"""The doors of a hub: the web application over its services."""

import secrets

from starlette.types import ASGIApp

from hub.app.building import Hub
from hub.app.identifiers import new_id
from hub.casework.sealing import CursorSeal
from hub.resolvers.contexts import Contexts
from hub.resolvers.schema import build
from hub.schema.limits import Limits as DocumentLimits
from hub.store import feed
from hub.web.app import web_app
from hub.web.options import Limits, WebOptions
from hub.web.ports import Parts


async def doors(hub: Hub) -> ASGIApp:
    """The application to serve. The database must be at this release: cursors carry its feed's name."""
    settings, services = hub.settings, hub.services
    async with hub.db.reading() as conn:
        epoch = await feed.epoch(conn)
    options = WebOptions(
        profile=settings.mode,
        origins=settings.origins,
        limits=Limits(
            graphql_body=settings.body_limit,
            webhook_body=settings.webhook_body_limit,
            deadline_s=settings.operation_deadline_s,
            share_s=settings.share_reads_s,
        ),
        metrics_open=settings.metrics_open,
        open311=settings.open311,
        contact=settings.contact,
        webhook_status=dict.fromkeys(settings.webhook_200, 200),
    )
    schema = build(
        DocumentLimits(cost=settings.query_cost), open_introspection=settings.mode == "development"
    )
    parts = Parts(
        engine=schema,
        open_context=Contexts(services, CursorSeal(hub.keys.cursor_key, epoch), new_id),
        keys=services.authentication,
        inbox=services.inbox,
        new_token=secrets.token_urlsafe,
        metrics=hub.metrics,
        gauges=services.gauging.read,
        counted=schema.engine.counted,
        changes=lambda: hub.db.changed.count,
        reports=services.reports,
    )
    return web_app(options, parts)
