"""A regional portal: hands cases in, follows them live, and answers for reporters who are asked."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from hub.cli.demo import answers, documents
from hub.cli.demo.answers import CaseRef, Happened
from hub.cli.demo.board import Board
from hub.cli.demo.client import Client, Trouble
from hub.cli.demo.processes import HOST
from hub.cli.demo.scenario import Intake, Planned, submission
from hub.cli.demo.stream import follow

CONFLICTS = 5  # how often the portal reads the case again when somebody was quicker


@dataclass(slots=True)
class Portal:
    """One portal with its credential."""

    intake: Intake
    port: int  # of the hub
    api_key: str
    board: Board
    client: Client

    async def work(self) -> None:
        """Hand everything in and follow it until cancelled."""
        await self._hand_in(0)
        first = (await self.client.ask(documents.FIRST_EVENT, answers.FirstEvent)).events.edges[0].node
        self.board.see(first)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow(first.cursor))
            for number in range(1, len(self.intake.cases)):
                await self._hand_in(number)
            await self._repeat(0)

    async def seen(self) -> AsyncGenerator[answers.Seen, None]:
        """Every case of the portal as it stands now."""
        after: str | None = None
        while True:
            page = (await self.client.ask(documents.CASES, answers.Cases, after=after)).cases
            for edge in page.edges:
                yield edge.node
            if not page.page_info.has_next_page:
                return
            after = page.page_info.end_cursor

    async def _hand_in(self, number: int) -> str:
        planned = self.intake.cases[number]
        variables = submission(planned, self.intake.channel, number)
        taken = case_of((await self.client.ask(documents.SUBMIT, answers.Changed, input=variables)).result)
        self.board.hand_in(taken.tracking_number, planned)
        return taken.tracking_number

    async def _repeat(self, number: int) -> None:
        """Send a case once more under the same key, as a client does that never got the answer."""
        planned = self.intake.cases[number]
        again = await self._hand_in(number)
        if sum(one is planned for one in self.board.planned.values()) != 1:
            raise Trouble(f"a repeated submission made a second case: {again}")
        self.board.repeats += 1

    async def _follow(self, after: str) -> None:
        async with aclosing(follow(HOST, self.port, self.api_key, after)) as events:
            async for event in events:
                self.board.see(event)
                planned = self.board.planned.get(event.case.tracking_number)
                if event.type == "INFORMATION_REQUESTED" and planned is not None:
                    await self._provide(event, planned)

    async def _provide(self, event: Happened, planned: Planned) -> None:
        case: CaseRef | None = event.case
        for _ in range(CONFLICTS):
            if case is None:
                break
            given = {
                "trackingNumber": case.tracking_number,
                "expectedVersion": case.version,
                "note": planned.reply or "Tidak ada keterangan tambahan.",
            }
            outcome = (await self.client.ask(documents.PROVIDE, answers.Changed, input=given)).result
            if outcome.code != "CONFLICT":
                case_of(outcome)
                return
            case = (await self.client.ask(documents.VERSION, answers.Found, number=case.tracking_number)).case
        raise Trouble(f"no information could be provided for {event.case.tracking_number}")


def case_of(outcome: answers.Outcome) -> CaseRef:
    """The case a mutation answered. Raises `Trouble` when it answered a `Problem`."""
    if outcome.case is None:
        raise Trouble(f"{outcome.code} {outcome.field or ''}: {outcome.message}")
    return outcome.case
