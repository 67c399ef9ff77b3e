"""The door `/open311/`: routes, keys, and failures as lists of code and description."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from hub.domain.caller import Caller, Role
from hub.domain.caller import Scope as Right
from hub.errors import NotEntitled, RuleViolation, StoreFault
from hub.web.authentication import STRANGER, Authentication
from hub.web.open311 import showing
from hub.web.open311.reading import Asked, form_fields, listed, query_fields, request_query, span
from hub.web.open311.writing import Document, failure, written
from hub.web.options import WebOptions
from hub.web.ports import Reports
from hub.web.refusal import Refusal

NOT_FOUND = frozenset({"UNKNOWN_TOPIC", "UNKNOWN_REGION", "NOT_FOUND"})
_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]{1,255}")


@dataclass(frozen=True, slots=True)
class _Call:
    """One request: its query or form, and its headers."""

    fields: Mapping[str, str]
    headers: Headers
    scheme: str


Answering = Callable[[_Call], Awaitable[Document]]


class Open311Door:
    """GeoReport v2 over the hub."""

    def __init__(self, reports: Reports, authentication: Authentication, options: WebOptions) -> None:
        self._reports, self._authentication, self._options = reports, authentication, options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        asked = Asked.of(scope["path_params"]["rest"], headers)
        more: dict[str, str] = {}
        try:
            async with asyncio.timeout(self._options.limits.deadline_s):
                document = await self._document(asked, scope, receive, headers)
        except Refusal as refusal:
            document = failure(403 if refusal.status == 401 else refusal.status, refusal.message)
            more = refusal.headers
        except RuleViolation as broken:
            document = failure(404 if broken.code in NOT_FOUND else 400, broken.message)
        except NotEntitled:
            document = failure(403, "this api_key may not do that")
        except StoreFault:
            document, more = failure(503, "not possible at the moment; try again"), {"retry-after": "5"}
        except TimeoutError:
            document = failure(504, "it took too long; a request may be sent again without harm")
        await written(document, asked.form, more)(scope, receive, send)

    async def _document(self, asked: Asked, scope: Scope, receive: Receive, headers: Headers) -> Document:
        routes = self._routes(asked.steps)
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        if not routes or "\0" in asked.steps[-1] or self._options.open311 == "off":
            raise Refusal(404, "NOT_FOUND", "there is nothing at this address")
        if method not in routes:
            allowed = ", ".join(sorted(routes))
            raise Refusal(405, "METHOD_NOT_ALLOWED", f"here: {allowed}", {"allow": allowed})
        fields = query_fields(scope)
        if method == "POST":
            fields |= await form_fields(headers, receive, self._options.limits)
        region = fields.get("jurisdiction_id")
        if region and not self._reports.knows_region(region):
            raise Refusal(404, "NOT_FOUND", "jurisdiction_id was not found: it is a Kemendagri code")
        return await routes[method](_Call(fields, headers, scope["scheme"]))

    def _routes(self, steps: tuple[str, ...]) -> Mapping[str, Answering]:
        """What can be asked at an address, by method; empty: there is no such address."""
        match steps:
            case ("discovery",) | ("v2", "discovery"):
                return {"GET": self._discovery}
            case ("v2", "services"):
                return {"GET": self._services}
            case ("v2", "services", code):
                return {"GET": lambda call: self._service(code)}
            case ("v2", "requests"):
                return {"GET": self._requests, "POST": self._hand_in}
            case ("v2", "requests", number):
                return {"GET": lambda call: self._request(call, number)}
            case ("v2", "tokens", token):
                return {"GET": lambda call: self._token(call, token)}
            case ("v2", "servicerequestupdates"):
                return {"GET": self._updates}
        return {}

    async def _discovery(self, call: _Call) -> Document:
        host = call.headers.get("host", "")
        base = f"{call.scheme}://{host}" if _HOST.fullmatch(host) else ""
        test = self._options.development
        return showing.discovery(f"{base}/open311/v2", self._reports.version, self._options.contact, test)

    async def _services(self, call: _Call) -> Document:
        return showing.services(self._reports.services())

    async def _service(self, code: str) -> Document:
        if self._reports.service(code) is None:
            raise Refusal(404, "NOT_FOUND", "service_code was not found")
        return showing.definition(code)

    async def _hand_in(self, call: _Call) -> Document:
        caller = await self._caller(call)
        if caller.role is Role.ANONYMOUS:
            raise Refusal(403, "FORBIDDEN", "api_key was not provided")
        ours = {"api_key", "idempotency_key"}
        fields = {name: value for name, value in call.fields.items() if name not in ours}
        key = call.fields.get("idempotency_key") or call.headers.get("idempotency-key")
        return showing.handed_in(await self._reports.hand_in(caller, fields, key or None))

    async def _requests(self, call: _Call) -> Document:
        caller = await self._reader(call)
        numbers = listed(call.fields, "service_request_id")
        if numbers:  # overrides everything else
            return showing.requests(await self._reports.by_ids(caller, numbers))
        query = request_query(call.fields, self._reports.now())
        return showing.requests(await self._reports.requests(caller, query))

    async def _request(self, call: _Call, number: str) -> Document:
        found = await self._reports.by_ids(await self._reader(call), [number])
        if not found:
            raise Refusal(404, "NOT_FOUND", "service_request_id was not found")
        return showing.requests(found)

    async def _token(self, call: _Call, token: str) -> Document:
        """Numbers are given at once, so the only token of a request is its number."""
        found = await self._reports.by_ids(await self._reader(call), [token])
        if not found:
            raise Refusal(404, "NOT_FOUND", "token was not found: this endpoint gives numbers at once")
        return showing.token(found[0].id)

    async def _updates(self, call: _Call) -> Document:
        caller = await self._reader(call)
        numbers = listed(call.fields, "service_request_id")
        return showing.updates(
            await self._reports.updates(caller, span(call.fields, self._reports.now()), numbers)
        )

    async def _reader(self, call: _Call) -> Caller:
        """Who may read requests: everybody where the deployment says so, else whoever has a key for cases."""
        caller = await self._caller(call)
        if self._options.open311 != "public" and not caller.may(Right.CASES_READ):
            raise Refusal(403, "FORBIDDEN", "requests are read with an api_key here")
        return caller

    async def _caller(self, call: _Call) -> Caller:
        """By the field `api_key`, else by the headers the other doors know."""
        key = call.fields.get("api_key", "").strip()
        if not key:
            return (await self._authentication.of_headers(call.headers)).caller
        return (await self._authentication.of_payload({"apiKey": key}, STRANGER)).caller
