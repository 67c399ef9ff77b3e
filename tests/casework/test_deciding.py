"""What an operator decides about a message that cannot go on by itself."""

from typing import Any

import pytest

from hub.domain import commands as ask
from hub.domain.assignment import AssignmentState
from hub.domain.caller import Caller, Role
from hub.domain.case import CaseStatus, Sensitivity
from hub.domain.delivery import DeliveryDecision, DeliveryKind, DeliveryState
from hub.domain.exchange import Idempotency
from hub.domain.visible import VisibleCase
from hub.errors import NotEntitled, Refused, RuleViolation, Unconfirmed
from tests.casework.steps import (
    act,
    attempt,
    delivered,
    happened,
    heard,
    hops,
    message,
    messages,
    row,
    sent,
    taken,
)
from tests.harness import ANALYST, COORDINATOR, OPERATOR, PARTNER, PORTAL, Hub, officer

NAME = "kobar-disdukcapil"
OTHER = "62.01.dinkes"
RESEND, CONFIRM, ABANDON = (
    DeliveryDecision.RESEND,
    DeliveryDecision.CONFIRM_DELIVERED,
    DeliveryDecision.ABANDON,
)


async def decide(
    hub: Hub,
    number: str,
    decision: DeliveryDecision,
    caller: Caller = COORDINATOR,
    hop: int = -1,
    **more: Any,
) -> VisibleCase:
    """Decide about the message of one hop of the case, the last one unless said otherwise."""
    assignment = (await hops(hub, number))[hop]
    return await hub.services.deliveries.redeliver(caller, assignment.id, decision, **more)


async def dead(hub: Hub) -> str:
    """A case whose message was refused."""
    number = (await taken(hub)).case.tracking_number
    hub.agencies[NAME].failures.append(Refused())
    assert (await attempt(hub, number)).state is DeliveryState.DEAD
    return number


async def ambiguous(hub: Hub, idempotency: Idempotency = Idempotency.NONE) -> str:
    """A case that its owner's system took without saying so."""
    system = hub.agencies.add(NAME, idempotency)
    number = (await taken(hub)).case.tracking_number
    system.lose_answers = 1
    assert (await attempt(hub, number)).state is DeliveryState.AMBIGUOUS
    return number


async def test_a_dead_message_is_sent_again_under_the_same_key(hub: Hub) -> None:
    number = await dead(hub)
    key = (await message(hub, number)).key
    await decide(hub, number, RESEND)
    assert (await message(hub, number)).ended_at is None
    await sent(hub)
    after = await message(hub, number)
    assert (after.state, after.key, after.run) == (DeliveryState.DELIVERED, key, 2)
    assert [one.key for one in hub.agencies[NAME].records] == [key]


async def test_a_resend_asks_first_where_the_system_can_be_asked(hub: Hub) -> None:
    number = await ambiguous(hub, Idempotency.SEARCH)
    await decide(hub, number, RESEND)
    await sent(hub)
    assert (await message(hub, number)).state is DeliveryState.DELIVERED
    assert len(hub.agencies[NAME].records) == 1


async def test_where_it_cannot_be_asked_a_resend_is_the_persons_own_risk(hub: Hub) -> None:
    number = await ambiguous(hub)
    await decide(hub, number, RESEND)
    await sent(hub)
    assert (await message(hub, number)).external_id == "1"
    assert len(hub.agencies[NAME].records) == 2


async def test_a_record_somebody_found_is_followed_from_then_on(hub: Hub) -> None:
    number = await ambiguous(hub)
    seen = await decide(hub, number, CONFIRM, external_id="0")
    assert seen.owner == "62.01.disdukcapil"
    assert (await happened(hub, number))[-1] == "DELIVERED"
    hub.agencies[NAME].move("0", CaseStatus.IN_PROGRESS, "Sedang dicetak")
    await heard(hub)
    assert (await row(hub, number)).status is CaseStatus.IN_PROGRESS


async def test_confirming_needs_the_number_and_takes_no_record_of_another_case(hub: Hub) -> None:
    other = (await delivered(hub)).case.tracking_number
    number = await dead(hub)
    for external_id in (None, "", (await message(hub, other)).external_id):
        with pytest.raises(RuleViolation) as refusal:
            await decide(hub, number, CONFIRM, external_id=external_id)
        assert (refusal.value.code, refusal.value.field) == ("INVALID", "externalId")
    assert (await message(hub, number)).state is DeliveryState.DEAD


async def test_an_abandoned_assignment_goes_to_adjudication_and_takes_a_binding_one(hub: Hub) -> None:
    number = await dead(hub)
    seen = await decide(hub, number, ABANDON, note="Sistem tidak akan kembali.")
    assert (seen.status, seen.owner) == (CaseStatus.ADJUDICATION, "62.01.diskominfo")
    assert (await hops(hub, number))[0].state is AssignmentState.EXPIRED
    assert (await message(hub, number)).state is DeliveryState.SUPERSEDED
    seen = await act(hub, COORDINATOR, number, ask.Assign("62.01.dinkes", binding=True))
    await sent(hub)
    assert (await row(hub, number)).owner == "62.01.dinkes"


