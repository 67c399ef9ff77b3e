"""Whether the process lives, and whether it can do its work."""

from starlette.requests import Request
from starlette.responses import Response

from hub.errors import HubError
from hub.web.ports import Inbox
from hub.web.refusal import Refusal, json_response


async def alive(request: Request) -> Response:
    """`/healthz`: 200 as long as the event loop turns."""
    return json_response({"status": "alive"})


class Readiness:
    """`/readyz`: 200 when the store answers and stands at the newest migration, else 503."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def __call__(self, request: Request) -> Response:
        try:
            await self._inbox.ready()
        except HubError as fault:
            raise Refusal(
                503, "NOT_READY", f"not ready: {type(fault).__name__}", {"retry-after": "5"}
            ) from None
        return json_response({"status": "ready"})
