"""How many connections one address may hold open before it has said what it wants."""

from collections import Counter

from starlette.types import Scope

from hub.web.refusal import Refusal


class WaitingRoom:
    """Counts places per address; one that holds `limit` of them is turned away."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held: Counter[str] = Counter()

    def enter(self, address: str) -> "Place":
        """Take a place. Raises `Refusal` 429 when the address holds all of its places."""
        if self._held[address] >= self._limit:
            message = "too many connections wait for their first message"
            raise Refusal(429, "TOO_MANY_CONNECTIONS", message, {"retry-after": "5"})
        self._held[address] += 1
        return Place(self._held, address)


class Place:
    """One place in the waiting room."""

    def __init__(self, held: Counter[str], address: str) -> None:
        self._held, self._address, self._taken = held, address, True

    def free(self) -> None:
        """Give the place back; a second call does nothing."""
        if self._taken:
            self._taken = False
            self._held[self._address] -= 1
            if not self._held[self._address]:
                del self._held[self._address]


def address_of(scope: Scope) -> str:
    """The client's address; one shared name for clients of a Unix socket."""
    client = scope.get("client")
    return client[0] if client else "local"
