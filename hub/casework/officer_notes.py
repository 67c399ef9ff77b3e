"""Notes between officers: written once, read inside their audience, told to nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.acting import not_found
from hub.casework.repeating import done_before, remember
from hub.casework.tools import Tools
from hub.domain.caller import Caller
from hub.domain.case import Case
from hub.domain.commands import Target
from hub.domain.officer_note import (
    AddNote,
    OfficerNote,
    Reach,
    VisibleNote,
    checked_note,
    reach_of,
    seen_by,
    writes_as,
)
from hub.domain.paging import Edge, Page
from hub.domain.redaction import masked, scope_of, visible
from hub.domain.tracking import fold_code
from hub.domain.visible import VisibleCase
from hub.errors import ResyncRequired
from hub.store import cases, officer_notes

NOBODY = Reach(frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class OfficerNotes:
    """Kept beside the case, sealed, with national ids, addresses and telephone numbers blotted out."""

    tools: Tools

    async def add(self, caller: Caller, target: Target, note: AddNote) -> VisibleCase:
        """Write a note and answer the case, which it does not change; `expected_version` is not looked at.

        Raises:
            RuleViolation: NOT_FOUND, INVALID, TOO_LARGE, NOT_ALLOWED, IDEMPOTENCY_CONFLICT.
        """
        said = AddNote(checked_note(note.text), note.audience)
        try:
            case = await self.tools.db.write(lambda conn: self._add(conn, caller, target, said))
        except IntegrityError:  # a note of that name committed between our look and our insert
            case = await self.tools.db.write(lambda conn: self._add(conn, caller, target, said))
        return visible(case, caller)

    async def pages(
        self, caller: Caller, parents: Sequence[VisibleCase], first: int, after: str | None
    ) -> list[Page[VisibleNote]]:
        """The same part of every case's notes, oldest first. `after` is the id of a note.

        Raises:
            ResyncRequired: `after` is no such id.
        """
        if after is not None and not after.isalnum():
            raise ResyncRequired("this cursor belongs to another list")
        directory = self.tools.directory()
        ids = [parent.id for parent in parents]
        async with self.tools.db.reading() as conn:
            mine = await cases.by_ids(conn, ids, scope_of(caller, directory))
            reaches = {one: reach_of(caller, case, directory) for one, case in mine.items()}
            found = await officer_notes.pages(conn, reaches, first, after, self.tools.sealer) if mine else {}
        nothing = officer_notes.NotePage((), has_next=False)
        return [self._page(found.get(one, nothing), reaches.get(one, NOBODY), after) for one in ids]

    def _page(self, found: officer_notes.NotePage, reach: Reach, after: str | None) -> Page[VisibleNote]:
        edges = tuple(Edge(note.id, seen_by(note, reach)) for note in found.notes)
        return Page(edges, has_next=found.has_next, has_previous=after is not None)

    async def _add(self, conn: AsyncConnection, caller: Caller, target: Target, said: AddNote) -> Case:
        directory, number = self.tools.directory(), fold_code(target.tracking_number)
        case = (await cases.by_tracking(conn, [number], scope_of(caller, directory))).get(number)
        if case is None:
            raise not_found()
        if await done_before(conn, self.tools, caller, target, said):
            return case
        note = OfficerNote(
            id=self.tools.new_id(),
            case_id=case.id,
            audience=said.audience,
            agency=writes_as(caller, case, said.audience, directory),
            author=caller.name,
            text=masked(said.text),
            written_at=self.tools.clock(),
        )
        await officer_notes.add(conn, note, self.tools.sealer)
        await remember(conn, self.tools, caller, target, said, case)
        return case
