"""Reading what a case has to do with others, and what its viewer may do: many parents, one statement each."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.tools import Tools
from hub.domain.caller import Caller
from hub.domain.case import Case, CaseStatus
from hub.domain.commands import Target
from hub.domain.custody import Setting
from hub.domain.merging import Outcome, outcome
from hub.domain.parties import actor_of, parties_of, reach_of
from hub.domain.permitted import permitted
from hub.domain.redaction import EVERYTHING, scope_of, visible
from hub.domain.respondents import accused, kept_from
from hub.domain.taking_up import tells_who
from hub.domain.tracking import fold_code, receipt_hash
from hub.domain.visible import VisibleCase
from hub.domain.windows import reply_due
from hub.store import assignments, cases, events, links


class Linking:
    """Heads, followers, predecessors and successors, and the acts that are open to a viewer."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def outcomes(self, parents: Sequence[VisibleCase]) -> list[Outcome | None]:
        """What became of each merged case; None for one that follows nobody."""
        merged = [parent.id for parent in parents if parent.status is CaseStatus.MERGED]
        if not merged:
            return [None for _ in parents]
        async with self.tools.db.reading() as conn:
            found = await links.heads(conn, merged)
        return [outcome(found[one.id]) if one.id in found else None for one in parents]

    async def heads(self, caller: Caller, parents: Sequence[VisibleCase]) -> list[VisibleCase | None]:
        """The case that each merged one follows in the end; None where the caller may not see it."""
        asked = [parent.id for parent in parents if parent.merged_into is not None]
        if not asked:
            return [None for _ in parents]
        async with self.tools.db.reading() as conn:
            ends = {start: head.id for start, head in (await links.heads(conn, asked)).items()}
            seen = await cases.by_ids(conn, list(ends.values()), scope_of(caller, self.tools.directory()))
        shown = {start: seen.get(end) for start, end in ends.items()}
        return [_seen(shown.get(parent.id), caller) for parent in parents]

    async def followers(
        self, caller: Caller, parents: Sequence[VisibleCase], first: int
    ) -> list[list[VisibleCase]]:
        """The eldest followers of each case, as far as the caller may see them."""
        scope = scope_of(caller, self.tools.directory())
        async with self.tools.db.reading() as conn:
            found = await links.followers(conn, [parent.id for parent in parents], first, scope)
        return [[visible(one, caller) for one in found[parent.id]] for parent in parents]

    async def predecessors(self, caller: Caller, parents: Sequence[VisibleCase]) -> list[VisibleCase | None]:
        """The ended case that each one takes up again; None where the caller may not see it.

        Nor is the link shown where it would tell who reports: protection can rise after the birth of a case.
        """
        asked = [parent.predecessor for parent in parents if parent.predecessor is not None]
        if not asked:
            return [None for _ in parents]
        async with self.tools.db.reading() as conn:
            found = await cases.by_ids(conn, asked, scope_of(caller, self.tools.directory()))
        pairs = [(_seen(found.get(later.predecessor or ""), caller), later) for later in parents]
        return [earlier if earlier and _shows(earlier, later) else None for earlier, later in pairs]

    async def successors(
        self, caller: Caller, parents: Sequence[VisibleCase], first: int
    ) -> list[list[VisibleCase]]:
        """The eldest cases that take up each one again, as far as the caller may see the link."""
        scope = scope_of(caller, self.tools.directory())
        async with self.tools.db.reading() as conn:
            found = await links.successors(conn, [parent.id for parent in parents], first, scope)
        shown = [(parent, [visible(one, caller) for one in found[parent.id]]) for parent in parents]
        return [
            [one for one in rows if one.predecessor is not None and _shows(parent, one)]
            for parent, rows in shown
        ]

    async def actions(self, caller: Caller, parents: Sequence[VisibleCase]) -> list[tuple[str, ...]]:
        """Names of the mutations that are open to the caller on each case now, in the order of the table."""
        ids = [parent.id for parent in parents]
        async with self.tools.db.reading() as conn:
            rows = await cases.by_ids(conn, ids, EVERYTHING)
            around = await self._around(conn, caller, parents, rows)
        return [
            tuple(act.value for act in permitted(rows[one.id], around[one.id])) if one.id in rows else ()
            for one in parents
        ]

    async def _around(
        self,
        conn: AsyncConnection,
        caller: Caller,
        parents: Sequence[VisibleCase],
        rows: dict[str, Case],
    ) -> dict[str, Setting]:
        directory, now = self.tools.directory(), self.tools.clock()
        answered = [one.id for one in rows.values() if one.status is CaseStatus.ANSWERED]
        told = await events.timelines(conn, answered) if answered else {}
        refused = await assignments.refusers_of(conn, list(rows))
        return {
            one.id: Setting(
                actor=actor_of(caller),
                parties=parties_of(caller, rows[one.id], holds_receipt=one.by_receipt),
                directory=directory,
                now=now,
                refused=directory.kin(refused.get(one.id, ())),
                reply_due=reply_due(rows[one.id], told.get(one.id, []), directory),
                reach=reach_of(caller, directory),
            )
            for one in parents
            if one.id in rows
        }

    async def current(self, caller: Caller, target: Target) -> VisibleCase | None:
        """The case that an act was meant for, as it is now; None where the caller may not see it."""
        number, directory = fold_code(target.tracking_number), self.tools.directory()
        async with self.tools.db.reading() as conn:
            case = (await cases.by_tracking(conn, [number], EVERYTHING)).get(number)
            if case is None or accused(case) in kept_from(caller, directory):
                return None
            proved = target.receipt is not None and await cases.receipt_matches(
                conn, case.id, receipt_hash(self.tools.secrets.pepper, target.receipt)
            )
            seen = proved or await cases.by_ids(conn, [case.id], scope_of(caller, directory))
        return visible(case, caller, by_receipt=proved) if seen else None


def _shows(earlier: VisibleCase, later: VisibleCase) -> bool:
    return not tells_who(earlier.identity_protection, later.identity_protection)


def _seen(case: Case | None, caller: Caller) -> VisibleCase | None:
    return visible(case, caller) if case is not None else None
