"""A case that is passed on and on finds its owner, or a person, in a bounded number of steps."""

from dataclasses import replace

import pytest

from hub.domain import commands as ask
from hub.domain.assignment import AssignmentState
from hub.domain.case import CaseEventType, CaseStatus, Sensitivity
from hub.errors import RuleViolation
from tests.casework.steps import act, count_of, delivered, heard, hops, row, sent
from tests.harness import COORDINATOR, PORTAL, Hub, officer

PROVINCE = replace(COORDINATOR, subject="koordinator-kalteng", region="62")


async def bounce(hub: Hub, number: str, to: str | None) -> None:
    """The system that has the case gives it back, naming another agency or none."""
    case = await row(hub, number)
    [*_, hop] = await hops(hub, number)
    assert hop.connector is not None
    system = hub.agencies[hop.connector]
    place = next(at for at, one in enumerate(system.records) if one.key == f"{number}-{case.hop}")
    system.move(str(place), CaseStatus.RETURNED, "Bukan kewenangan kami", to)
    await heard(hub, hop.connector)
    await sent(hub)


async def test_a_case_finds_its_owner_over_two_agencies(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await bounce(hub, number, "62.01.dinkes")
    await bounce(hub, number, "62.01.rsud-imanudin")
    case = await row(hub, number)

    assert (case.owner, case.hop, case.returns) == ("62.01.rsud-imanudin", 3, 2)
    assert [(hop.agency, hop.state) for hop in await hops(hub, number)] == [
        ("62.01.disdukcapil", AssignmentState.RETURNED),
        ("62.01.dinkes", AssignmentState.RETURNED),
        ("62.01.rsud-imanudin", AssignmentState.DELIVERED),
    ]
    assert [len(hub.agencies[name].records) for name in ("kobar-disdukcapil", "kobar-rsud")] == [1, 1]


async def test_a_proposal_by_the_systems_own_number_is_understood(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await bounce(hub, number, "62.01.dinsos")
    await bounce(hub, number, "110109")  # public works, in the tenant both share
    case = await row(hub, number)
    assert (case.assignee, case.owner, case.hop) == ("62.01.pupr", "62.01.pupr", 3)
    assert [one.key for one in hub.agencies["lapornurani"].records] == [f"{number}-2", f"{number}-3"]
    last = (await hops(hub, number))[-1]
    assert [reason["rule"] for reason in last.explanation] == ["proposed-by-agency"]


async def test_after_four_assignments_a_person_decides_and_that_binds(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    for proposed in ("62.01.dinsos", "62.01.dinkes", "62.01.pupr", "62.01.dlh"):
        await bounce(hub, number, proposed)
    case = await row(hub, number)
    assert (case.status, case.hop, case.returns, case.assignee) == (CaseStatus.ADJUDICATION, 4, 4, None)
    assert case.owner == "62.diskominfo"  # the nearest coordinator took part in it

    decision = ask.Assign("62.01.dinkes", binding=True, note="Putusan.")
    with pytest.raises(RuleViolation) as refusal:
        await act(hub, COORDINATOR, number, decision)
    assert refusal.value.code == "NOT_ALLOWED"
    assert "Provinsi Kalimantan Tengah" in refusal.value.message
    await act(hub, PROVINCE, number, decision)
    await sent(hub)
    await bounce(hub, number, None)  # it tries all the same
    case = await row(hub, number)
    assert (case.status, case.assignee, case.returns) == (CaseStatus.ASSIGNED, "62.01.dinkes", 4)
    with pytest.raises(RuleViolation) as refusal:
        await act(hub, officer("62.01.dinkes"), number, ask.Return("Tetap bukan kami.", owner_unknown=True))
    assert refusal.value.code == "NOT_ALLOWED"
    assert await count_of(hub, number, CaseEventType.RETURNED) == 4


async def test_a_case_that_nobody_else_could_own_goes_to_a_person_at_once(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await bounce(hub, number, None)
    case = await row(hub, number)
    assert (case.status, case.assignee, case.owner) == (CaseStatus.ADJUDICATION, None, "62.01.diskominfo")


async def test_a_guarded_case_bounces_between_oversight_bodies_only(hub: Hub) -> None:
    number = (await delivered(hub, sensitivity=Sensitivity.WHISTLEBLOWING)).case.tracking_number
    assert (await row(hub, number)).owner == "62.01.inspektorat"
    await bounce(hub, number, "62.01.dinkes")
    assert (await row(hub, number)).assignee == "62.inspektorat"
    roles = {hop.agency for hop in await hops(hub, number)}
    assert roles == {"62.01.inspektorat", "62.inspektorat"}


async def test_after_all_the_bouncing_the_reporter_gets_an_answer(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await bounce(hub, number, "62.01.dinkes")
    system = hub.agencies["kobar-dinkes"]
    system.move("0", CaseStatus.CLOSED, "Sudah kami tangani")
    await heard(hub, "kobar-dinkes")
    seen = await hub.services.reading.case(PORTAL, number)
    assert seen is not None
    assert (seen.status, seen.answer, seen.owner) == (
        CaseStatus.ANSWERED,
        "Sudah kami tangani",
        "62.01.dinkes",
    )


async def test_what_another_tier_decides_is_not_among_what_is_open_to_a_coordinator(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, officer("62.01.disdukcapil"), number, ask.Return("Bukan kami.", "62.01.dinkes"))
    await act(hub, officer("62.01.dinkes"), number, ask.Return("Bukan kami.", "62.01.disdukcapil"))
    binding = ask.Assign("62.01.dinkes", binding=True)
    for who, decides in ((COORDINATOR, False), (PROVINCE, True)):
        seen = await hub.services.reading.case(who, number)
        assert seen is not None
        [open_now] = await hub.services.linking.actions(who, [seen])
        assert ("assignCase" in open_now) is decides
    with pytest.raises(RuleViolation):
        await act(hub, COORDINATOR, number, binding)
    assert (await act(hub, PROVINCE, number, binding)).status is CaseStatus.ASSIGNED
