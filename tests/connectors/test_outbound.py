"""One attempt at an endpoint: the name in TLS and `Host`, bounds in time and size, and never an exception."""

import asyncio
import datetime as dt
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hub.connectors.outbound import Outbound
from hub.connectors.resolving import Resolver
from hub.domain.endpoint import EndpointRules
from hub.domain.webhook import AttemptOutcome

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
NAME = "partner.example"
RULES = EndpointRules(allow=frozenset({NAME, "127.0.0.1"}))


async def at_home(host: str, port: int) -> list[str]:
    """Every name leads to loopback; the first address is one where nobody listens."""
    return ["127.0.0.2", "127.0.0.1"]


@asynccontextmanager
async def peer(serve: Serve, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A peer on loopback; gives its port."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate of that name that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / f"{name}.pem", folder / f"{name}.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return public, private


@pytest.mark.parametrize(("name", "code"), [(NAME, "HTTP_200"), ("other.example", "TLS_FAILED")])
async def test_tls_and_host_carry_the_name_not_the_address(tmp_path: Path, name: str, code: str) -> None:
    public, private = certificate(tmp_path, name)
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(public, private)
    asked: list[str | None] = []
    theirs.sni_callback = lambda _, sni, __: asked.append(sni)
    heads: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        writer.close()

    async with peer(serve, theirs) as port:
        outbound = Outbound(
            RULES, time.monotonic, at_home, tls=lambda: ssl.create_default_context(cafile=str(public))
        )
        answer = await outbound.send(f"https://{NAME}:{port}/a?b=1", {"webhook-id": "m1"}, b"{}")

        assert (answer.code, asked) == (code, [NAME])
        if heads:
            assert heads[0].startswith(f"POST /a?b=1 HTTP/1.1\r\nHost: {NAME}:{port}\r\n")
            assert "webhook-id: m1\r\n" in heads[0]
            assert "Content-Length: 2\r\n" in heads[0]


def says(*pieces: bytes, pause: float = 0.0, stays: bool = False) -> Serve:
    """A peer that reads the head, says these pieces with pauses, and hangs up unless it stays."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(pause)
            if stays:
                await asyncio.sleep(60)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    return serve


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("serve", "code"),
    [
        (says(), "NO_ANSWER"),
        (says(b"\x16\x03\x01 nonsense\r\n\r\n"), "NO_ANSWER"),
        (says(OK), "NO_ANSWER"),
        (says(stays=True), "TIMEOUT"),
        (says(*(bytes([one]) for one in OK), pause=0.1), "TIMEOUT"),
        (says(OK + b"content-length: 100\r\n\r\n"), "HTTP_200"),
        (says(OK + b"content-encoding: gzip\r\ncontent-length: 5\r\n\r\nxxxxx"), "HTTP_200"),
        (says(OK + b"\r\n", *[b"x" * 65_536] * 100), "HTTP_200"),
        (says(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n"), "HTTP_500"),
        (says(OK + b"retry-after: soon\r\ncontent-length: 0\r\n\r\n"), "HTTP_200"),
    ],
    ids=[
        "hangs-up",
        "no-http",
        "half-a-head",
        "silent",
        "dripping-head",
        "cut-body",
        "unread-encoding",
        "endless-body",
        "interim",
        "senseless-wait",
    ],
)
async def test_whatever_a_peer_does_is_an_answer_in_time(serve: Serve, code: str) -> None:
    outbound = Outbound(RULES, time.monotonic, deadline=0.6)
    async with peer(serve) as port:
        began = time.monotonic()
        answer = await outbound.send(f"http://127.0.0.1:{port}/", {}, b"{}")

        assert answer.code == code
        assert time.monotonic() - began < 2.5
        assert 0 <= answer.duration_ms < 2_500
    await outbound.aclose()


async def test_a_status_that_is_known_counts_also_when_the_rest_never_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hub.connectors.outbound.LISTEN_S", 0.1)
    async with peer(says(OK + b"content-length: 9\r\n\r\n", stays=True)) as port:
        answer = await Outbound(RULES, time.monotonic).send(f"http://127.0.0.1:{port}/", {}, b"{}")

    assert answer.outcome is AttemptOutcome.DELIVERED


async def test_where_nobody_listens_there_is_no_connection() -> None:
    async with peer(says()) as port:
        pass

    answer = await Outbound(RULES, time.monotonic).send(f"http://127.0.0.1:{port}/", {}, b"{}")

    assert (answer.code, answer.status) == ("NO_CONNECTION", None)


async def test_a_name_server_that_does_not_answer_costs_the_deadline_and_no_more() -> None:
    async def silent(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    async def unknown(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    url = "https://partner.example/"
    assert (await Outbound(RULES, time.monotonic, silent, deadline=0.1).send(url, {}, b"")).code == "TIMEOUT"
    assert (await Outbound(RULES, time.monotonic, unknown).send(url, {}, b"")).code == "NO_ADDRESS"


async def test_the_machines_own_name_service_knows_loopback() -> None:
    resolver = Resolver()

    assert "127.0.0.1" in await resolver("localhost", 80)
    resolver.close()


async def test_what_an_endpoint_asks_for_is_handed_on() -> None:
    async with peer(says(b"HTTP/1.1 429 Slow\r\nretry-after: 120\r\ncontent-length: 0\r\n\r\n")) as port:
        answer = await Outbound(RULES, time.monotonic).send(f"http://127.0.0.1:{port}/", {}, b"{}")

    assert (answer.status, answer.retry_after) == (429, 120.0)
