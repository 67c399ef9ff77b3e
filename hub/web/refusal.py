"""Saying no: one shape for every request the doors turn away."""

from collections.abc import Mapping

import orjson
from starlette.responses import Response

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"


class Refusal(Exception):
    """A request the doors do not pass on.

    Args:
        status: HTTP status, 4xx or 503.
        code: stable word for `extensions.code`.
        message: for the developer of the client; never repeats what was sent.
        headers: added to the answer, such as `Allow`.
    """

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.headers = dict(headers or {})


def refused(refusal: Refusal, media_type: str = JSON) -> Response:
    """The answer a refused client gets: a GraphQL error body without `data`, never cached."""
    return json_response(
        error_body(refusal.code, refusal.message), refusal.status, media_type, refusal.headers
    )


def error_body(code: str, message: str) -> dict[str, object]:
    """A GraphQL answer that holds one error and nothing else."""
    return {"errors": [{"message": message, "extensions": {"code": code}}]}


def json_response(
    body: Mapping[str, object],
    status: int = 200,
    media_type: str = JSON,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """JSON bytes that no cache may keep, unless `headers` says otherwise."""
    return Response(
        orjson.dumps(body),
        status,
        {"cache-control": "no-store", **(headers or {})},
        f"{media_type}; charset=utf-8",
    )
