"""Whether a system's server can be reached at all: its name, a connection, its certificate."""

import asyncio
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

LONGEST = 5.0  # seconds for each of the steps


@dataclass(frozen=True, slots=True)
class Reached:
    """How far it came. `fault`: the step that failed (`NAME`, `CONNECTION`, `TLS`) and why, in a word."""

    addresses: tuple[str, ...] = ()
    fault: str = ""
    why: str = ""
    secure: bool = False
    valid_until: datetime | None = None  # of the certificate; aware


async def reach(url: str, context: ssl.SSLContext | None = None) -> Reached:
    """Name, connection and TLS, and nothing is asked. Never raises for what a peer does.

    Args:
        url: the instance's address.
        context: where the instance has a certificate or an authority of its own.
    """
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    try:
        async with asyncio.timeout(LONGEST):
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError, UnicodeError):
        return Reached(fault="NAME", why=f"{host} has no address here")
    addresses = tuple(dict.fromkeys(str(one[4][0]) for one in found))
    try:
        async with asyncio.timeout(LONGEST):
            _, writer = await asyncio.open_connection(
                host, port, ssl=(context or ssl.create_default_context()) if secure else None
            )
    except ssl.SSLError as broken:
        return Reached(
            addresses, "TLS", str(getattr(broken, "verify_message", "") or broken.reason or "refused")
        )
    except TimeoutError:
        return Reached(addresses, "CONNECTION", f"no answer on port {port} within {LONGEST:.0f} s")
    except OSError:
        return Reached(addresses, "CONNECTION", f"nobody listens on port {port}")
    until = _until(writer.get_extra_info("ssl_object"))
    writer.transport.abort()
    return Reached(addresses, secure=secure, valid_until=until)


def _until(tls: ssl.SSLObject | None) -> datetime | None:
    certificate = tls.getpeercert() if tls else None
    ends = certificate.get("notAfter") if certificate else None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if isinstance(ends, str) else None
