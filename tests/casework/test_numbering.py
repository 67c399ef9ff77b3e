"""Systems that take a case and give the number of its record later, or never."""

from dataclasses import replace

import pytest

from hub.casework.numbering import NO_NUMBER
from hub.connectors.loopback import Loopback
from hub.domain import commands as ask
from hub.domain.case import CaseEventType, CaseStatus
from hub.domain.delivery import DeliveryDecision, DeliveryState
from hub.domain.exchange import (
    ChangePage,
    ExternalRef,
    Forwarded,
    Health,
    Idempotency,
    OutgoingCase,
    Queued,
    Registered,
)
from hub.errors import Refused, Unreachable
from hub.store import records, tokens
from hub.store.tokens import AwaitedNumber
from tests.casework.steps import act, count_of, messages, row, taken, timeline
from tests.casework.systems import install
from tests.harness import OPERATOR, PORTAL, Hub, officer

NAME = "kobar-disdukcapil"


class Batch:
    """Answers with a token; the number is there once `open` is set."""

    def __init__(self, inner: Loopback) -> None:
        self.inner, self.manifest = inner, replace(inner.manifest, idempotency=Idempotency.NONE)
        self.open, self.asked = False, list[str]()
        self.failure: Exception | None = None

    async def health(self) -> Health:
        return await self.inner.health()

    async def aclose(self) -> None:
        return None

    async def forward(self, case: OutgoingCase, key: str) -> Forwarded:
        done = await self.inner.forward(case, key)
        assert isinstance(done, Registered)
        return Queued(f"T{done.ref.id}")

    async def resolve(self, token: str) -> ExternalRef | None:
        self.asked.append(token)
        if self.failure is not None:
            raise self.failure
        return ExternalRef(NAME, token[1:]) if self.open else None

    async def changes(self, cursor: str | None) -> ChangePage:
        return await self.inner.changes(cursor)

    async def send_note(self, ref: ExternalRef, text: str, key: str) -> None:
        await self.inner.send_note(ref, text, key)


def batch(hub: Hub) -> Batch:
    system = Batch(hub.agencies[NAME])
    install(hub, NAME, system)
    return system


async def poll(hub: Hub) -> None:
    await hub.updates.poll(NAME)
    while await hub.updates.process():
        pass


async def number_of(hub: Hub, number: str) -> list[str]:
    async with hub.tools.db.reading() as conn:
        case = await row(hub, number)
        return [one.external_id for one in (await records.of_cases(conn, [case.id]))[case.id]]


async def waiting(hub: Hub) -> list[AwaitedNumber]:
    async with hub.tools.db.reading() as conn:
        return await tokens.due(conn, NAME, hub.now().replace(year=2099), 100)


async def test_a_token_is_a_receipt_and_its_number_is_asked_for_until_it_is_there(hub: Hub) -> None:
    system = batch(hub)
    number = (await taken(hub)).case.tracking_number
    await hub.send()

    assert (await row(hub, number)).owner == "62.01.disdukcapil"  # it has arrived
    assert await count_of(hub, number, CaseEventType.DELIVERED) == 1
    assert await number_of(hub, number) == []
    await poll(hub)
    await poll(hub)
    assert system.asked == ["T0"]  # not again at once
    hub.later(seconds=6)
    system.open = True
    await poll(hub)

    assert await number_of(hub, number) == ["0"]
    assert await waiting(hub) == []
    system.inner.move("0", CaseStatus.CLOSED, "Selesai")
    await poll(hub)
    assert ((await row(hub, number)).status, (await row(hub, number)).answer) == (
        CaseStatus.ANSWERED,
        "Selesai",
    )


async def test_a_word_that_overtakes_the_number_waits_for_it(hub: Hub) -> None:
    system = batch(hub)
    number = (await taken(hub)).case.tracking_number
    await hub.send()
    system.inner.move("0", CaseStatus.IN_PROGRESS, "Sedang dicetak")
    await poll(hub)
    assert (await row(hub, number)).status is CaseStatus.ASSIGNED

    system.open = True
    hub.later(seconds=60)
    await poll(hub)

    assert (await row(hub, number)).status is CaseStatus.IN_PROGRESS


async def test_a_message_about_a_record_waits_for_its_number(hub: Hub) -> None:
    system = batch(hub)
    number = (await taken(hub)).case.tracking_number
    await hub.send()
    await act(hub, officer("62.01.disdukcapil"), number, ask.Accept(None))
    await act(hub, officer("62.01.disdukcapil"), number, ask.RequestInformation("Di mana?"))
    await act(hub, PORTAL, number, ask.ProvideInformation("Di depan pasar."))
    await hub.send()
    await hub.send()
    assert system.inner.records[0].notes == []

    system.open = True
    hub.later(seconds=60)
    await poll(hub)
    await hub.send()

    assert len(system.inner.records[0].notes) == 1


@pytest.mark.parametrize("failure", [None, Refused("HTTP_400")])
async def test_a_number_that_never_comes_is_a_persons_matter(hub: Hub, failure: Exception | None) -> None:
    system = batch(hub)
    system.failure = failure
    number = (await taken(hub)).case.tracking_number
    await hub.send()
    hub.later(days=29)
    await poll(hub)
    hub.later(days=2)
    await poll(hub)

    [forward] = await messages(hub, number)
    assert (forward.state, forward.last_error) == (DeliveryState.AMBIGUOUS, NO_NUMBER)
    assert (await timeline(hub, number))[-1].note == NO_NUMBER
    assert await waiting(hub) == []
    await hub.services.deliveries.redeliver(
        OPERATOR, forward.assignment_id, DeliveryDecision.CONFIRM_DELIVERED, "0", None
    )
    assert await number_of(hub, number) == ["0"]
    assert await count_of(hub, number, CaseEventType.DELIVERED) == 1


async def test_a_system_that_does_not_answer_is_asked_again(hub: Hub) -> None:
    system = batch(hub)
    number = (await taken(hub)).case.tracking_number
    await hub.send()
    system.failure = Unreachable("NO_CONNECTION")
    with pytest.raises(Unreachable):
        await hub.updates.poll(NAME)
    system.failure, system.open = None, True
    await poll(hub)

    assert await number_of(hub, number) == ["0"]
