"""An act whose answer got lost on a bad line is said again, and done once."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from hub.casework import acting
from hub.casework.repeating import remember
from hub.domain import commands as ask
from hub.domain.caller import Caller, Role
from hub.domain.case import CaseEventType, CaseStatus
from hub.domain.commands import Command, Target
from hub.domain.visible import VisibleCase
from hub.errors import Conflict, RuleViolation
from tests.casework.steps import count_of, delivered, row
from tests.harness import Hub, officer

OWNER = officer("62.01.disdukcapil")
COLLEAGUE = Caller("another key", "petugas lain", Role.OFFICER, agency="62.01.disdukcapil")
NAME = "tindakan-0001"
ACCEPT = ask.Accept("Kami terima.")


async def said(
    hub: Hub, number: str, version: int, command: Command = ACCEPT, caller: Caller = OWNER, name: str = NAME
) -> VisibleCase:
    return await hub.services.acting.act(caller, Target(number, version, action_id=name), command)


async def a_case(hub: Hub) -> tuple[str, int]:
    number = (await delivered(hub)).case.tracking_number
    return number, (await row(hub, number)).version


async def test_an_act_that_is_said_twice_is_done_once(hub: Hub) -> None:
    number, version = await a_case(hub)
    first = await said(hub, number, version)

    again = await said(hub, number, version)
    by_a_colleague = await said(hub, number, version, caller=COLLEAGUE)

    assert first == again == by_a_colleague
    assert await count_of(hub, number, CaseEventType.ACCEPTED) == 1


async def test_saying_it_again_later_answers_the_case_as_it_is_then(hub: Hub) -> None:
    number, version = await a_case(hub)
    seen = await said(hub, number, version)
    await said(hub, number, seen.version, ask.Answer("Selesai."), name="tindakan-0002")

    assert (await said(hub, number, version)).status is CaseStatus.ANSWERED


async def test_many_at_the_same_moment_are_one(hub: Hub) -> None:
    number, version = await a_case(hub)

    answers = await asyncio.gather(*(said(hub, number, version) for _ in range(8)))

    assert {answer.version for answer in answers} == {answers[0].version}
    assert await count_of(hub, number, CaseEventType.ACCEPTED) == 1


async def test_one_name_is_one_act(hub: Hub) -> None:
    number, version = await a_case(hub)
    await said(hub, number, version)

    with pytest.raises(RuleViolation) as refusal:
        await said(hub, number, version, ask.Accept("Lain."))

    assert (refusal.value.code, refusal.value.field) == ("IDEMPOTENCY_CONFLICT", "actionId")


async def test_a_refused_act_leaves_its_name_free(hub: Hub) -> None:
    number, version = await a_case(hub)
    with pytest.raises(Conflict):
        await said(hub, number, version + 5)

    assert (await said(hub, number, version)).status is CaseStatus.IN_PROGRESS


@pytest.mark.parametrize("name", ["", "pendek", "x" * 129])
async def test_a_name_has_8_to_128_characters(hub: Hub, name: str) -> None:
    number, version = await a_case(hub)

    with pytest.raises(RuleViolation) as refusal:
        await said(hub, number, version, name=name)

    assert (refusal.value.code, refusal.value.field) == ("INVALID", "actionId")


async def test_a_name_given_to_two_acts_at_the_same_moment_stays_with_one(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL lets both look before either writes; SQLite has one writer, who waits in vain."""
    places = [await a_case(hub) for _ in range(2)]
    both = asyncio.Barrier(2)

    async def together(*given: Any) -> None:
        with suppress(TimeoutError, asyncio.BrokenBarrierError):
            async with asyncio.timeout(0.2):
                await both.wait()
        await remember(*given)

    monkeypatch.setattr(acting, "remember", together)
    answers = await asyncio.gather(*(said(hub, *place) for place in places), return_exceptions=True)

    [refusal] = [one for one in answers if not isinstance(one, VisibleCase)]
    assert isinstance(refusal, RuleViolation)
    assert refusal.code == "IDEMPOTENCY_CONFLICT"
