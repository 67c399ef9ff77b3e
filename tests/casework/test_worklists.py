"""Work lists over the whole way of a case, and the claims on them."""

from typing import Any

import pytest

from hub.casework.worklists import WorkItem
from hub.domain import commands as ask
from hub.domain.caller import Caller, Role
from hub.domain.case import Sensitivity
from hub.domain.delivery import DeliveryState
from hub.domain.paging import Window
from hub.domain.worklist import Desk, WaitingFor, WorkQuery, WorkReason, place_of
from hub.errors import NotEntitled, Refused, RuleViolation, Unconfirmed
from tests.casework.steps import UNCLEAR, act, attempt, delivered, row, taken
from tests.harness import ANALYST, COORDINATOR, OPERATOR, PARTNER, PORTAL, Hub, officer

OWNER, COORD, BODY = "62.01.disdukcapil", "62.01.diskominfo", "62.01.inspektorat"
COLLEAGUE = Caller("officer-two", "Loket 4", Role.OFFICER, agency=OWNER)


async def listed(hub: Hub, caller: Caller, **wanted: Any) -> list[WorkItem]:
    page = await hub.services.desks.worklists.page(caller, WorkQuery(Window(50), **wanted))
    return [edge.node for edge in page.edges]


async def numbers(hub: Hub, caller: Caller, **wanted: Any) -> list[str]:
    return [one.case.tracking_number for one in await listed(hub, caller, **wanted)]


async def whose(hub: Hub, number: str) -> list[tuple[str, Desk]]:
    """Every list the case is found in, asked desk by desk as whoever works there."""
    found = []
    for caller in (COORDINATOR, officer(OWNER), officer(BODY), officer("62.01.dinkes")):
        for desk in Desk:
            if caller is not COORDINATOR or desk is not Desk.OFFICER:
                found += [(caller.name, desk)] * (await numbers(hub, caller, desk=desk)).count(number)
    return found


async def test_a_case_goes_from_list_to_list_and_is_never_in_two(hub: Hub) -> None:
    number = (await taken(hub, **UNCLEAR)).case.tracking_number
    at = [await whose(hub, number)]
    await act(hub, COORDINATOR, number, ask.Verify(Sensitivity.ORDINARY, "kependudukan.ktp"))
    at.append(await whose(hub, number))
    await act(hub, COORDINATOR, number, ask.Assign(OWNER))
    at.append(await whose(hub, number))
    await hub.send()
    at.append(await whose(hub, number))
    await act(hub, officer(OWNER), number, ask.Accept("Baik."))
    await act(hub, officer(OWNER), number, ask.RequestInformation("Nomor antrean?"))
    at.append(await whose(hub, number))
    await act(hub, PORTAL, number, ask.ProvideInformation("A12"))
    await act(hub, officer(OWNER), number, ask.Answer("Sudah dicetak."))
    at.append(await whose(hub, number))
    await act(hub, PORTAL, number, ask.Confirm(5))
    at.append(await whose(hub, number))

    triage, work = [(COORDINATOR.name, Desk.COORDINATOR)], [(OWNER, Desk.OFFICER)]
    assert at == [[(COORDINATOR.name, Desk.VERIFIER)], triage, triage, work, work, work, []]


async def test_a_list_says_what_comes_next_and_whom_it_waits_for(hub: Hub) -> None:
    new = (await taken(hub, **UNCLEAR)).case.tracking_number
    sent = (await taken(hub)).case.tracking_number
    items = {one.case.tracking_number: one for one in await listed(hub, COORDINATOR)}
    waits = dict(zip(items, await hub.services.desks.worklists.waiting(list(items.values())), strict=True))

    assert {number: one.place.reason for number, one in items.items()} == {
        new: WorkReason.VERIFY,
        sent: WorkReason.DELIVER,
    }
    assert waits == {new: None, sent: WaitingFor.DELIVERY}
    assert all(one.due_at is not None for one in items.values())


