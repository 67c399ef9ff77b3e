"""The HTTP seam against peers that misbehave on the wire."""

import asyncio
import gzip
import socket
import traceback
from contextlib import AsyncExitStack

import pytest

from hub.connectors.auth import ClientCredentials, credential
from hub.connectors.breaker import Breaker, BreakerRules
from hub.connectors.credential import Fixed
from hub.connectors.http import AgencyHttp
from hub.connectors.instance import Limits
from hub.connectors.reply import segment
from hub.errors import (
    ConnectorError,
    CredentialFault,
    Misunderstood,
    Refused,
    Throttled,
    Unconfirmed,
    Unreachable,
)
from tests.connectors.rawpeer import Speak, answer, drip, hang_up, keep_silent, raw_peer
from tests.connectors.samples import Hands, seam

QUICK = Limits(deadline=0.3)
ROOMY = Limits(deadline=5.0)
BOMB = gzip.compress(b" " * 50_000_000)


async def told(http: AgencyHttp, method: str) -> ConnectorError:
    """The fault of one read ("GET") or write ("POST") of JSON."""
    with pytest.raises(ConnectorError) as caught:
        (await (http.get("/secret-path") if method == "GET" else http.post("/secret-path", json={}))).json()
    await http.aclose()
    return caught.value


async def test_a_good_answer_is_handed_over_whole() -> None:
    async with raw_peer(answer(201, b'{"id": 7}', "X-Kind: lapor")) as peer:
        http = seam(peer.url + "/base/", ROOMY)
        reply = await http.post("/things", json={"a": "é"}, headers={"Idempotency-Key": "k-1"})
        await http.aclose()

    assert (reply.status, reply.headers["x-kind"], reply.json()) == (201, "lapor", {"id": 7})
    head, _, body = peer.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /base/things HTTP/1.1")
    assert b"idempotency-key: k-1" in head.lower()
    assert body == '{"a":"é"}'.encode()


@pytest.mark.parametrize(
    ("status", "body", "read", "write"),
    [
        (302, b"", Refused, Refused),
        (400, b"", Refused, Refused),
        (401, b"", CredentialFault, CredentialFault),
        (403, b"", CredentialFault, CredentialFault),
        (404, b"", Refused, Refused),
        (408, b"", Throttled, Throttled),
        (409, b"", Refused, Unconfirmed),
        (422, b"", Refused, Refused),
        (425, b"", Throttled, Throttled),
        (429, b"", Throttled, Throttled),
        (500, b"", Unreachable, Unconfirmed),
        (502, b"", Unreachable, Unconfirmed),
        (503, b"", Throttled, Throttled),
        (504, b"", Unreachable, Unconfirmed),
        (401, b'{"code":"900901"}', CredentialFault, CredentialFault),
        (429, b'{"code":900800}', Throttled, Throttled),
        (403, b'{"fault":{"code":900802}}', Throttled, Throttled),
        (500, b'{"fault":{"code":900908}}', CredentialFault, CredentialFault),
        (503, b'{"code":"900902"}', CredentialFault, CredentialFault),
        (200, b"{nonsense", Misunderstood, Unconfirmed),
        (200, b"\xff\xfe", Misunderstood, Unconfirmed),
        (200, b"[" * 100_000, Misunderstood, Unconfirmed),
    ],
)
async def test_every_answer_has_one_meaning_for_a_retry(
    status: int, body: bytes, read: type[ConnectorError], write: type[ConnectorError]
) -> None:
    async with raw_peer(answer(status, body)) as peer:
        faults = [await told(seam(peer.url, ROOMY), method) for method in ("GET", "POST")]

    assert [type(fault) for fault in faults] == [read, write]


