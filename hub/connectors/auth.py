"""How the hub shows who it is. Instances name their secrets by environment variable, never by value."""

import asyncio
import base64
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol, TypeAlias

from msgspec import Struct

from hub.connectors.timing import Ticks
from hub.connectors.wild import Wild, at
from hub.errors import CredentialFault, Misunderstood

EARLY = 10.0  # seconds before its announced end at which a token is replaced
LONGEST, SHORTEST = 86_400.0, 1.0  # seconds a token is used at most and at least, whatever was announced

TokenCall: TypeAlias = Callable[[str, Mapping[str, str]], Awaitable[Wild]]
"""Posts a form to a path of the peer without credentials and gives the JSON answer."""


class NoAuth(Struct, frozen=True, forbid_unknown_fields=True, tag_field="profile", tag="none"):
    """The peer asks for nothing."""


class ApiKey(Struct, frozen=True, forbid_unknown_fields=True, tag_field="profile", tag="api_key"):
    """One secret in one header."""

    header: str
    secret_env: str


class TwoHeaders(Struct, frozen=True, forbid_unknown_fields=True, tag_field="profile", tag="two_headers"):
    """Two secrets in two headers, as SP4N-LAPOR! wants them (`auth` and `token`)."""

    header: str
    secret_env: str
    second_header: str
    second_secret_env: str


class Basic(Struct, frozen=True, forbid_unknown_fields=True, tag_field="profile", tag="basic"):
    """RFC 7617."""

    user_env: str
    secret_env: str


class Bearer(Struct, frozen=True, forbid_unknown_fields=True, tag_field="profile", tag="bearer"):
    """RFC 6750 with a token that does not end."""

    secret_env: str


class ClientCredentials(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="profile", tag="client_credentials"
):
    """RFC 6749 section 4.4; `token_path` is relative to the instance's address."""

    token_path: str
    client_id_env: str
    secret_env: str
    scope: str = ""


AuthKeys: TypeAlias = NoAuth | ApiKey | TwoHeaders | Basic | Bearer | ClientCredentials


class Credential(Protocol):
    """What `AgencyHttp` asks before every call."""

    async def headers(self, call: TokenCall) -> Mapping[str, str]:
        """Headers that prove who we are; may fetch a token first."""
        ...

    def renew(self, used: Mapping[str, str]) -> bool:
        """The peer refused `used`: whether other headers may be had by asking once more."""
        ...


class Fixed:
    """Headers that never change."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = dict(headers)

    async def headers(self, call: TokenCall) -> Mapping[str, str]:
        """The same every time."""
        return self._headers

    def renew(self, used: Mapping[str, str]) -> bool:
        """Never: only a person can replace them."""
        return False


class ClientToken:
    """A token by client credentials: kept until shortly before its end, fetched once for all who wait."""

    def __init__(self, keys: ClientCredentials, client_id: str, secret: str, ticks: Ticks) -> None:
        self._keys, self._ticks = keys, ticks
        self._form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
        if keys.scope:
            self._form["scope"] = keys.scope
        self._lock = asyncio.Lock()
        self._headers: Mapping[str, str] | None = None
        self._until = 0.0

    async def headers(self, call: TokenCall) -> Mapping[str, str]:
        """The bearer header. Raises what the token call raises; its refusal is a `CredentialFault`."""
        async with self._lock:
            if self._headers is None or self._ticks() >= self._until:
                self._keep(await call(self._keys.token_path, self._form))
            if self._headers is None:
                raise CredentialFault("NO_TOKEN")
            return self._headers

    def renew(self, used: Mapping[str, str]) -> bool:
        """Forgets the refused token, unless another call has replaced it already."""
        if used is self._headers:
            self._headers = None
        return True

    def _keep(self, answer: Wild) -> None:
        token = at(answer, "access_token")
        if not isinstance(token, str) or not re.fullmatch(r"[!-~]{1,10000}", token):  # what a header may hold
            raise Misunderstood("NO_TOKEN")
        self._headers = {"Authorization": f"Bearer {token}"}
        seconds = at(answer, "expires_in")
        lasts = float(min(seconds, LONGEST)) if isinstance(seconds, int | float) else 0.0
        self._until = self._ticks() + max(SHORTEST, lasts - EARLY)


def credential(keys: AuthKeys, environment: Mapping[str, str], ticks: Ticks) -> Credential:
    """The credential of an instance. Every variable it names must be in `environment`."""
    match keys:
        case ApiKey():
            return Fixed({keys.header: environment[keys.secret_env]})
        case TwoHeaders():
            first, second = environment[keys.secret_env], environment[keys.second_secret_env]
            return Fixed({keys.header: first, keys.second_header: second})
        case Basic():
            pair = f"{environment[keys.user_env]}:{environment[keys.secret_env]}".encode()
            return Fixed({"Authorization": f"Basic {base64.b64encode(pair).decode()}"})
        case Bearer():
            return Fixed({"Authorization": f"Bearer {environment[keys.secret_env]}"})
        case ClientCredentials():
            client_id = environment[keys.client_id_env]
            return ClientToken(keys, client_id, environment[keys.secret_env], ticks)
        case NoAuth():
            return Fixed({})
