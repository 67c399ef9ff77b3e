"""People at the hub's console: coordinators for doubtful cases, officers without a system of their own."""

import asyncio
from dataclasses import dataclass

from hub.cli.demo import answers, documents
from hub.cli.demo.answers import Candidate, CaseRef, Task
from hub.cli.demo.client import Client, Trouble
from hub.cli.demo.portal import case_of

LOOK_S = 1.0  # between two looks at the worklist
STEP_S = 0.3  # an officer's thinking time
REPLY = (
    "Terima kasih atas laporan Anda. Kami sudah menindaklanjutinya dan akan mengabari bila ada perkembangan."
)


@dataclass(slots=True)
class Coordinator:
    """Verifies what the rules could not decide and gives it to the best candidate."""

    client: Client

    async def work(self) -> None:
        """Look at the worklist until cancelled."""
        while True:
            for task in await _worklist(self.client, {"status": ["RECEIVED"]}):
                await self._decide(task)
            await asyncio.sleep(LOOK_S)

    async def _decide(self, task: Task) -> None:
        facts = {
            "title": task.title,
            "body": task.body,
            "region": task.region.code,
            "topic": task.topic.code if task.topic else None,
        }
        candidates = (
            await self.client.ask(documents.ROUTE, answers.Routed, input=facts)
        ).route_case.candidates
        if not candidates:
            raise Trouble(f"nobody could own {task.tracking_number}")
        case = CaseRef(task.tracking_number, task.version)
        verified = await _act(self.client, documents.VERIFY, case, sensitivity=task.sensitivity)
        await _act(
            self.client, documents.ASSIGN, verified, agency=candidates[0].agency.code, note=_why(candidates)
        )


@dataclass(slots=True)
class Officer:
    """Accepts and answers the cases of one agency."""

    agency: str
    client: Client

    async def work(self) -> None:
        """Look at the worklist until cancelled."""
        while True:
            for task in await _worklist(self.client, {"status": ["ASSIGNED"], "owner": [self.agency]}):
                case = CaseRef(task.tracking_number, task.version)
                await asyncio.sleep(STEP_S)
                accepted = await _act(self.client, documents.ACCEPT, case, note="Laporan kami terima.")
                await asyncio.sleep(STEP_S)
                await _act(self.client, documents.ANSWER, accepted, answer=REPLY)
            await asyncio.sleep(LOOK_S)


async def _worklist(client: Client, conditions: dict[str, object]) -> list[Task]:
    found = await client.ask(documents.WORKLIST, answers.Worklist, filter=conditions)
    return [edge.node for edge in found.cases.edges]


async def _act(client: Client, document: str, case: CaseRef, **more: object) -> CaseRef:
    given = {"trackingNumber": case.tracking_number, "expectedVersion": case.version, **more}
    return case_of((await client.ask(document, answers.Changed, input=given)).result)


def _why(candidates: list[Candidate]) -> str:
    """The note on the assignment: whom the coordinator chose from."""
    chosen, *others = candidates
    note = f"Ditelaah koordinator: {chosen.agency.name} paling sesuai."
    return f"{note} Calon lain: {', '.join(one.agency.name for one in others[:2])}." if others else note
