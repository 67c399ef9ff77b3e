"""What a case comes to in plain words, for many cases at once."""

from collections.abc import Sequence

from hub.casework.tools import Tools
from hub.domain.caller import Caller
from hub.domain.language import Language
from hub.domain.parties import parties_of
from hub.domain.progress import Progress, progress
from hub.domain.redaction import EVERYTHING
from hub.domain.status import Party
from hub.domain.visible import VisibleCase
from hub.store import cases, events


class Progresses:
    """`Case.progress`."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def of(
        self, caller: Caller, parents: Sequence[VisibleCase], language: Language
    ) -> list[Progress | None]:
        """How each case stands, in two reads however many they are; None for one that is only an echo.

        Whoever sees a case may read what its reporter reads. What the reporter can do, and is asked, is for
        the holder of the receipt and the portal of entry alone.
        """
        ids = [parent.id for parent in parents]
        async with self.tools.db.reading() as conn:
            found = await cases.by_ids(conn, ids, EVERYTHING)  # the parents are in the caller's sight
            told = await events.timelines(conn, ids)
        directory, now = self.tools.directory(), self.tools.clock()
        answers: list[Progress | None] = []
        for parent in parents:
            case = found.get(parent.id)
            if case is None:
                answers.append(None)
                continue
            parties = parties_of(caller, case, holds_receipt=parent.by_receipt)
            answers.append(
                progress(
                    case,
                    told.get(case.id, []),
                    directory,
                    now,
                    language,
                    is_reporter=Party.REPORTER in parties,
                )
            )
        return answers
