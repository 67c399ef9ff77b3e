"""`/metrics`: figures of this process, for operators."""

from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.requests import Request
from starlette.responses import Response

from hub.domain.caller import Scope
from hub.errors import StoreFault
from hub.web.authentication import Authentication, unauthenticated
from hub.web.metrics import Metrics, ReadGauges
from hub.web.refusal import Refusal


class MetricsDoor:
    """`GET /metrics`: for credentials that may manage deliveries; for everybody where it is open."""

    def __init__(
        self, metrics: Metrics, gauges: ReadGauges, authentication: Authentication, is_open: bool
    ) -> None:
        self._metrics, self._gauges, self._authentication = metrics, gauges, authentication
        self._open = is_open

    async def __call__(self, request: Request) -> Response:
        if not self._open:
            visitor = await self._authentication.of_headers(request.headers)
            if visitor.api_key is None:
                raise unauthenticated("figures need a credential")
            if not visitor.caller.may(Scope.DELIVERIES_MANAGE):
                raise Refusal(403, "FORBIDDEN", "figures need deliveries:manage")
        try:
            gauges = await self._gauges()
        except StoreFault:
            raise Refusal(503, "UNAVAILABLE", "the store does not answer", {"retry-after": "5"}) from None
        body = self._metrics.exposed(gauges)
        return Response(body, headers={"cache-control": "no-store"}, media_type=CONTENT_TYPE_PLAIN_0_0_4)