@pytest.mark.parametrize("stuck", [DeliveryState.DEAD, DeliveryState.AMBIGUOUS])
async def test_a_message_that_is_stuck_is_somebodys_decision(hub: Hub, stuck: DeliveryState) -> None:
    system = hub.agencies["kobar-disdukcapil"]
    system.failures.append(Refused() if stuck is DeliveryState.DEAD else Unconfirmed())
    number = (await taken(hub)).case.tracking_number
    await attempt(hub, number)
    item = (await listed(hub, COORDINATOR, desk=Desk.COORDINATOR))[0]

    assert item.case.tracking_number == number
    assert await hub.services.desks.worklists.waiting([item]) == [WaitingFor.DECISION]


async def test_the_most_urgent_stands_first_and_pages_follow_each_other(hub: Hub) -> None:
    expected = []
    for _ in range(5):
        expected.append((await delivered(hub)).case.tracking_number)
        hub.later(days=1)
    found: list[str] = []
    after: str | None = None
    for _ in range(3):
        page = await hub.services.desks.worklists.page(
            officer(OWNER), WorkQuery(Window(2, after=after), count=True)
        )
        found += [edge.node.case.tracking_number for edge in page.edges]
        assert page.total == 5
        after = page.edges[-1].cursor

    dues = [(await row(hub, number)).due_at for number in found]
    assert sorted(found) == sorted(expected)
    assert dues == sorted(dues)  # type: ignore[type-var]
    assert not page.has_next


async def test_filters_narrow_the_list(hub: Hub) -> None:
    first = (await delivered(hub)).case.tracking_number
    second = (await delivered(hub)).case.tracking_number
    await hub.services.desks.claiming.claim(officer(OWNER), first, None)

    assert await numbers(hub, officer(OWNER), unclaimed=True) == [second]
    assert await numbers(hub, officer(OWNER), mine=True) == [first]
    assert await numbers(hub, COLLEAGUE, mine=True) == []
    assert await numbers(hub, officer(OWNER), topics=("kesehatan.rumah-sakit",)) == []
    assert set(await numbers(hub, officer(OWNER), topics=("kependudukan.ktp",))) == {first, second}
    assert await numbers(hub, officer(OWNER), overdue=True) == []
    hub.later(days=60)
    assert set(await numbers(hub, officer(OWNER), overdue=True)) == {first, second}


async def test_whoever_works_at_no_desk_has_no_list(hub: Hub) -> None:
    for caller in (PORTAL, PARTNER, ANALYST, OPERATOR):
        with pytest.raises(NotEntitled):
            await listed(hub, caller)


async def test_the_accused_never_finds_its_case_in_a_list_not_even_as_superior(hub: Hub) -> None:
    accused = {"sensitivity": Sensitivity.OVERSIGHT, "agency": COORD, "visibility": None}
    number = (await taken(hub, **accused)).case.tracking_number
    held = place_of(await row(hub, number), hub.tools.directory())

    assert held is not None
    assert held.agency not in hub.tools.directory().line_of_command(COORD)
    for caller in (COORDINATOR, officer(COORD)):
        assert number not in await numbers(hub, caller)
        with pytest.raises(RuleViolation) as refused:
            await hub.services.desks.claiming.claim(caller, number, None)
        assert refused.value.code == "NOT_FOUND"


