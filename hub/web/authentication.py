"""From a credential to a `Caller`. The only place that turns what a client sent into somebody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hub.domain.caller import ANONYMOUS, Caller
from hub.errors import StoreFault
from hub.web.ports import Keys
from hub.web.rechecking import Ended, Rechecking
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
        self._rechecking = Rechecking[Visitor](self.still)

    async def of_headers(self, headers: Mapping[str, str]) -> Visitor:
        """Who sent these headers (names in lower case). Raises `Refusal` 401 or 503."""
        return await self._visitor(_api_key(headers))

    async def of_payload(self, payload: Mapping[str, object], fallback: Visitor) -> Visitor:
        """Who opened a socket: `apiKey`, `Authorization` or `X-API-Key` in the payload of `connection_init`.

        Without any of them the visitor of the handshake stays. Raises `Refusal` 401 or 503.
        """
        given = {name.lower(): value for name, value in payload.items() if isinstance(value, str)}
        api_key = given["apikey"] if "apikey" in given else _api_key(given)
        return fallback if api_key is None else await self._visitor(api_key)

    async def still(self, visitor: Visitor) -> bool:
        """Whether the credential is as good as when the visitor came in."""
        try:
            return visitor.api_key is None or await self._caller(visitor.api_key) == visitor.caller
        except Refusal:
            return True  # nobody can tell right now; the next look will

    def watch(self, visitor: Visitor, seconds: float, ended: Ended) -> Callable[[], None]:
        """Ask `still` every so many seconds, once for all that is open with this credential, and call `ended`
        when it no longer holds. Gives what ends the watch.
        """
        if visitor.api_key is None:
            return _nothing
        return self._rechecking.watch(visitor, seconds, ended)

    async def _visitor(self, api_key: str | None) -> Visitor:
        if api_key is None:
            return STRANGER
        caller = await self._caller(api_key)
        if caller is None:
            raise unauthenticated("the credential is not known")
        return Visitor(caller, api_key)

    async def _caller(self, api_key: str) -> Caller | None:
        if not 0 < len(api_key) <= _KEY_LIMIT:
            return None
        try:
            return await self._keys.caller(api_key)
        except StoreFault:
            message = "credentials can't be checked at the moment"
            raise Refusal(503, "UNAVAILABLE", message, {"retry-after": "5"}) from None


def _nothing() -> None:
    """Ends the watch over nobody."""


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
