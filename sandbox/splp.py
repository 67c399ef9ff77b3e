"""The government bus in front of a simulated system: WSO2 API Manager as SPLP runs it.

Each product is a context and a version over one path of the system, with a key of its own. Its refusals have
codes of six digits inside the body, and some tenants send them with HTTP 200.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox import tokens
from sandbox.wire import Object, reply

SHAPES = ("flat", "fault")
HEADERS = ("apikey", "authorizationsplp", "authorization")
TOKEN_PATHS = ("/token", "/oauth2/token")
MISSING, INVALID, FORBIDDEN, NO_PRODUCT, SPENT = 900902, 900901, 900908, 404, 900804


@dataclass(frozen=True)
class Product:
    """`path` of the system behind `/context/version`; `key` opens this product only."""

    context: str
    version: str
    key: str
    path: str = ""

    @property
    def root(self) -> str:
        return f"/{self.context.strip('/')}/{self.version}"


@dataclass(frozen=True)
class SplpConfig:
    """How this gateway is set up.

    Attributes:
        products: what it offers; a list of objects with the fields of `Product`.
        headers: where a key or token may stand; the first that is there counts and goes no further.
            `apikey` holds it bare, others after "Bearer ".
        client_id, client_secret: a client subscribed to all products, for tokens.
        quota: calls per product until the minute is over; 0: no end.
        shape: "flat" or "fault": how a refusal is written.
        status: of every refusal; 0: the one that fits.
        wrapped: every answer in `{"api_status": 1, "data": ...}`, with HTTP 200.
    """

    products: list[Object]
    headers: tuple[str, ...] = HEADERS
    client_id: str = "sandbox-bus-client"
    client_secret: str = "sandbox-bus-secret"
    token_seconds: int = 3600
    quota: int = 0
    shape: str = "flat"
    status: int = 0
    wrapped: bool = False
    offers: tuple[Product, ...] = field(init=False)

    def __post_init__(self) -> None:
        if self.shape not in SHAPES:
            raise ValueError(f"shape is one of {', '.join(SHAPES)}")
        object.__setattr__(self, "offers", tuple(Product(**product) for product in self.products))


class Splp:
    """ASGI layer: only what passes it reaches the system, without the header that opened the gate."""

    def __init__(self, app: ASGIApp, config: SplpConfig, now: Callable[[], float]) -> None:
        self.app, self.config, self.now = app, config, now
        self._minute, self._calls = 0, dict[str, int]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] in TOKEN_PATHS:
            await (await self._token(Request(scope, receive)))(scope, receive, send)
            return
        product = next((one for one in self.config.offers if scope["path"].startswith(one.root + "/")), None)
        used = next((name for name in self.config.headers if name in Request(scope).headers), "")
        code = NO_PRODUCT if product is None else self._judged(Request(scope), product, used)
        if product is None or code:
            await self._said(code)(scope, receive, send)
            return
        path = product.path + scope["path"].removeprefix(product.root)
        kept = [pair for pair in scope["headers"] if pair[0].decode() != used]
        inner = {**scope, "path": path, "raw_path": path.encode(), "headers": kept}
        await self.app(inner, receive, Wrapping(send) if self.config.wrapped else send)

    def _judged(self, request: Request, product: Product, used: str) -> int:
        """0, or why the gate stays shut."""
        if not used:
            return MISSING
        value = request.headers[used]
        proof = value if used == "apikey" else value.removeprefix("Bearer ")
        if proof != product.key and not tokens.valid(
            self.config.client_secret, f"Bearer {proof}", self.now()
        ):
            return FORBIDDEN if proof in {one.key for one in self.config.offers} else INVALID
        return SPENT if self._over(product) else 0

    def _over(self, product: Product) -> bool:
        minute = int(self.now() // 60)
        if minute != self._minute:
            self._minute, self._calls = minute, {}
        self._calls[product.key] = self._calls.get(product.key, 0) + 1
        return 0 < self.config.quota < self._calls[product.key]

    def _said(self, code: int) -> Response:
        """A refusal as this gateway writes it."""
        fitting = {FORBIDDEN: 403, SPENT: 429, NO_PRODUCT: 404}.get(code, 401)
        text = {"message": "Gateway", "description": "Permintaan ditolak gateway"}
        fault = {"code": code, **text}
        body = {"fault": fault} if self.config.shape == "fault" else {**fault, "code": str(code)}
        return reply(body, self.config.status or fitting, {"retry-after": "1"} if code == SPENT else None)

    async def _token(self, request: Request) -> Response:
        """Client credentials; the client by HTTP Basic or in the form."""
        form = await request.form()
        if form.get("grant_type") != "client_credentials":
            return reply({"error": "unsupported_grant_type"}, 400)
        if tokens.credentials(request, form) != (self.config.client_id, self.config.client_secret):
            return reply({"error": "invalid_client"}, 401)
        made = tokens.issue(self.config.client_secret, self.now(), self.config.token_seconds)
        return reply({"access_token": made, "expires_in": self.config.token_seconds, "token_type": "Bearer"})


class Wrapping:
    """Wraps a whole answer: HTTP 200 in any case, `api_status` tells."""

    def __init__(self, send: Send) -> None:
        self.send, self._status, self._body = send, 200, b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            return
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        done = self._status < 300
        said = {"api_status": int(done), "api_message": "success" if done else f"error {self._status}"}
        body = orjson.dumps({**said, "data": orjson.loads(self._body)} if done else said)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await self.send({"type": "http.response.start", "status": 200, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})