@pytest.mark.parametrize(
    "misbehaviour",
    [
        hang_up,
        keep_silent,
        drip,
        b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{",
        b"not http at all\r\n\r\n",
        answer(200, b"\x1f\x8b broken gzip", "content-encoding: gzip"),
    ],
    ids=["hangs up", "silent", "drips", "truncated", "no http", "broken gzip"],
)
async def test_a_lost_answer_after_a_write_may_have_arrived(misbehaviour: bytes | Speak) -> None:
    async with raw_peer(misbehaviour) as peer:
        async with asyncio.timeout(5):
            write = await told(seam(peer.url, QUICK), "POST")
            read = await told(seam(peer.url, QUICK), "GET")

    assert (type(write), type(read)) == (Unconfirmed, Unreachable)


async def test_nobody_listening_is_unreachable_for_reads_and_writes() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        faults = [await told(seam(address, ROOMY), method) for method in ("GET", "POST")]

    assert [type(fault) for fault in faults] == [Unreachable, Unreachable]


async def test_a_peer_that_never_completes_the_tls_handshake_was_sent_nothing() -> None:
    async with raw_peer(keep_silent) as peer:
        fault = await told(seam(peer.url.replace("http:", "https:"), QUICK), "POST")

    assert type(fault) is Unreachable


@pytest.mark.parametrize(
    ("body", "headers"),
    [(b"x" * 3000, ()), (BOMB, ("content-encoding: gzip",))],
    ids=["plain", "compressed"],
)
async def test_an_answer_over_the_cap_is_given_up(body: bytes, headers: tuple[str, ...]) -> None:
    async with raw_peer(answer(200, body, *headers)) as peer:
        capped = Limits(deadline=5.0, body_bytes=2000)
        faults = [await told(seam(peer.url, capped), method) for method in ("GET", "POST")]

    assert [type(fault) for fault in faults] == [Misunderstood, Unconfirmed]


async def test_a_compressed_answer_within_the_cap_is_read() -> None:
    body = gzip.compress(b'{"long": "' + b"y" * 90_000 + b'"}')
    async with raw_peer(answer(200, body, "content-encoding: gzip")) as peer:
        http = seam(peer.url, Limits(deadline=5.0, body_bytes=100_000))
        reply = await http.get("/")
        await http.aclose()

    assert reply.json() == {"long": "y" * 90_000}


@pytest.mark.parametrize(
    "headers", [tuple(f"h-{n}: v" for n in range(101)), ("content-encoding: br",)], ids=["many", "brotli"]
)
async def test_headers_beyond_what_was_agreed_are_not_read(headers: tuple[str, ...]) -> None:
    async with raw_peer(answer(200, b"{}", *headers)) as peer:
        fault = await told(seam(peer.url, ROOMY), "GET")

    assert type(fault) is Misunderstood


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("Retry-After: 7", 7.0),
        ("Retry-After: 999999", 21_600.0),
        ("Retry-After: soon", None),
        ("Retry-After: \u00b2".encode("latin-1").decode("latin-1"), None),
        ("X-Nothing: 1", None),
        ("Retry-After: Mon, 02 Mar 2026 08:31:00 GMT\r\nDate: Mon, 02 Mar 2026 08:30:00 GMT", 60.0),
        ("Retry-After: Mon, 02 Mar 2026 08:00:00 GMT\r\nDate: Mon, 02 Mar 2026 08:30:00 GMT", 0.0),
    ],
)
async def test_retry_after_is_respected_and_capped(header: str, seconds: float | None) -> None:
    async with raw_peer(answer(503, b"", header)) as peer:
        fault = await told(seam(peer.url, ROOMY), "POST")

    assert (type(fault), fault.retry_after) == (Throttled, seconds)


async def test_a_redirect_is_not_followed() -> None:
    async with raw_peer(answer(200, b"{}")) as inner, AsyncExitStack() as stack:
        moved = answer(307, b"", f"Location: {inner.url}/admin")
        peer = await stack.enter_async_context(raw_peer(moved))
        fault = await told(seam(peer.url, ROOMY), "POST")

    assert type(fault) is Refused
    assert inner.requests == []


async def test_proxies_and_netrc_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with raw_peer(answer(200, b"{}")) as peer:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:1")
        http = seam(peer.url, ROOMY)
        reply = await http.get("/")
        await http.aclose()

    assert reply.status == 200


