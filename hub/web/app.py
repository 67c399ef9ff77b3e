"""All doors in one ASGI application."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp

from hub.web.authentication import Authentication
from hub.web.entrance import Entrance
from hub.web.execution import Answer, Executor
from hub.web.graphql import GraphQLDoor
from hub.web.health import Readiness, alive
from hub.web.ide import Ide
from hub.web.inbound import Webhooks
from hub.web.metrics_door import MetricsDoor
from hub.web.negotiation import parse_accept
from hub.web.open311 import Open311Door
from hub.web.options import Limits, WebOptions
from hub.web.patience import Patience
from hub.web.ports import Parts
from hub.web.refusal import JSON, Refusal, error_body, json_response, refused
from hub.web.sharing import Sharing
from hub.web.single import Reservations
from hub.web.single_door import SingleConnection
from hub.web.sockets import SocketDoor
from hub.web.waiting import WaitingRoom

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def web_app(options: WebOptions, parts: Parts, lifespan: Lifespan | None = None) -> ASGIApp:
    """The application to serve.

    Args:
        options: what the deployment decided.
        parts: the rooms behind the doors.
        lifespan: opens and closes those rooms; started before the first request, ended after the last.
    """
    door, routes = _doors(options, parts)
    layered = Starlette(
        routes=routes,
        middleware=_middleware(options),
        exception_handlers={
            Refusal: _refused,
            HTTPException: _no_door,
            ClientDisconnect: _left,
            Exception: _broken,
        },
        lifespan=lifespan,
    )
    return Entrance(layered, door, parts.metrics)


def _doors(options: WebOptions, parts: Parts) -> tuple[GraphQLDoor, list[BaseRoute]]:
    authentication = Authentication(parts.keys)
    executor = Executor(
        parts.engine, parts.open_context, options, parts.metrics, _sharing(options.limits, parts)
    )
    waiting = WaitingRoom(options.limits.waiting_per_client)
    single = SingleConnection(
        executor, authentication, Reservations(options.limits), waiting, options.limits, parts.new_token
    )
    ide = Ide() if options.development else None
    inbound = Webhooks(parts.inbox, options).__call__
    patience = Patience(options.limits.body_wait_s)
    door = GraphQLDoor(executor, authentication, options, single, ide, patience)
    routes: list[BaseRoute] = [
        Route("/graphql", door),
        Route("/graphql/stream", door),
        WebSocketRoute("/graphql", SocketDoor(executor, authentication, options, waiting)),
        Route("/hooks/{connector}", inbound, methods=["POST"]),
        Route("/webhooks/{connector}", inbound, methods=["POST"]),  # the same door by an older name
        Route("/healthz", alive),
        Route("/readyz", Readiness(parts.inbox).__call__),
    ]
    if parts.metrics is not None and parts.gauges is not None:
        figures = MetricsDoor(parts.metrics, parts.gauges, authentication, options.metrics_open)
        routes.append(Route("/metrics", figures.__call__))
    if parts.reports is not None:
        routes.append(Route("/open311/{rest:path}", Open311Door(parts.reports, authentication, options)))
    return door, [*routes, *ide.routes()] if ide else routes


def _sharing(limits: Limits, parts: Parts) -> Sharing[Answer] | None:
    if parts.metrics is not None and parts.counted is not None:
        parts.metrics.paths.counted = parts.counted
    if parts.changes is None or not limits.share_s:
        return None
    told = parts.metrics.shared if parts.metrics is not None else lambda: None
    return Sharing(parts.changes, limits.share_s, told)


def _middleware(options: WebOptions) -> list[Middleware]:
    if not options.origins:
        return []
    names = ["authorization", "x-api-key", "content-type", "last-event-id", "x-graphql-event-stream-token"]
    methods = ["GET", "POST", "PUT", "DELETE"]
    return [
        Middleware(CORSMiddleware, allow_origins=options.origins, allow_methods=methods, allow_headers=names)
    ]


async def _refused(request: Request, refusal: Any) -> Response:
    return refused(refusal, parse_accept(request.headers.get("accept")).answer_type or JSON)


async def _no_door(request: Request, error: Any) -> Response:
    code = "METHOD_NOT_ALLOWED" if error.status_code == 405 else "NOT_FOUND"
    return json_response(error_body(code, str(error.detail)), error.status_code, headers=error.headers)


async def _left(request: Request, error: Any) -> Response:
    return Response(status_code=408)  # the client has gone; nobody reads this


async def _broken(request: Request, error: Exception) -> Response:
    return json_response(error_body("INTERNAL", "internal error"), 500)
