"""Where agencies push: one address per connector, raw bytes in, stored before anything is read."""

import re

from starlette.requests import Request
from starlette.responses import Response

from hub.errors import CredentialFault, NotAvailable, StoreFault
from hub.web.guard import read_body
from hub.web.options import WebOptions
from hub.web.patience import Patience
from hub.web.ports import Inbox
from hub.web.refusal import Refusal, json_response

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Webhooks:
    """`POST /hooks/{connector}`: 202 once it is stored, also when it was stored before.

    Refused with 401 (signature), 404 (no such connector, or it takes no webhooks), 408, 413, and with 503
    when the store can't keep it: then the sender has to come again.
    """

    def __init__(self, inbox: Inbox, options: WebOptions) -> None:
        self._inbox, self._options = inbox, options

    async def __call__(self, request: Request) -> Response:
        connector = request.path_params["connector"]
        limits = self._options.limits
        if not _NAME.fullmatch(connector):
            raise _unknown()
        patience = Patience(limits.body_wait_s)
        body = await read_body(request.receive, request.headers, limits.webhook_body, patience)
        await self._keep(connector, body, dict(request.headers))
        return json_response({"status": "stored"}, self._options.webhook_status.get(connector, 202))

    async def _keep(self, connector: str, body: bytes, headers: dict[str, str]) -> None:
        try:
            await self._inbox.receive(connector, body, headers)
        except CredentialFault:
            raise Refusal(401, "BAD_SIGNATURE", "the signature is not genuine") from None
        except NotAvailable:
            raise _unknown() from None
        except StoreFault:
            raise Refusal(503, "NOT_STORED", "not stored; send it again", {"retry-after": "30"}) from None


def _unknown() -> Refusal:
    return Refusal(404, "UNKNOWN_CONNECTOR", "no connector of that name takes webhooks")
