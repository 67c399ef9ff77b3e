"""Events to partners' endpoints: one POST per attempt, to public addresses only.

The guard is where the connection is made. The name is resolved here, once; every address it has must be
public; the connection goes to one of those very addresses, under the name for TLS and `Host`. So neither a
spelling, nor a name that changes its address meanwhile leads anywhere else. Redirects are never followed.
"""

import asyncio
import ssl
from collections.abc import Callable, Mapping, Sequence

from hub.connectors.faults import retry_after
from hub.connectors.resolving import Resolve, Resolver
from hub.connectors.timing import Ticks
from hub.connectors.wire import PIECE, Cut, Line
from hub.domain.addresses import is_public
from hub.domain.endpoint import Endpoint, EndpointRules, endpoint
from hub.domain.webhook import Answer
from hub.errors import RuleViolation

DEADLINE_S = 15.0
LISTEN_S = 1.0  # for the rest of an answer whose status is known: nobody reads it
MOST_BYTES = 65_536  # of an answer
OURS = {"Content-Type": "application/json", "User-Agent": "lapor-hub", "Connection": "close"}


class Outbound:
    """`SendsWebhooks` over the network.

    Args:
        rules: which addresses may be called at all.
        ticks: monotonic seconds.
        resolve: finds a name's addresses; replaced in tests.
        tls: makes the context for https; replaced in tests.
        deadline: seconds for one whole attempt.
    """

    def __init__(
        self,
        rules: EndpointRules,
        ticks: Ticks,
        resolve: Resolve | None = None,
        tls: Callable[[], ssl.SSLContext] = ssl.create_default_context,
        deadline: float = DEADLINE_S,
    ) -> None:
        self._rules, self._ticks, self._tls, self._deadline = rules, ticks, tls, deadline
        self._own = Resolver() if resolve is None else None
        self._resolve: Resolve = resolve or self._own or Resolver()
        self._context: ssl.SSLContext | None = None

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """One POST in one attempt, at most `deadline` seconds. Never raises."""
        began = self._ticks()
        code, status, wait = await self._tried(url, headers, body)
        return Answer(code, status, wait, max(0, round((self._ticks() - began) * 1000)))

    async def aclose(self) -> None:
        """Give the resolver's threads back."""
        if self._own is not None:
            self._own.close()

    async def _tried(
        self, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[str, int | None, float | None]:
        try:
            target = endpoint(url, self._rules)
            async with asyncio.timeout(self._deadline):
                line = await self._connected(target)
                return await _exchanged(line, _written(target, headers, body))
        except RuleViolation:
            return "URL_REFUSED", None, None
        except _Failed as failed:
            return failed.code, None, None
        except TimeoutError:
            return "TIMEOUT", None, None
        except Cut:
            return "NO_ANSWER", None, None

    async def _connected(self, target: Endpoint) -> Line:
        host = target.host.strip("[]")
        for address in await self._addresses(target, host):
            try:
                return await self._opened(target, host, address)
            except ssl.SSLError:
                raise _Failed("TLS_FAILED") from None
            except OSError:
                continue  # the next address of the name
        raise _Failed("NO_CONNECTION")

    async def _addresses(self, target: Endpoint, host: str) -> Sequence[str]:
        """All of the name's addresses, or none: one that is not public condemns the name."""
        try:
            found = await self._resolve(host, target.port)
        except (OSError, UnicodeError):
            raise _Failed("NO_ADDRESS") from None
        if not found:
            raise _Failed("NO_ADDRESS")
        if not target.trusted and not all(is_public(one) for one in found):
            raise _Failed("ADDRESS_REFUSED")
        return found

    async def _opened(self, target: Endpoint, host: str, address: str) -> Line:
        """An address is no name: nothing is resolved a second time."""
        reader, writer = await asyncio.open_connection(
            address,
            target.port,
            limit=PIECE,
            ssl=self._secured() if target.secure else None,
            server_hostname=host if target.secure else None,
        )
        return Line(reader, writer)

    def _secured(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = self._tls()
        return self._context


class _Failed(Exception):
    """Nothing was sent; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def _exchanged(line: Line, request: bytes) -> tuple[str, int, float | None]:
    try:
        await line.exchange(request)
        names = {name.lower().decode("latin-1"): value.decode("latin-1") for name, value in line.headers}
        await _read_out(line)
        return f"HTTP_{line.status}", line.status, retry_after(names)
    finally:
        line.drop()


async def _read_out(line: Line) -> None:
    """Let the endpoint finish its answer, within bounds: cut off early it would log an error."""
    received = 0
    try:
        async with asyncio.timeout(LISTEN_S):
            async for piece in line.pieces():
                received += len(piece)
                if received > MOST_BYTES:
                    return
    except (Cut, TimeoutError):
        return


def _written(target: Endpoint, headers: Mapping[str, str], body: bytes) -> bytes:
    told = {"Host": target.authority, **OURS, **headers, "Content-Length": str(len(body))}
    lines = [f"POST {target.target} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", ""]
    return "\r\n".join(lines).encode("ascii") + body
