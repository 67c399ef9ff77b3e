"""Proofs of who we are: fixed headers, tokens that are fetched and kept, and two proofs side by side."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeAlias

from hub.connectors.timing import Ticks
from hub.connectors.wild import Wild, at
from hub.errors import CredentialFault, Misunderstood

EARLY = 10.0  # seconds before its announced end at which a token is replaced
LONGEST, SHORTEST = 86_400.0, 1.0  # seconds a token is used at most and at least, whatever was announced


@dataclass(frozen=True, slots=True)
class TokenAsk:
    """A request for a token: a form or JSON by POST. `at_root`: the path leaves out that of the address."""

    path: str
    form: Mapping[str, str] | None = field(default=None, repr=False)
    json: object = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    at_root: bool = False


TokenCall: TypeAlias = Callable[[TokenAsk], Awaitable[Wild]]
"""Asks the peer for a token, without any credential but those inside, and gives the JSON answer."""


class Credential(Protocol):
    """What `AgencyHttp` asks before every call."""

    async def headers(self, call: TokenCall) -> Mapping[str, str]:
        """Headers that prove who we are; may fetch a token first."""
        ...

    def renew(self, used: Mapping[str, str], at_bus: bool = False) -> bool:
        """The peer, or the bus in front of it, refused `used`: whether others may be had by asking again."""
        ...


class Fixed:
    """Headers that never change."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = dict(headers)

    async def headers(self, call: TokenCall) -> Mapping[str, str]:
        """The same every time."""
        return self._headers

    def renew(self, used: Mapping[str, str], at_bus: bool = False) -> bool:
        """Never: only a person can replace them."""
        return False


Reading: TypeAlias = Callable[[Wild], tuple[Wild, Wild]]
"""A token answer as (token, seconds it lasts)."""


def granted(answer: Wild) -> tuple[Wild, Wild]:
    """RFC 6749 section 5.1."""
    return at(answer, "access_token"), at(answer, "expires_in")


class Token:
    """A token: kept until shortly before its end, fetched once for all who wait.

    Args:
        ask: how it is asked for.
        ticks: monotonic seconds.
        read: where token and time stand in the answer.
        header, prefix: where it is shown, and what stands before it.
    """

    def __init__(
        self,
        ask: TokenAsk,
        ticks: Ticks,
        read: Reading = granted,
        header: str = "Authorization",
        prefix: str = "Bearer ",
    ) -> None:
        self._ask, self._ticks, self._read = ask, ticks, read
        self._header, self._prefix = header, prefix
        self._lock = asyncio.Lock()
        self._headers: Mapping[str, str] | None = None
        self._until = 0.0

    async def headers(self, call: TokenCall) -> Mapping[str, str]:
        """The header. Raises what the token call raises; its refusal is a `CredentialFault`."""
        async with self._lock:
            if self._headers is None or self._ticks() >= self._until:
                self._keep(*self._read(await call(self._ask)))
            if self._headers is None:
                raise CredentialFault("NO_TOKEN")
            return self._headers

    def renew(self, used: Mapping[str, str], at_bus: bool = False) -> bool:
        """Forgets the refused token, unless another call has replaced it already."""
        if self._headers is not None and self._headers.items() <= used.items():
            self._headers = None
        return True

    def _keep(self, token: Wild, seconds: Wild) -> None:
        if not isinstance(token, str) or not re.fullmatch(r"[!-~]{1,10000}", token):  # what a header may hold
            raise Misunderstood("NO_TOKEN")
        self._headers = {self._header: self._prefix + token}
        self._until = self._ticks() + max(SHORTEST, _lasting(seconds) - EARLY)


def _lasting(seconds: Wild) -> float:
    """An announced time, also as text; 0 for what is none."""
    if isinstance(seconds, str) and re.fullmatch(r"[0-9]{1,12}", seconds):
        return min(float(seconds), LONGEST)
    return float(min(seconds, LONGEST)) if isinstance(seconds, int | float) else 0.0


class Joined:
    """The proof for the government bus and that for the agency behind it, whose token call passes the bus."""

    def __init__(self, bus: Credential, own: Credential) -> None:
        self._bus, self._own = bus, own

    async def headers(self, call: TokenCall) -> Mapping[str, str]:
        """Those of both."""
        passage = await self._bus.headers(call)

        async def through(ask: TokenAsk) -> Wild:
            return await call(replace(ask, headers={**passage, **ask.headers}))

        return {**await self._own.headers(through), **passage}

    def renew(self, used: Mapping[str, str], at_bus: bool = False) -> bool:
        """Only the proof that was refused."""
        return self._bus.renew(used) if at_bus else self._own.renew(used)
