"""Subscriptions as `multipart/mixed`, as Apollo's clients and router speak it.

Protocol: https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import orjson

from hub.schema.told import Told
from hub.web.execution import Answer

CONTENT_TYPE = 'multipart/mixed; boundary="graphql"; subscriptionSpec="1.0"'
_OPEN = b"\r\n--graphql\r\ncontent-type: application/json\r\n\r\n"
HEARTBEAT = _OPEN + b"{}"
_END = b"\r\n--graphql--\r\n"


def part(answer: Answer | Told) -> bytes:
    """One part of the stream; what is told to many is written once."""
    if not isinstance(answer, Told):
        body = {"payload": None, "errors": answer.errors} if answer.refused else {"payload": answer.body}
        return _OPEN + orjson.dumps(body)
    written = answer.written.get(CONTENT_TYPE)
    if written is None:
        written = answer.written[CONTENT_TYPE] = b'%b{"payload":%b}' % (_OPEN, answer.payload)
    return bytes(written)


async def parts(answers: AsyncGenerator[Answer | Told, None]) -> AsyncGenerator[bytes, None]:
    """The parts of one operation. What kept it from running travels beside an empty payload."""
    yield HEARTBEAT
    async with aclosing(answers):
        async for answer in answers:
            yield part(answer)
    yield _END
