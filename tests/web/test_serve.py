"""The server's configuration, and what happens on connections that misbehave below GraphQL."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from hub.web.options import Limits
from hub.web.serve import config
from tests.web.running import DEVELOPMENT, SCHEMA, Site, running

POST = b"POST /graphql HTTP/1.1\r\nhost: hub.example\r\ncontent-type: application/json\r\n"


@asynccontextmanager
async def wire(site: Site) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    host, _, port = site.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield reader, writer
    finally:
        writer.close()


def test_the_server_is_configured_for_many_subscribers_and_little_disclosure() -> None:
    made = config(SCHEMA, "127.0.0.1", 8000, Limits(frame=1_000))  # type: ignore[arg-type]

    assert (made.loop, made.http, made.ws) == ("uvloop", "httptools", "websockets-sansio")
    assert (made.ws_per_message_deflate, made.ws_max_size) == (False, 1_000)
    assert (made.access_log, made.server_header, made.date_header) == (False, False, False)
    assert made.timeout_graceful_shutdown == 5


async def test_answers_carry_neither_server_nor_date(site: Site) -> None:
    reply = await site.ask("{ greet }")

    assert "server" not in reply.headers
    assert "date" not in reply.headers


async def test_what_lives_at_start_up_is_taken_out_of_garbage_collection(site: Site) -> None:
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold()[0] == 50_000


async def test_a_body_that_drips_too_long_is_a_408() -> None:
    async with (
        running(replace(DEVELOPMENT, limits=Limits(body_wait_s=0.05))) as site,
        wire(site) as (reader, writer),
    ):
        writer.write(POST + b"content-length: 100\r\n\r\n{")
        head = await reader.readuntil(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in head


async def test_a_client_that_leaves_in_the_middle_of_a_body_leaves_no_trace(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        async with wire(site) as (_, writer):
            writer.write(POST + b"content-length: 100\r\n\r\n{")
            await writer.drain()
        await asyncio.sleep(0.05)

    assert caplog.records == []


async def test_requests_follow_each_other_on_one_connection(site: Site) -> None:
    body = b'{"query":"{ greet }"}'
    request = POST + b"content-length: %d\r\n\r\n" % len(body) + body
    async with wire(site) as (reader, writer):
        for _ in range(3):
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 ")
            await reader.readexactly(len(b'{"data":{"greet":"Halo dunia"}}'))
