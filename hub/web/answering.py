"""How an answer in one piece is written: status, what caches may do with it, its tag, and its bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

from graphql import OperationType
from starlette.types import Send

from hub.web.execution import Answer, status_of
from hub.web.refusal import GRAPHQL_JSON, JSON
from hub.web.squeezing import squeezed, squeezes

Heads = list[tuple[bytes, bytes]]

VARY = (b"vary", b"accept, authorization, x-api-key, accept-encoding")
NO_STORE = (b"cache-control", b"no-store")
PRIVATE = (b"cache-control", b"private, no-cache")
PUBLIC = (b"cache-control", b"public, no-cache")
GZIP = (b"content-encoding", b"gzip")
TAG_BYTES = 16
_CONTENT_TYPE = {name: f"{name}; charset=utf-8".encode() for name in (JSON, GRAPHQL_JSON)}


@dataclass(slots=True)
class Asked:
    """What of a request decides how its answer is written."""

    method: str
    media_type: str
    kind: OperationType | None
    api_key: str | None
    headers: Mapping[str, str]  # names in lower case


async def write(answer: Answer, asked: Asked, send: Send) -> None:
    """Send the answer. Under `application/json` the status stays 200 whatever the errors say.

    A clean answer of a query that came by GET or HEAD gets a strong `ETag`; where the client has it: 304.
    """
    body = answer.encoded
    kept = answer.clean and asked.kind is OperationType.QUERY
    packed = squeezes(asked.kind, asked.api_key, asked.headers.get("accept-encoding"), len(body))
    heads: Heads = [NO_STORE if not kept else PUBLIC if asked.api_key is None else PRIVATE, VARY]
    if kept and asked.method in ("GET", "HEAD"):
        tag = tag_of(body, asked.media_type, packed)
        heads.append((b"etag", tag.encode()))
        if known(tag, asked.headers.get("if-none-match")):
            await send_all(send, 304, heads, b"")
            return
    if packed:
        body = await squeezed(body)
        heads.append(GZIP)
    heads.append((b"content-type", _CONTENT_TYPE[asked.media_type]))
    heads.append((b"content-length", b"%d" % len(body)))
    status = status_of(answer) if asked.media_type == GRAPHQL_JSON else 200
    await send_all(send, status, heads, b"" if asked.method == "HEAD" else body)


async def send_all(send: Send, status: int, heads: Heads, body: bytes) -> None:
    """One whole answer."""
    await send({"type": "http.response.start", "status": status, "headers": heads})
    await send({"type": "http.response.body", "body": body})


def tag_of(body: bytes, media_type: str, packed: bool) -> str:
    """The strong tag of one representation: another media type or coding has another one."""
    digest = blake2b(body, digest_size=TAG_BYTES, person=media_type[-16:].encode()).hexdigest()
    return f'"{digest}-gzip"' if packed else f'"{digest}"'


def known(tag: str, if_none_match: str | None) -> bool:
    """Whether the client holds that representation: `*`, or the tag is listed (RFC 9110, 13.1.2)."""
    if if_none_match is None:
        return False
    listed = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return tag in listed or listed == ["*"]
