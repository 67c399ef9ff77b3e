"""Writing down what a case is found by when another tells of the same thing."""

from collections.abc import Callable
from functools import partial
from hashlib import blake2b

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.tools import Tools
from hub.domain.case import Case
from hub.domain.similarity import sketch, words_of
from hub.domain.tracking import keyed_hash
from hub.store import sketches

HASH_BYTES = 8
PAGE = 200


async def remember(conn: AsyncConnection, tools: Tools, *cases: Case) -> None:
    """Write down the sketches of cases that have none, in the caller's transaction."""
    hashed = _hashed(tools)
    await sketches.add(conn, [(case, sketch(words_of(case), hashed)) for case in cases])


def _hashed(tools: Tools) -> Callable[[str], int]:
    """Keyed: hashes of words would tell the words to whoever can guess them."""
    key = keyed_hash(tools.secrets.content, "sketch")

    def hashed(words: str) -> int:
        digest = blake2b(words.encode(), key=key, digest_size=HASH_BYTES).digest()
        return int.from_bytes(digest, "big", signed=True)

    return hashed


class Sketching:
    """For cases that were taken before there were sketches."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def catch_up(self, page: int = PAGE) -> int:
        """Sketch every case that has none, page by page; how many were looked at.

        May break off and begin again at any time, also while the hub runs.
        """
        after, count = "", 0
        while found := await self.tools.db.write(partial(self._page, after, page)):
            after, count = found[-1], count + len(found)
        return count

    async def _page(self, after: str, size: int, conn: AsyncConnection) -> list[str]:
        found = await sketches.without(conn, after, size)
        await remember(conn, self.tools, *found)
        return [case.id for case in found]