async def test_no_error_text_carries_address_path_body_or_secret() -> None:
    ticks = Hands()
    for misbehaviour in (hang_up, answer(500, b"NIK 6201010101900001"), answer(200, b"{"), answer(403)):
        async with raw_peer(misbehaviour) as peer:
            proof = Fixed({"X-API-Key": "very-secret"})
            http = AgencyHttp(peer.url, ROOMY, proof, Breaker(BreakerRules(), ticks), ticks)
            fault = await told(http, "POST")
        text = f"{fault} {fault!r} {fault.args} {''.join(traceback.format_exception(fault))}"
        for forbidden in ("127.0.0.1", "secret-path", "6201010101900001", "very-secret"):
            assert forbidden not in text.replace(__file__, "").replace('"/secret-path"', "")
        assert fault.__context__ is None or isinstance(fault.__context__, ConnectorError | ValueError)


async def test_only_so_many_calls_run_at_a_time_and_the_rest_waits_unsent() -> None:
    async with raw_peer(keep_silent) as peer:
        http = seam(peer.url, Limits(deadline=0.3, connections=2, concurrency=4))
        faults = await asyncio.gather(*(http.post("/", json={}) for _ in range(5)), return_exceptions=True)
        await http.aclose()

    assert len(peer.requests) == 2
    assert sorted(type(fault).__name__ for fault in faults) == ["Unconfirmed"] * 2 + ["Unreachable"] * 3


async def test_after_five_failures_to_reach_it_the_peer_is_left_alone_for_a_while() -> None:
    rules = BreakerRules(cooldown=30.0)
    ticks = Hands()
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        http = AgencyHttp(address, ROOMY, Fixed({}), Breaker(rules, ticks), ticks)
        for _ in range(5):
            assert not http.is_open("read")
            with pytest.raises(Unreachable, match="NO_CONNECTION"):
                await http.get("/")

        assert http.is_open("read")
        assert http.is_open("forward")
        with pytest.raises(Unreachable, match="CIRCUIT_OPEN") as refused:
            await http.get("/")
        assert refused.value.retry_after == 30.0
        ticks.now += 30
        assert not http.is_open("read")
        await http.aclose()


@pytest.mark.parametrize("body", [b"{nonsense", b'{"other": 1}'])
async def test_answers_nobody_can_read_open_the_circuit(body: bytes) -> None:
    def demand(answer: object) -> None:
        raise Misunderstood("NO_SUCH_SHAPE")

    async with raw_peer(answer(200, body)) as peer:
        http = seam(peer.url, ROOMY)
        for _ in range(10):
            with pytest.raises(Misunderstood):
                (await http.get("/")).read(demand)
        assert http.is_open("read")
        await http.aclose()


async def test_refusals_do_not_open_the_circuit() -> None:
    async with raw_peer(answer(404)) as peer:
        http = seam(peer.url, ROOMY)
        for _ in range(20):
            with pytest.raises(Refused):
                await http.get("/")
        assert not http.is_open("read")
        await http.aclose()


async def test_a_call_its_caller_gave_up_says_nothing_about_the_peer() -> None:
    async with raw_peer(keep_silent) as peer:
        http = seam(peer.url, ROOMY, BreakerRules(unreachable=1, calls=1))
        call = asyncio.create_task(http.get("/"))
        await asyncio.wait_for(peer.asked.wait(), 5)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
        assert not http.is_open("read")
        await http.aclose()


def token_seam(address: str, ticks: Hands) -> AgencyHttp:
    keys = ClientCredentials(token_path="/token", client_id_env="A", secret_env="B")
    proof = credential(keys, {"A": "hub", "B": "client-secret"}, ticks)
    return AgencyHttp(address, ROOMY, proof, Breaker(BreakerRules(), ticks), ticks)


async def test_a_token_is_fetched_once_kept_and_renewed_before_its_end() -> None:
    tokens = [answer(200, b'{"access_token":"t%d","expires_in":120}' % n) for n in (1, 2)]
    ticks = Hands()
    async with raw_peer(tokens[0], answer(200), answer(200), answer(200), tokens[1], answer(200)) as peer:
        http = token_seam(peer.url, ticks)
        await http.get("/a")
        await asyncio.gather(http.get("/b"), http.get("/c"))
        ticks.now += 111
        await http.get("/d")
        await http.aclose()

    lines = [request.split(b" HTTP")[0] for request in peer.requests]
    assert lines[0] == lines[4] == b"POST /token"
    assert b"client_secret=client-secret" in peer.requests[0]
    assert [b"Bearer t1" in request for request in peer.requests[1:4]] == [True] * 3
    assert b"Bearer t2" in peer.requests[5]


