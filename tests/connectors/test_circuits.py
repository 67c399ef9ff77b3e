"""One circuit for the peer as a whole and one per operation; readers comply with a wish for patience."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress

import pytest

from hub.connectors.breaker import Breaker, BreakerRules, Outcome
from hub.connectors.circuits import Circuits
from hub.connectors.credential import Fixed
from hub.connectors.http import AgencyHttp
from hub.connectors.instance import Limits
from hub.connectors.lane import patience, reading
from hub.domain.exchange import Circuit, CircuitState
from hub.errors import ConnectorError, Refused, Throttled, Unconfirmed, Unreachable
from tests.connectors.rawpeer import Speak, answer, drip, hang_up, keep_silent, raw_peer
from tests.connectors.samples import Hands, seam

GOOD, BAD, GONE, UNKNOWN = Outcome.GOOD, Outcome.BAD, Outcome.UNREACHABLE, Outcome.UNKNOWN


def circuits() -> tuple[Circuits, Hands]:
    ticks = Hands()
    return Circuits(Breaker(BreakerRules(), ticks), ticks), ticks


def run(opened: Circuits, operation: str, whole: Outcome, own: Outcome, times: int) -> None:
    for _ in range(times):
        opened.enter(operation, reader=False).leave(whole, own)


def test_an_operation_that_fails_leaves_the_others_alone() -> None:
    found, _ = circuits()
    run(found, "search", GOOD, BAD, 10)

    assert [found.is_open(name) for name in ("search", "forward")] == [True, False]
    run(found, "forward", GOOD, GOOD, 1)
    assert found.shown() == (
        Circuit("", CircuitState.CLOSED),
        Circuit("forward", CircuitState.CLOSED),
        Circuit("search", CircuitState.OPEN, 30.0),
    )


def test_a_peer_nobody_reaches_is_left_alone_altogether() -> None:
    found, ticks = circuits()
    for number in range(5):
        run(found, f"operation-{number}", GONE, UNKNOWN, 1)

    assert found.is_open("one that was never called")
    with pytest.raises(Unreachable, match="CIRCUIT_OPEN") as refused:
        found.enter("fetch", reader=False)
    assert refused.value.retry_after == 30.0
    ticks.now += 30
    assert found.shown()[0].state is CircuitState.HALF_OPEN
    run(found, "fetch", GOOD, GOOD, 3)
    assert found.shown()[0].state is CircuitState.CLOSED


def test_while_one_probe_is_under_way_nobody_else_goes() -> None:
    found, ticks = circuits()
    run(found, "fetch", GONE, UNKNOWN, 5)
    ticks.now += 30
    probe = found.enter("fetch", reader=False)

    with pytest.raises(Unreachable, match="CIRCUIT_OPEN"):
        found.enter("forward", reader=False)
    probe.leave(GOOD, GOOD)
    found.enter("forward", reader=False).leave(GOOD, GOOD)


def test_a_wish_for_patience_binds_readers_for_its_whole_time() -> None:
    found, ticks = circuits()
    found.rest(60.0)
    found.rest(5.0)
    ticks.now += 59

    with pytest.raises(Throttled, match="RETRY_LATER") as refused:
        found.enter("fetch", reader=True)
    assert refused.value.retry_after == found.resting == 1.0
    found.enter("forward", reader=False).leave(GOOD, GOOD)  # a message has its own wait
    ticks.now += 1
    found.enter("fetch", reader=True).leave(GOOD, GOOD)


async def many(http: AgencyHttp, times: int = 10) -> None:
    """So many reads of one operation, whatever comes of them."""
    for _ in range(times):
        with suppress(ConnectorError):
            (await http.get("/", op="fetch")).json()


async def too_late(writer: asyncio.StreamWriter) -> None:
    """Say nothing until nobody waits any more."""
    await asyncio.sleep(0.1)


@pytest.mark.parametrize(
    "misbehaviour",
    [
        answer(500),
        answer(429),
        answer(200, b"{nonsense"),
        answer(200, b"x" * 3000),
        hang_up,
        too_late,
        drip,
        b"not http at all\r\n\r\n",
    ],
    ids=["500", "429", "garbage", "huge", "hangs up", "silent", "drips", "no http"],
)
async def test_whatever_is_no_answer_opens_the_circuit_of_its_operation(misbehaviour: bytes | Speak) -> None:
    async with raw_peer(misbehaviour) as peer:
        http = seam(peer.url, Limits(deadline=0.03, body_bytes=2000))
        await many(http)
        await http.aclose()

    assert http.is_open("fetch")
    assert not http.is_open("forward")


@pytest.mark.parametrize("said", [answer(404), answer(401), answer(422), answer(200)])
async def test_an_answer_that_says_no_leaves_it_closed(said: bytes) -> None:
    async with raw_peer(said) as peer:
        http = seam(peer.url, Limits(deadline=5.0))
        await many(http, 20)
        await http.aclose()

    assert not http.is_open("fetch")


async def test_a_slow_answer_counts_as_a_failure() -> None:
    ticks = Hands()

    async def late(writer: asyncio.StreamWriter) -> None:
        ticks.now += 3.0
        writer.write(answer(200))

    async with raw_peer(late) as peer:
        http = AgencyHttp(peer.url, Limits(deadline=5.0), Fixed({}), Breaker(BreakerRules(), ticks), ticks)
        await many(http)
        await http.aclose()

    assert http.is_open("fetch")


async def test_nobody_listening_closes_every_operation() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        http = seam(f"http://127.0.0.1:{closed.getsockname()[1]}", Limits(deadline=5.0))
        await many(http, 5)

    assert http.is_open("fetch")
    assert http.is_open("forward")
    await http.aclose()


async def test_retry_after_keeps_readers_away_and_messages_not() -> None:
    async with raw_peer(answer(429, b"", "Retry-After: 999999"), answer(200)) as peer:
        http = seam(peer.url, Limits(deadline=5.0))
        with pytest.raises(Throttled):
            await http.get("/", op="fetch")
        with reading(2.0), pytest.raises(Throttled, match="RETRY_LATER"):
            await http.get("/", op="fetch")

        assert http.resting == 21_600.0  # six hours at most
        assert len(peer.requests) == 1
        await http.post("/", op="forward")
        await http.aclose()

    assert len(peer.requests) == 2


async def test_a_reader_has_the_shorter_deadline_and_no_place_of_the_messages() -> None:
    async with raw_peer(keep_silent) as peer:
        http = seam(peer.url, Limits(deadline=1.0, concurrency=1))
        message = asyncio.create_task(http.post("/", op="forward"))
        await asyncio.wait_for(peer.asked.wait(), 5)
        peer.asked.clear()
        began = asyncio.get_running_loop().time()
        with reading(0.1), pytest.raises(Unreachable, match="DEADLINE"):
            await http.get("/", op="fetch")

        assert asyncio.get_running_loop().time() - began < 0.6
        assert peer.asked.is_set()  # though the only place of messages was taken
        with pytest.raises(Unconfirmed):
            await message
        await http.aclose()
    assert patience() is None


async def test_every_call_is_told_once_by_the_code_of_its_outcome() -> None:
    heard: list[tuple[str, str]] = []
    told: Callable[[str, str, float], None] = lambda op, outcome, _: heard.append((op, outcome))  # noqa: E731
    ticks = Hands()
    async with raw_peer(answer(200), answer(404), answer(503), hang_up) as peer:
        breaker = Breaker(BreakerRules(), ticks)
        http = AgencyHttp(peer.url, Limits(deadline=5.0), Fixed({}), breaker, ticks, told=told)
        await http.get("/", op="health")
        with pytest.raises(Refused):
            await http.get("/", op="fetch")
        with pytest.raises(Throttled):
            await http.get("/", op="search")
        with pytest.raises(Unconfirmed):
            await http.post("/", op="forward")
        await http.aclose()

    assert heard == [
        ("health", "OK"),
        ("fetch", "REFUSED"),
        ("search", "THROTTLED"),
        ("forward", "UNCONFIRMED"),
    ]
