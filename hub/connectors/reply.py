"""An agency's answer, from the first bytes to JSON."""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

import orjson

from hub.connectors import faults
from hub.connectors.wild import Wild
from hub.errors import Misunderstood

T = TypeVar("T")
INFLATE = {"gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}


def _sound() -> None:
    """Nobody to be told."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete answer that is no HTTP failure. `safe`: the call that got it changed nothing at the peer."""

    status: int
    headers: Mapping[str, str]  # lower-case names
    body: bytes
    safe: bool
    spoil: Callable[[], None] = _sound  # tells the circuit that nobody could read this

    def json(self) -> Wild:
        """The body as JSON. Unreadable: `Misunderstood` after a read, `Unconfirmed` after a write."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            self.spoil()
            raise faults.unreadable("NO_JSON", self.safe) from None

    def read(self, mapping: Callable[[Wild], T], decode: Callable[[bytes], Wild] | None = None) -> T:
        """`mapping` over the JSON. A shape it does not understand counts against the peer.

        `decode` reads a body that is no JSON; it raises `Misunderstood`.
        """
        answer = self.json() if decode is None else None
        try:
            return mapping(answer if decode is None else decode(self.body))
        except Misunderstood as broken:
            self.spoil()
            raise faults.unreadable(str(broken), self.safe) from None

    def parse(self, mapping: Callable[[bytes], T]) -> T:
        """`mapping` over the bytes, for answers of which some fields must not even be decoded."""
        try:
            return mapping(self.body)
        except Misunderstood as broken:
            self.spoil()
            raise faults.unreadable(str(broken), self.safe) from None


class Body:
    """Takes an answer chunk by chunk and never holds more than `cap` decoded bytes plus one."""

    def __init__(self, inflate: int | None, cap: int) -> None:
        self.read, self._cap = bytearray(), cap
        self._stream = zlib.decompressobj(inflate) if inflate is not None else None

    def take(self, chunk: bytes) -> bool:
        """False when the answer is larger than the cap."""
        if self._stream is not None:
            chunk = self._stream.decompress(chunk, self._cap - len(self.read) + 1)  # 0 would mean: no bound
        self.read += chunk
        return len(self.read) <= self._cap


def segment(external_id: str) -> str:
    """A peer's id as one step of a path; one that would climb out of it is `Misunderstood`."""
    if external_id in {"", ".", ".."}:
        raise Misunderstood("ID_IS_NO_PATH_SEGMENT")
    return quote(external_id, safe="")
