"""What ends when a case goes from one work list to another."""

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.tools import Tools
from hub.domain.case import Case
from hub.domain.worklist import place_of, same_list
from hub.store import desk_claims


async def leave_desk(conn: AsyncConnection, tools: Tools, before: Case | None, after: Case) -> None:
    """End the claim of a case that left its list, in the transaction that moved it."""
    directory = tools.directory()
    if before is not None and not same_list(place_of(before, directory), place_of(after, directory)):
        await desk_claims.end(conn, after.id)
