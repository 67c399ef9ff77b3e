"""From a credential to a `Caller`. The only place that turns what a client sent into somebody."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.domain.caller import ANONYMOUS, Caller
from hub.web.ports import Keys
from hub.web.refusal import Refusal

_KEY_LIMIT = 256  # characters; longer text is nobody's key and is not worth hashing


@dataclass(frozen=True, slots=True)
class Visitor:
    """A caller and the key that proves it; None for a visitor without a credential."""

    caller: Caller
    api_key: str | None = None

    def __repr__(self) -> str:
        return f"Visitor({self.caller.role.value})"


STRANGER = Visitor(ANONYMOUS)


class Authentication:
    """Looks at `Authorization: Bearer ...` first, then at `X-API-Key`."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    async def of_headers(self, headers: Mapping[str, str]) -> Visitor:
        """Who sent these headers (names in lower case). Raises `Refusal` 401 for an unknown credential."""
        return await self._visitor(_api_key(headers))

    async def of_payload(self, payload: Mapping[str, object], fallback: Visitor) -> Visitor:
        """Who opened a socket: `apiKey`, `Authorization` or `X-API-Key` in the payload of `connection_init`.

        Without any of them the visitor of the handshake stays. Raises `Refusal` 401.
        """
        given = {name.lower(): value for name, value in payload.items() if isinstance(value, str)}
        api_key = given["apikey"] if "apikey" in given else _api_key(given)
        return fallback if api_key is None else await self._visitor(api_key)

    async def still(self, visitor: Visitor) -> bool:
        """Whether the credential is as good as when the visitor came in."""
        return visitor.api_key is None or await self._keys.caller(visitor.api_key) == visitor.caller

    async def _visitor(self, api_key: str | None) -> Visitor:
        if api_key is None:
            return STRANGER
        caller = await self._keys.caller(api_key) if 0 < len(api_key) <= _KEY_LIMIT else None
        if caller is None:
            raise unauthenticated("the credential is not known")
        return Visitor(caller, api_key)


def unauthenticated(message: str) -> Refusal:
    """401, naming the scheme the hub understands."""
    return Refusal(401, "UNAUTHENTICATED", message, {"www-authenticate": "Bearer"})


def _api_key(headers: Mapping[str, str]) -> str | None:
    header = headers.get("authorization")
    if header is None:
        return headers.get("x-api-key")
    scheme, _, api_key = header.partition(" ")
    if scheme.lower() != "bearer":
        raise unauthenticated("only the Bearer scheme is understood")
    return api_key.strip()
