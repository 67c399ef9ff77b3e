"""Lessons from the hub's own store for the routing model: what officers decided, guarded cases never."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime

from hub.casework.tools import Tools
from hub.domain.directory import Directory
from hub.domain.example import Example
from hub.errors import ModelRefused
from hub.store import examples

MOST = 500_000
"""Cases one model is taught by; more would not fit into a small server's memory."""


class Training:
    """Reads only."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def lessons(
        self, since: datetime | None, until: datetime | None, today: date, most: int = MOST
    ) -> list[Example]:
        """Cases handed in from `since` to before `until` that a person decided about, oldest first.

        Agencies that have ended are named as what they became by `today`: the model must name agencies that
        exist. Refusers likewise.

        Raises:
            ModelRefused: there are more than `most`.
        """
        directory = self.tools.directory()
        found: list[Example] = []
        async for one in self._read(since, until):
            if len(found) == most:
                raise ModelRefused(f"there are more than {most:,} cases: say --since")
            found.append(_of_today(one, directory, today))
        return found

    async def _read(self, since: datetime | None, until: datetime | None) -> AsyncIterator[Example]:
        async with self.tools.db.reading() as conn:
            async for one in examples.examples(conn, since, until):
                yield one


def _of_today(one: Example, directory: Directory, today: date) -> Example:
    def heir(code: str) -> str:
        found = directory.successor(code, today)
        return found.code if found is not None else code

    agency = heir(one.agency)
    refused = tuple(code for code in map(heir, one.refused) if code != agency)
    return replace(one, agency=agency, refused=refused)