async def test_a_coordinator_looks_at_its_agencies_lists_without_their_names(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await hub.services.desks.claiming.claim(officer(OWNER), number, "AB")
    item = (await listed(hub, COORDINATOR, agency=OWNER, desk=Desk.OFFICER))[0]

    assert item.claim is not None
    assert (item.claim.name, item.claim.label, item.claim.mine) == (None, None, False)
    assert number not in await numbers(hub, COORDINATOR)


async def test_a_claim_is_taken_prolonged_refused_to_others_and_put_back(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    mine = officer(OWNER)
    first = (await hub.services.desks.claiming.claim(mine, number, "AB")).claim
    hub.later(hours=1)
    again = (await hub.services.desks.claiming.claim(mine, number, "AB")).claim

    assert first is not None
    assert again is not None
    assert again.until > first.until
    for caller, label in ((COLLEAGUE, None), (mine, "CD")):
        with pytest.raises(RuleViolation) as refused:
            await hub.services.desks.claiming.claim(caller, number, label)
        assert refused.value.code == "CONFLICT"
    with pytest.raises(RuleViolation) as kept:
        await hub.services.desks.claiming.release(COLLEAGUE, number)
    assert kept.value.code == "NOT_ALLOWED"
    assert (await hub.services.desks.claiming.release(COORDINATOR, number)).claim is None
    assert (await hub.services.desks.claiming.claim(COLLEAGUE, number, None)).claim is not None
    hub.later(days=4)
    assert (await hub.services.desks.claiming.claim(mine, number, None)).claim is not None  # it has run out


async def test_a_past_holders_key_does_not_put_back_what_others_have_claimed(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, COORDINATOR, number, ask.Assign("62.01.dinkes"))
    await act(hub, officer("62.01.dinkes"), number, ask.Accept("Diterima."))
    await hub.services.desks.claiming.claim(officer("62.01.dinkes"), number, "AB")
    past = Caller("k", "k", Role.COORDINATOR, agency=OWNER)
    assert await hub.services.reading.case(past, number) is not None
    with pytest.raises(RuleViolation) as kept:
        await hub.services.desks.claiming.release(past, number)
    assert kept.value.code == "NOT_ALLOWED"


async def test_a_claim_never_stands_in_the_way_of_an_act_and_changes_no_version(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    before = await row(hub, number)
    await hub.services.desks.claiming.claim(officer(OWNER), number, None)
    assert await row(hub, number) == before

    await act(hub, COLLEAGUE, number, ask.Accept("Baik."))
    item = (await listed(hub, officer(OWNER)))[0]
    assert item.claim is not None  # the case is on the same desk


async def test_a_claim_ends_when_the_case_leaves_the_desk_and_does_not_come_back_with_it(hub: Hub) -> None:
    number = (await taken(hub, **UNCLEAR)).case.tracking_number
    await hub.services.desks.claiming.claim(COORDINATOR, number, None)
    await act(hub, COORDINATOR, number, ask.RequestInformation("Di mana?"))
    assert [one.claim is not None for one in await listed(hub, COORDINATOR)] == [True]

    await act(hub, PORTAL, number, ask.ProvideInformation("Di pasar."))
    await act(hub, COORDINATOR, number, ask.Verify(Sensitivity.ORDINARY))
    assert [one.claim for one in await listed(hub, COORDINATOR)] == [None]
    await hub.services.desks.claiming.claim(COORDINATOR, number, None)
    await act(hub, COORDINATOR, number, ask.Assign(OWNER))
    await hub.send()
    await act(hub, officer(OWNER), number, ask.Return("Bukan kami.", "62.01.dinkes"))
    assert [one.claim for one in await listed(hub, COORDINATOR)] == [None]


async def test_claims_are_for_whoever_works_at_the_desk(hub: Hub) -> None:
    new = (await taken(hub, **UNCLEAR)).case.tracking_number
    done = (await delivered(hub)).case.tracking_number
    for caller, number in ((officer(COORD), new), (COORDINATOR, done)):
        with pytest.raises(RuleViolation) as refused:
            await hub.services.desks.claiming.claim(caller, number, None)
        assert refused.value.code == "NOT_ALLOWED"
    await act(hub, PORTAL, done, ask.Withdraw("Sudah selesai."))
    with pytest.raises(RuleViolation) as ended:
        await hub.services.desks.claiming.claim(officer(OWNER), done, None)
    assert ended.value.code == "ILLEGAL_TRANSITION"
