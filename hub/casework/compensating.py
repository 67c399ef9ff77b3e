"""Reading claims for compensation; they are made, decided and paid by acts like any other."""

from collections.abc import Sequence

from hub.casework.tools import Tools
from hub.domain.caller import Caller, Role
from hub.domain.case import CompensationState
from hub.domain.compensation import Compensation
from hub.domain.visible import VisibleCase
from hub.store import compensations


class Compensations:
    """`Case.compensation`."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def of(self, caller: Caller, parents: Sequence[VisibleCase]) -> list[Compensation | None]:
        """The claim of every case, None where there is none; partners are told of none."""
        claimed = [one.id for one in parents if one.compensation is not CompensationState.NONE]
        if not claimed or caller.role is Role.PARTNER:
            return [None for _ in parents]
        async with self.tools.db.reading() as conn:
            found = await compensations.of_cases(conn, claimed)
        return [found.get(one.id) for one in parents]