async def test_an_abandoned_binding_assignment_binds_nobody_any_more(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, COORDINATOR, number, ask.Assign(OTHER, binding=True))
    hub.agencies["kobar-dinkes"].failures.append(Refused())
    assert (await attempt(hub, number)).state is DeliveryState.DEAD
    assert (await row(hub, number)).binding
    await decide(hub, number, ABANDON)
    now = await row(hub, number)
    assert (now.status, now.assignee, now.binding) == (CaseStatus.ADJUDICATION, None, False)


async def test_a_past_holders_key_decides_about_no_message_of_the_case(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, COORDINATOR, number, ask.Assign(OTHER))
    hub.agencies["kobar-dinkes"].failures.append(Refused())
    await attempt(hub, number)
    past = Caller("k", "k", Role.COORDINATOR, agency="62.01.disdukcapil")
    assert await hub.services.reading.case(past, number) is not None
    with pytest.raises(RuleViolation) as refusal:
        await decide(hub, number, RESEND, past)
    assert refusal.value.code == "NOT_ALLOWED"
    assert (await message(hub, number)).state is DeliveryState.DEAD


async def test_abandoning_what_was_recalled_leaves_the_assignment_of_today_alone(hub: Hub) -> None:
    number = await ambiguous(hub)
    await act(hub, COORDINATOR, number, ask.Assign("62.01.dinkes"))
    seen = await decide(hub, number, ABANDON, hop=0)
    assert (seen.status, (await row(hub, number)).assignee) == (CaseStatus.ASSIGNED, "62.01.dinkes")
    assert [hop.state for hop in await hops(hub, number)] == [
        AssignmentState.RECALLED,
        AssignmentState.OFFERED,
    ]


async def test_abandoning_after_the_owner_took_the_case_up_gives_up_the_message_only(hub: Hub) -> None:
    number = await dead(hub)
    await act(hub, officer("62.01.disdukcapil"), number, ask.Accept("Kami terima di konsol."))
    assert (await decide(hub, number, ABANDON)).status is CaseStatus.IN_PROGRESS
    assert (await message(hub, number)).state is DeliveryState.SUPERSEDED


async def test_only_what_is_stuck_can_be_decided(hub: Hub) -> None:
    number = (await taken(hub)).case.tracking_number
    for decision in DeliveryDecision:
        with pytest.raises(RuleViolation, match="PENDING") as refusal:
            await decide(hub, number, decision, external_id="7")
        assert refusal.value.code == "ILLEGAL_TRANSITION"
    await sent(hub)
    with pytest.raises(RuleViolation, match="DELIVERED"):
        await decide(hub, number, RESEND)


@pytest.mark.parametrize("decision", [RESEND, ABANDON, CONFIRM])
async def test_a_stuck_note_can_be_decided_too_and_the_case_stays_where_it_is(
    hub: Hub, decision: DeliveryDecision
) -> None:
    number = (await delivered(hub)).case.tracking_number
    for who, command in [
        (officer("62.01.disdukcapil"), ask.Accept("Kami terima.")),
        (officer("62.01.disdukcapil"), ask.RequestInformation("Nomor antrean?")),
        (PORTAL, ask.ProvideInformation("Nomor 17.")),
    ]:
        await act(hub, who, number, command)
    hub.agencies[NAME].failures.append(Unconfirmed())
    await sent(hub)
    assert (await messages(hub, number, DeliveryKind.NOTE))[0].state is DeliveryState.AMBIGUOUS
    await decide(hub, number, decision)
    await sent(hub)

    [note] = await messages(hub, number, DeliveryKind.NOTE)
    expected = DeliveryState.SUPERSEDED if decision is ABANDON else DeliveryState.DELIVERED
    assert note.state is expected
    assert hub.agencies[NAME].records[0].notes == (["Nomor 17."] if decision is RESEND else [])
    assert (await row(hub, number)).status is CaseStatus.IN_PROGRESS


async def test_who_may_not_manage_deliveries_and_who_does_not_see_the_case(hub: Hub) -> None:
    number = await dead(hub)
    for caller in (PORTAL, ANALYST, PARTNER, officer("62.01.disdukcapil")):
        with pytest.raises(NotEntitled):
            await decide(hub, number, RESEND, caller)
    elsewhere = Caller("k", "k", COORDINATOR.role, region="64.02")
    secret = (await taken(hub, sensitivity=Sensitivity.WHISTLEBLOWING)).case.tracking_number
    hub.agencies["kobar-wbs"].failures.append(Refused())
    await attempt(hub, secret)
    refusals = []
    for caller, case in [(elsewhere, number), (COORDINATOR, secret)]:
        with pytest.raises(RuleViolation) as refusal:
            await decide(hub, case, RESEND, caller)
        refusals.append(refusal.value)
    with pytest.raises(RuleViolation) as unknown:
        await hub.services.deliveries.redeliver(COORDINATOR, "no-such-assignment", RESEND)
    answers = {(one.code, one.message) for one in (*refusals, unknown.value)}
    assert answers == {("NOT_FOUND", "there is no such assignment with a message")}
    await decide(hub, secret, RESEND, OPERATOR)


async def test_two_operators_at_once_send_one_message(hub: Hub) -> None:
    number = await dead(hub)
    await decide(hub, number, RESEND)
    with pytest.raises(RuleViolation):
        await decide(hub, number, RESEND, OPERATOR)
    await sent(hub)
    assert len(hub.agencies[NAME].records) == 1