async def test_a_refused_token_is_renewed_once_and_the_call_repeated() -> None:
    token = answer(200, b'{"access_token":"t","expires_in":120}')
    async with raw_peer(token, answer(401), token, answer(200, b'{"ok":1}')) as peer:
        http = token_seam(peer.url, Hands())
        assert (await http.post("/a", json={})).json() == {"ok": 1}
        await http.aclose()
    assert len(peer.requests) == 4

    async with raw_peer(token, answer(401), token, answer(401)) as peer:
        fault = await told(token_seam(peer.url, Hands()), "POST")
    assert type(fault) is CredentialFault
    assert len(peer.requests) == 4


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (answer(400, b'{"error":"invalid_client"}'), CredentialFault),
        (answer(401), CredentialFault),
        (answer(500), Unreachable),
        (answer(503, b"", "Retry-After: 3"), Throttled),
        (answer(200, b"<html>"), Unreachable),
        (answer(200, b'{"token":"elsewhere"}'), Unreachable),
        (hang_up, Unreachable),
        (keep_silent, Unreachable),
    ],
)
async def test_without_a_token_nothing_was_sent(said: bytes | Speak, kind: type[ConnectorError]) -> None:
    async with raw_peer(said) as peer:
        ticks = Hands()
        http = token_seam(peer.url, ticks)
        http._limits = QUICK
        fault = await told(http, "POST")

    assert type(fault) is kind
    assert all(request.startswith(b"POST /token") for request in peer.requests)


async def test_files_and_fields_travel_as_multipart() -> None:
    async with raw_peer(answer(200)) as peer:
        http = seam(peer.url, ROOMY)
        await http.post(
            "/f", files=[("content", (None, b"isi", "text/plain")), ("a", ("b.txt", b"xyz", "text/plain"))]
        )
        await http.post("/g", form={"a": "b c"})
        await http.patch("/h", json=1)
        await http.put("/i", json=2)
        await http.get("/j", query={"page": 2, "q": "a&b"})
        await http.aclose()

    assert b"multipart/form-data" in peer.requests[0]
    assert b'name="content"' in peer.requests[0]
    assert b'filename="b.txt"' in peer.requests[0]
    assert peer.requests[1].endswith(b"a=b+c")
    assert [request.split(b" ")[0] for request in peer.requests[2:4]] == [b"PATCH", b"PUT"]
    assert peer.requests[4].startswith(b"GET /j?page=2&q=a%26b ")


async def test_a_status_the_caller_knows_is_handed_over() -> None:
    async with raw_peer(answer(409, b'{"id": 1}')) as peer:
        http = seam(peer.url, ROOMY)
        reply = await http.post("/", json={}, accept=frozenset({409}))
        await http.aclose()

    assert (reply.status, reply.json()) == (409, {"id": 1})


@pytest.mark.parametrize(
    ("written", "step"),
    [("RSUD-2026-1", "RSUD-2026-1"), ("a/../b", "a%2F..%2Fb"), ("x y?z#", "x%20y%3Fz%23")],
)
def test_an_id_stays_one_step_of_the_path(written: str, step: str) -> None:
    assert segment(written) == step


@pytest.mark.parametrize("climbing", ["", ".", ".."])
def test_an_id_that_would_climb_is_not_used(climbing: str) -> None:
    with pytest.raises(Misunderstood):
        segment(climbing)


async def test_a_cookie_of_the_peer_is_not_kept() -> None:
    async with raw_peer(answer(200, b"{}", "Set-Cookie: session=1")) as peer:
        http = seam(peer.url, ROOMY)
        for _ in range(2):
            await http.get("/")
        await http.aclose()

    assert not [request for request in peer.requests if b"cookie" in request.lower()]
