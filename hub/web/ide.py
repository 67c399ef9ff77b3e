"""GraphiQL for people who look around, served from the package: no other site is ever asked."""

import gzip
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from hub.web.refusal import Refusal

_TYPES = {
    "page.js": "text/javascript",
    "page.css": "text/css",
    "icon.svg": "image/svg+xml",
    "graphiql.min.js": "text/javascript",
    "graphiql.min.css": "text/css",
    "react.production.min.js": "text/javascript",
    "react-dom.production.min.js": "text/javascript",
}

# GraphiQL sets style attributes while it draws, and its stylesheet carries the fonts as data.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_SAFE = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}


class Ide:
    """The page at `/graphql` and its files under `/graphql/ide/`, read once."""

    def __init__(self) -> None:
        folder = files("hub.web") / "static"
        self._page = (folder / "index.html").read_bytes()
        self._compressed = {
            name: (folder / f"{name}.gz").read_bytes()
            if ".min." in name
            else _compress((folder / name).read_bytes())
            for name in _TYPES
        }

    async def page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The page itself."""
        headers = {**_SAFE, "cache-control": "no-cache", "vary": "accept"}
        await Response(self._page, headers=headers, media_type="text/html")(scope, receive, send)

    def routes(self) -> list[BaseRoute]:
        """Where the page finds its files."""
        return [Route("/graphql/ide/{name}", self._file)]

    async def _file(self, request: Request) -> Response:
        name = request.path_params["name"]
        body = self._compressed.get(name)
        if body is None:
            raise Refusal(404, "NOT_FOUND", "no such file")
        headers = {**_SAFE, "cache-control": "public, max-age=3600", "vary": "accept-encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
        else:
            body = gzip.decompress(body)
        return Response(body, headers=headers, media_type=_TYPES[name])


def _compress(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)
