"""What live reads remember: aiocache as a store of bytes, made to bound itself and to protect its values."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from aiocache import SimpleMemoryCache  # type: ignore[import-untyped]

FORM = b"2"  # raise it when the stored form of an answer changes


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer and when the hub got it; None is an answer."""

    value: Any
    as_of: datetime


def key_of(scope: str, connector: str, operation: str, asked: str, secret: bytes) -> str:
    """Names an answer: for whose eyes, from where, which question. What was asked is in it as a hash only.

    With a `secret` of the process the hash says nothing about short inputs either.
    """
    parts = [part.encode() for part in (scope, connector, operation, asked)]
    told = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hashlib.blake2b(told, digest_size=24, key=secret[:64], person=FORM).hexdigest()


class Memory:
    """Answers as bytes: a reader gets a copy of his own.

    No call gives way to other tasks (aiocache's own time limit would): between looking here and looking at
    the calls under way nothing can land, so nothing is asked for twice.

    Args:
        entries: kept at most; the least recently used goes first.
        size: bytes of all answers together; a larger answer is not kept at all.
    """

    def __init__(self, entries: int, size: int) -> None:
        self._entries, self._size, self._held = entries, size, 0
        self._store = SimpleMemoryCache(timeout=0)
        self._used: OrderedDict[str, int] = OrderedDict()  # key -> bytes
        self._decoders: dict[Any, msgspec.msgpack.Decoder[Any]] = {}

    def __len__(self) -> int:
        """Answers kept now, those included whose time has passed unnoticed."""
        return len(self._used)

    async def get(self, key: str, answer: Any) -> Entry | None:
        """The answer, read as the type it was stored as; None: there is none."""
        raw = await self._store.get(key)
        if raw is None:
            self._held -= self._used.pop(key, 0)
            return None
        if key in self._used:  # may have just been pushed out
            self._used.move_to_end(key)
        as_of, value = raw
        return Entry(self._decoder(answer).decode(value), as_of)

    async def put(self, key: str, entry: Entry, seconds: float) -> None:
        """Keep it so long, in the place of an older one."""
        raw = (entry.as_of, msgspec.msgpack.encode(entry.value))
        await self.forget(key)
        if len(raw[1]) > self._size:
            return
        await self._store.set(key, raw, ttl=seconds)
        self._used[key] = len(raw[1])
        self._held += len(raw[1])
        while len(self._used) > self._entries or self._held > self._size:
            await self.forget(next(iter(self._used)))

    async def forget(self, key: str) -> None:
        """It is not true any more."""
        self._held -= self._used.pop(key, 0)
        await self._store.delete(key)

    def _decoder(self, answer: Any) -> msgspec.msgpack.Decoder[Any]:
        if answer not in self._decoders:
            self._decoders[answer] = msgspec.msgpack.Decoder(answer)
        return self._decoders[answer]
