"""Smaller answers on thin lines: gzip, for queries of known callers only.

An answer that mixes a secret with words an attacker chose can be guessed by its compressed size (BREACH). So
mutations are never compressed: their answers hold receipts and signing secrets. Anonymous answers neither.
Streams are not: every event must leave at once, and all of them would share one window.
"""

import asyncio
import gzip

from graphql import OperationType

SMALLEST = 1_024
INLINE = 131_072  # larger ones would hold up the loop
LEVEL = 6


def takes_gzip(accept_encoding: str | None) -> bool:
    """Whether the client named gzip (or anything) with a weight above 0. Reads RFC 9110, 12.5.3."""
    if accept_encoding is None:
        return False
    weights: dict[str, bool] = {}
    for part in accept_encoding.lower().split(","):
        name, _, parameters = part.partition(";")
        weights[name.strip()] = _above_zero(parameters)
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", False)))


def squeezes(kind: OperationType | None, api_key: str | None, accept_encoding: str | None, size: int) -> bool:
    """Whether an answer of so many bytes is compressed: where that is safe and worth it."""
    if size <= SMALLEST or api_key is None or kind is not OperationType.QUERY:
        return False
    return takes_gzip(accept_encoding)


async def squeezed(body: bytes) -> bytes:
    """The answer, compressed; a long one beside the loop."""
    if len(body) > INLINE:
        return await asyncio.to_thread(gzip.compress, body, LEVEL, mtime=0)
    return gzip.compress(body, LEVEL, mtime=0)


def _above_zero(parameters: str) -> bool:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return True
    try:
        return float(value) > 0
    except ValueError:
        return False
