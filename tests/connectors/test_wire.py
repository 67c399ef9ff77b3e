"""Connections: kept for reads, new for writes, dropped when anything is odd."""

import asyncio

import pytest

from hub.connectors.instance import Limits
from hub.errors import Unconfirmed, Unreachable
from tests.connectors.rawpeer import answer, raw_peer
from tests.connectors.samples import Hands, seam

ROOMY = Limits(deadline=5.0)
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n"
INTERIM = b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n" + answer(200, b"[1,2]")


async def test_reads_share_a_connection_and_every_write_gets_its_own() -> None:
    async with raw_peer(answer(200)) as peer:
        http = seam(peer.url, ROOMY)
        for _ in range(3):
            await http.get("/")
        assert peer.connections == 1
        await http.post("/", json={})
        await http.post("/", json={})
        assert peer.connections == 3
        await http.aclose()


@pytest.mark.parametrize("spoken", [CHUNKED, INTERIM], ids=["chunked", "interim answer first"])
async def test_bodies_arrive_in_every_form_http_has(spoken: bytes) -> None:
    async with raw_peer(spoken) as peer:
        http = seam(peer.url, ROOMY)
        for _ in range(2):
            assert (await http.get("/")).json() == [1, 2]
        assert peer.connections == 1
        await http.aclose()


async def test_without_a_length_the_end_of_the_connection_ends_the_body() -> None:
    async def until_the_end(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.0 200 OK\r\n\r\n[1,")
        await writer.drain()
        writer.write(b"2]")
        writer.close()

    async with raw_peer(until_the_end) as peer:
        http = seam(peer.url, ROOMY)
        for _ in range(2):
            assert (await http.get("/")).json() == [1, 2]
        assert peer.connections == 2
        await http.aclose()


@pytest.mark.parametrize(
    "odd",
    [answer(200, b"{}", "connection: close"), answer(200) + answer(200)],
    ids=["the peer says close", "two answers to one call"],
)
async def test_an_odd_connection_is_not_used_again(odd: bytes) -> None:
    async with raw_peer(odd) as peer:
        http = seam(peer.url, ROOMY)
        await http.get("/")
        await http.get("/")
        assert peer.connections == 2
        await http.aclose()


async def test_a_connection_that_was_idle_for_two_seconds_is_not_used_again() -> None:
    async with raw_peer(answer(200)) as peer:
        http = seam(peer.url, ROOMY)
        assert isinstance(http._ticks, Hands)
        await http.get("/")
        http._ticks.now += 2.0
        await http.get("/")
        assert peer.connections == 2
        await http.aclose()


async def test_a_connection_the_peer_has_closed_is_noticed_before_the_next_read() -> None:
    async def answer_and_go(writer: asyncio.StreamWriter) -> None:
        writer.write(answer(200))
        writer.close()

    async with raw_peer(answer_and_go) as peer:
        http = seam(peer.url, ROOMY)
        for _ in range(3):
            assert (await http.get("/")).status == 200
            await asyncio.sleep(0.05)
        await http.aclose()


async def test_a_head_without_end_is_given_up() -> None:
    async with raw_peer(b"HTTP/1.1 200 OK\r\nx: " + b"y" * 300_000) as peer:
        http = seam(peer.url, ROOMY)
        with pytest.raises(Unreachable):
            await http.get("/")
        await http.aclose()


async def test_a_peer_that_switches_to_another_protocol_gave_no_answer() -> None:
    async with raw_peer(b"HTTP/1.1 101 X\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n") as peer:
        http = seam(peer.url, ROOMY)
        with pytest.raises(Unreachable):
            await http.get("/")
        with pytest.raises(Unconfirmed):
            await http.post("/", json={})
        await http.aclose()


async def test_an_offer_of_another_protocol_changes_nothing() -> None:
    async with raw_peer(answer(200, b"[1]", "upgrade: h2,h2c", "connection: upgrade, keep-alive")) as peer:
        http = seam(peer.url, ROOMY)
        assert (await http.get("/")).json() == [1]
        assert (await http.get("/")).json() == [1]
        await http.aclose()


async def test_what_comes_after_an_answer_is_not_taken_for_the_next_one() -> None:
    async def twice(writer: asyncio.StreamWriter) -> None:
        writer.write(answer(200, b"[1]"))
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.write(answer(200, b"[2]"))

    async with raw_peer(twice, answer(200, b"[3]")) as peer:
        http = seam(peer.url, ROOMY)
        assert (await http.get("/")).json() == [1]
        await asyncio.sleep(0.15)
        assert (await http.get("/")).json() == [3]
        await http.aclose()


async def test_a_line_break_in_a_header_is_never_sent() -> None:
    async with raw_peer(answer(200)) as peer:
        http = seam(peer.url, ROOMY)
        with pytest.raises((Unreachable, Unconfirmed)):
            await http.post("/", json={}, headers={"Idempotency-Key": "k\r\nX-Admin: yes"})
        await http.aclose()

    assert peer.requests == []
