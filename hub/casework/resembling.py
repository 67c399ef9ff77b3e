"""`Case.similar`: cases that may tell of the same thing, for whoever verifies. Nothing is merged here."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from hub.casework.tools import Tools
from hub.domain.caller import Caller, Scope
from hub.domain.case import Case
from hub.domain.reasons import Reason
from hub.domain.redaction import scope_of, visible
from hub.domain.similarity import ALIKE, likeness, words_of
from hub.domain.visible import VisibleCase
from hub.store import cases, sketches


@dataclass(frozen=True, slots=True)
class Similar:
    """A case like the one asked about; `score` 0 to 1."""

    case: VisibleCase
    score: float
    reasons: tuple[Reason, ...]


class Resembling:
    """Reads only."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def similar(
        self, caller: Caller, parents: Sequence[VisibleCase], first: int
    ) -> list[tuple[Similar, ...]]:
        """The `first` most alike of each case, best first; both have to lie in the caller's scope.

        Two statements however many cases are asked about; empty for whoever does not verify.
        """
        if not caller.may(Scope.CASES_TRIAGE):
            return [() for _ in parents]
        scope = scope_of(caller, self.tools.directory())
        async with self.tools.db.reading() as conn:
            own = await cases.by_ids(conn, [parent.id for parent in parents], scope)
            found = await sketches.candidates(conn, list(own), scope) if own else {}
        alike: list[tuple[Similar, ...]] = []
        for parent in parents:
            alike.append(_best(own[parent.id], found[parent.id], caller, first) if parent.id in own else ())
            await asyncio.sleep(0)  # comparing texts takes a while: others are served in between
        return alike


def _best(case: Case, candidates: Sequence[Case], caller: Caller, first: int) -> tuple[Similar, ...]:
    words = words_of(case)
    alike = [
        Similar(visible(other, caller), found.score, found.reasons)
        for other in candidates
        if (found := likeness(case, other, words)) is not None and found.score >= ALIKE
    ]
    alike.sort(key=lambda one: (-one.score, one.case.tracking_number))
    return tuple(alike[:first])
