"""GraphQL over Server-Sent Events: how events are written, and the mode with one connection per operation.

Protocol: https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import orjson

from hub.schema.told import Told
from hub.web.execution import Answer

HEARTBEAT = b":\n\n"
CONTENT_TYPE = "text/event-stream; charset=utf-8"


def event(name: str, data: object = None, event_id: str | None = None) -> bytes:
    """One event. `event_id` is what a browser sends back as `Last-Event-ID` after a broken connection."""
    head = f"id: {event_id}\n" if event_id and "\n" not in event_id and "\r" not in event_id else ""
    body = b"" if data is None else orjson.dumps(data)  # orjson writes no line breaks
    return f"{head}event: {name}\ndata: ".encode() + body + b"\n\n"


def answered(answer: Answer | Told) -> bytes:
    """An answer as an event; what is told to many is written once."""
    if not isinstance(answer, Told):
        return event("next", answer.body, answer.position)
    written = answer.written.get(CONTENT_TYPE)
    if written is None:
        written = event("next", orjson.Fragment(answer.payload), answer.position)
        answer.written[CONTENT_TYPE] = written
    return bytes(written)


def tagged(operation_id: str, answer: Answer | Told) -> bytes:
    """The same for one of the operations on a shared connection."""
    payload = orjson.Fragment(answer.payload) if isinstance(answer, Told) else answer.body
    return event("next", {"id": operation_id, "payload": payload})


async def distinct(answers: AsyncGenerator[Answer | Told, None]) -> AsyncGenerator[bytes, None]:
    """The events of one operation: `next` per answer, the cursor as event id, `complete` at the end."""
    yield HEARTBEAT  # lets proxies and clients see at once that the stream stands
    async with aclosing(answers):
        async for answer in answers:
            yield answered(answer)
    yield event("complete")
