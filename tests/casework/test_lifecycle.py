"""Ends that are no ends, recalls behind what is in flight, readers without duties, and who was told."""

from typing import Any

import pytest

from hub.casework.bundle_lines import CaseLine, EventLine, Held
from hub.casework.intake import Taken
from hub.casework.telling import Telling
from hub.domain import commands as ask
from hub.domain import notices
from hub.domain.caller import Caller, Role
from hub.domain.case import CaseStatus, IdentityProtection, Maladministration, Sensitivity, Visibility
from hub.domain.commands import Earlier, Target
from hub.domain.delivery import DeliveryKind, DeliveryState
from hub.domain.exchange import Idempotency
from hub.domain.paging import EventFilter
from hub.domain.visible import VisibleCase
from hub.errors import RuleViolation, Throttled, Unconfirmed, Unreachable
from tests.casework.steps import (
    UNCLEAR,
    act,
    attempt,
    delivered,
    happened,
    heard,
    inbox,
    message,
    messages,
    row,
    sent,
    taken,
    timeline,
)
from tests.casework.steps import hops as hops_of
from tests.casework.systems import TwoSteps, install
from tests.harness import COORDINATOR, OTHER_PORTAL, PORTAL, Hub, officer

NAME = "kobar-disdukcapil"
OWNER = officer("62.01.disdukcapil")
READER = officer("62.01.dinsos")
OFFICE = "21.04.kec-bakung-serumpun"
LINGGA = Caller("lingga", "koordinator", Role.COORDINATOR, region="21.04")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database is enough here: the acts themselves are tried on both elsewhere."""
    return sqlite_url


async def refusal(
    hub: Hub, who: Caller, number: str, command: Any, receipt: str | None = None
) -> RuleViolation:
    with pytest.raises(RuleViolation) as refused:
        await act(hub, who, number, command, receipt)
    return refused.value


async def closed(hub: Hub, **changes: Any) -> Taken:
    """A case that was answered and closed."""
    found = await delivered(hub, **changes)
    number = found.case.tracking_number
    await act(hub, OWNER, number, ask.Accept("Kami terima."))
    await act(hub, OWNER, number, ask.Answer("Sudah."))
    await act(hub, COORDINATOR, number, ask.Close("Selesai."))
    return found


async def takes_up(hub: Hub, earlier: Earlier, who: Caller = PORTAL, **changes: Any) -> Taken:
    return await hub.services.intake.submit(who, hub.submission(predecessor=earlier, **changes))


async def actions(hub: Hub, who: Caller, number: str) -> set[str]:
    seen = await hub.services.reading.case(who, number)
    assert seen is not None
    [found] = await hub.services.linking.actions(who, [seen])
    return set(found)


async def test_a_closed_case_is_reopened_once_and_taken_up_anew_after_that(hub: Hub) -> None:
    found = await closed(hub)
    number, receipt = found.case.tracking_number, found.receipt
    assert "reopenCase" in await actions(hub, PORTAL, number)
    again = await act(hub, PORTAL, number, ask.Reopen("Rusak lagi."))
    assert (again.status, again.owner) == (CaseStatus.IN_PROGRESS, "62.01.disdukcapil")
    await act(hub, OWNER, number, ask.Answer("Sudah lagi."))
    await act(hub, PORTAL, number, ask.Confirm(3))
    hub.later(days=5)

    refused = await refusal(hub, PORTAL, number, ask.Reopen("Rusak lagi."))
    assert refused.code == "ILLEGAL_TRANSITION"
    assert "predecessor" in refused.message
    assert "reopenCase" not in await actions(hub, PORTAL, number)
    new = await takes_up(hub, Earlier(number, receipt), OTHER_PORTAL)
    case = await row(hub, new.case.tracking_number)
    assert (case.predecessor, case.created_at) == ((await row(hub, number)).id, hub.now())
    assert case.due_at is not None
    assert case.due_at > hub.now()  # its own clocks
    [hop] = await hops_of(hub, new.case.tracking_number)
    assert (hop.explanation[-1]["rule"], hop.explanation[-1]["weight"]) == ("former-owner", 0.0)


async def test_a_case_is_reopened_for_as_long_as_its_reply_window_would_be(hub: Hub) -> None:
    number = (await closed(hub)).case.tracking_number
    hub.later(days=20)

    assert (await refusal(hub, PORTAL, number, ask.Reopen("Rusak lagi."))).code == "ILLEGAL_TRANSITION"
    assert (await row(hub, number)).status is CaseStatus.CLOSED


async def test_an_archived_case_that_is_appealed_goes_its_way_from_the_beginning(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, OWNER, number, ask.Accept("Kami terima."))
    await act(hub, OWNER, number, ask.RequestInformation("Nomor antrean?"))
    await act(hub, COORDINATOR, number, ask.Archive("Tidak lengkap."))
    appealed = await act(hub, PORTAL, number, ask.Reopen("Nomor 17."))
    assert (appealed.status, appealed.owner) == (CaseStatus.RECEIVED, "62.01.diskominfo")
    await act(hub, COORDINATOR, number, ask.Verify(Sensitivity.ORDINARY))
    await act(hub, COORDINATOR, number, ask.Assign("62.01.disdukcapil", note="Lanjutkan."))
    await sent(hub)

    assert (await row(hub, number)).hop == 2
    assert (await act(hub, OWNER, number, ask.Accept("Ya."))).status is CaseStatus.IN_PROGRESS


async def test_both_sides_of_a_link_are_read_by_those_who_may(hub: Hub) -> None:
    number = (await closed(hub)).case.tracking_number
    new = (await takes_up(hub, Earlier(number))).case.tracking_number
    for who, sees in ((PORTAL, True), (COORDINATOR, True), (OWNER, True)):
        later = await hub.services.reading.case(who, new)
        earlier = await hub.services.reading.case(who, number)
        assert later is not None
        assert earlier is not None
        [back] = await hub.services.linking.predecessors(who, [later])
        [[forward]] = await hub.services.linking.successors(who, [earlier], 5)
        assert (back is not None and back.tracking_number == number) is sees
        assert forward.tracking_number == new


async def test_a_link_to_a_named_case_is_hidden_once_the_later_one_is_protected(hub: Hub) -> None:
    number = (await closed(hub)).case.tracking_number
    new = (await takes_up(hub, Earlier(number))).case.tracking_number
    await act(hub, PORTAL, new, ask.RaiseProtection(IdentityProtection.SEALED, Visibility.PUBLIC))
    for who in (COORDINATOR, OWNER):
        later = await hub.services.reading.case(who, new)
        earlier = await hub.services.reading.case(who, number)
        assert later is not None
        assert earlier is not None
        assert earlier.reporter_visible
        assert await hub.services.linking.predecessors(who, [later]) == [None]
        assert await hub.services.linking.successors(who, [earlier], 5) == [[]]


@pytest.mark.parametrize(
    ("who", "receipt", "code"),
    [(OTHER_PORTAL, False, "NOT_FOUND"), (OTHER_PORTAL, True, None), (PORTAL, False, None)],
)
async def test_an_earlier_case_is_named_by_its_portal_or_with_its_receipt(
    hub: Hub, who: Caller, receipt: bool, code: str | None
) -> None:
    found = await closed(hub)
    earlier = Earlier(found.case.tracking_number, found.receipt if receipt else None)
    if code is None:
        assert (await row(hub, (await takes_up(hub, earlier, who)).case.tracking_number)).predecessor
        return
    with pytest.raises(RuleViolation) as refused:
        await takes_up(hub, earlier, who)
    assert (refused.value.code, refused.value.field) == (code, "predecessor")


async def test_a_case_that_goes_on_is_no_predecessor(hub: Hub) -> None:
    going_on = (await delivered(hub)).case.tracking_number
    follower = (await taken(hub, **UNCLEAR)).case.tracking_number
    await act(hub, COORDINATOR, follower, ask.Merge(going_on, "Sama."))
    for number in (going_on, follower):
        with pytest.raises(RuleViolation) as refused:
            await takes_up(hub, Earlier(number))
        assert (refused.value.code, refused.value.field) == ("INVALID", "predecessor")


async def test_a_link_never_tells_who_reports(hub: Hub) -> None:
    named = (await closed(hub)).case.tracking_number
    with pytest.raises(RuleViolation, match="raise its protection first"):
        await takes_up(hub, Earlier(named), identity_protection=IdentityProtection.SEALED)
    sealed = (await closed(hub, identity_protection=IdentityProtection.SEALED)).case.tracking_number
    new = await takes_up(hub, Earlier(sealed))  # asks for NAMED, and would name the reporter of both

    assert new.case.identity_protection is IdentityProtection.SEALED
    seen = await hub.services.reading.case(OWNER, new.case.tracking_number)
    assert seen is not None
    assert await hub.services.reading.reporters(OWNER, [seen]) == [None]


async def test_an_answer_can_be_contested_until_the_due_date_whenever_the_clock_ticks(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, OWNER, number, ask.Accept("Kami terima."))
    await act(hub, OWNER, number, ask.Answer("Sudah."))
    due = (await row(hub, number)).due_at
    assert due is not None
    hub.moment[0] = due
    late: list[Any] = [ask.Contest("Belum."), ask.Confirm(5)]
    before = [(await refusal(hub, PORTAL, number, one)).code for one in late]
    offered = await actions(hub, PORTAL, number)
    while await hub.deadlines.tick():
        pass
    after = [(await refusal(hub, PORTAL, number, one)).code for one in late]

    assert before == after == ["ILLEGAL_TRANSITION"] * 2
    assert not {"contestAnswer", "confirmAnswer"} & offered
    assert (await row(hub, number)).status is CaseStatus.CLOSED
    assert "reopenCase" in await actions(hub, PORTAL, number)


async def test_a_wrong_owner_is_replaced_by_a_binding_decision(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, OWNER, number, ask.Accept("Kami terima."))
    await act(hub, OWNER, number, ask.Answer("Sudah."))
    seen = await act(hub, PORTAL, number, ask.Contest("Ini urusan Dinsos.", wrong_owner=True))
    assert (seen.status, seen.owner) == (CaseStatus.ADJUDICATION, "62.01.diskominfo")
    assert (await refusal(hub, OWNER, number, ask.Answer("Tetap."))).code in {"NOT_FOUND", "NOT_ALLOWED"}
    await act(hub, COORDINATOR, number, ask.Assign("62.01.dinsos", note="Ditetapkan.", binding=True))
    await sent(hub)

    assert (await row(hub, number)).binding
    assert notices.RECALLED_AS_WRONG in hub.agencies[NAME].records[0].notes
    assert [hop.state.value for hop in await hops_of(hub, number)] == ["RECALLED", "DELIVERED"]


@pytest.mark.parametrize("lost", [True, False], ids=["arrived", "never-arrived"])
async def test_a_recall_waits_behind_a_message_nobody_knows_the_end_of(hub: Hub, lost: bool) -> None:
    system = hub.agencies.add(NAME, Idempotency.SEARCH)
    number = (await taken(hub)).case.tracking_number
    if lost:
        system.lose_answers = 1
    else:
        system.failures.append(Unconfirmed())
    assert (await attempt(hub, number)).state is DeliveryState.AMBIGUOUS
    await act(hub, PORTAL, number, ask.Withdraw("Tidak perlu."))
    [recall] = await messages(hub, number, DeliveryKind.NOTE)
    await hub.forwarding.attempt(recall.id, recall.run)
    assert (await messages(hub, number, DeliveryKind.NOTE))[0].state is DeliveryState.PENDING  # behind it
    hub.later(seconds=system.manifest.settle_seconds + 60)
    await sent(hub)

    [recall] = await messages(hub, number, DeliveryKind.NOTE)
    if lost:
        assert (recall.state, system.records[0].notes) == (DeliveryState.DELIVERED, [notices.WITHDRAWN])
    else:
        assert (recall.state, system.records) == (DeliveryState.SUPERSEDED, [])


@pytest.mark.parametrize("fault", [Unreachable(), Throttled()], ids=["unreachable", "throttled"])
async def test_what_never_left_needs_no_recall(hub: Hub, fault: Any) -> None:
    number = (await taken(hub)).case.tracking_number
    hub.agencies[NAME].failures.append(fault)
    assert (await attempt(hub, number)).state is DeliveryState.RETRY_WAIT
    await act(hub, PORTAL, number, ask.Withdraw("Tidak perlu."))
    hub.later(hours=1)
    await sent(hub)

    assert (await message(hub, number)).state is DeliveryState.SUPERSEDED
    assert (await messages(hub, number, DeliveryKind.NOTE), hub.agencies[NAME].records) == ([], [])


async def test_what_is_held_back_is_dropped_without_a_recall(hub: Hub) -> None:
    number = (await taken(hub)).case.tracking_number
    hub.agencies.closed.add(NAME)
    await sent(hub)
    assert (await message(hub, number)).state is DeliveryState.HELD
    await act(hub, PORTAL, number, ask.Withdraw("Tidak perlu."))
    hub.agencies.closed.clear()
    await hub.sweeping.sweep()
    await sent(hub)

    assert (await message(hub, number)).state is DeliveryState.SUPERSEDED
    assert hub.agencies[NAME].records == []


async def test_a_record_that_was_made_and_not_handed_over_is_recalled_too(hub: Hub) -> None:
    system = hub.agencies[NAME]
    steps = TwoSteps(system)
    steps.failures.append(Unreachable())
    install(hub, NAME, steps)
    number = (await taken(hub)).case.tracking_number
    assert (await attempt(hub, number)).state is DeliveryState.RETRY_WAIT
    await act(hub, PORTAL, number, ask.Withdraw("Tidak perlu."))
    hub.later(hours=1)
    await sent(hub)

    assert system.records[0].notes == [notices.WITHDRAWN]
    assert steps.handed == []  # a withdrawn case is handed to nobody
    install(hub, NAME, system)


async def test_a_late_answer_to_a_withdrawn_case_is_kept_and_not_shown(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    await act(hub, PORTAL, number, ask.Withdraw("Tidak perlu."))
    before = await timeline(hub, number)
    hub.agencies[NAME].move("0", CaseStatus.ANSWERED, "Jawaban terlambat.")
    await heard(hub)

    assert (await inbox(hub))[-1] == ("IGNORED", "case-is-final")
    assert (await row(hub, number)).answer is None
    assert await timeline(hub, number) == before
    seen = await hub.services.reading.case(PORTAL, number)
    assert seen is not None
    assert seen.answer is None


async def for_the_office(hub: Hub) -> str:
    """A case that waits in the inbox of an office that fetches its cases."""
    changes = {"region": "21.04.13", "topic": "pemerintahan.kecamatan", "title": "Surat pengantar lambat"}
    number = (await taken(hub, **changes)).case.tracking_number
    if (await row(hub, number)).assignee != OFFICE:
        await act(hub, LINGGA, number, ask.Verify(Sensitivity.ORDINARY))
        await act(hub, LINGGA, number, ask.Assign(OFFICE, (), "sesuai wilayah"))
    return number


@pytest.mark.parametrize("fetched", [True, False])
async def test_an_office_that_fetches_its_cases_reads_that_one_was_withdrawn(hub: Hub, fetched: bool) -> None:
    number, who = await for_the_office(hub), officer(OFFICE)
    place = (await hub.services.feed.page(who, None, 100, EventFilter())).edges[-1].cursor
    if fetched:
        await hub.services.collecting.acknowledge(who, place)
    await act(hub, PORTAL, number, ask.Withdraw("Tidak perlu."))
    page = await hub.services.feed.page(who, place, 100, EventFilter())

    assert "WITHDRAWN" in [edge.node.type.value for edge in page.edges]
    assert await hub.services.collecting.acknowledge(who, page.edges[-1].cursor) == 0
    assert (await message(hub, number)).state is (
        DeliveryState.DELIVERED if fetched else DeliveryState.SUPERSEDED
    )
    assert await messages(hub, number, DeliveryKind.NOTE) == []
    assert (await refusal(hub, who, number, ask.Accept("Kami kerjakan."))).code == "ILLEGAL_TRANSITION"


async def test_a_bundle_carries_the_withdrawal_to_an_office_without_a_line(hub: Hub) -> None:
    number = await for_the_office(hub)
    telling = Telling(hub.tools, hub.services.feed, hub.services.reading)
    first = await telling.since(officer(OFFICE), "0.0", [])
    assert any(isinstance(line, Held) and number in line.tracking_numbers for line in first.lines)
    await act(hub, PORTAL, number, ask.Withdraw("Tidak perlu."))
    then = await telling.since(officer(OFFICE), first.place, [])

    [case] = [line for line in then.lines if isinstance(line, CaseLine)]
    assert (case.tracking_number, case.status) == (number, "WITHDRAWN")
    assert [line.event for line in then.lines if isinstance(line, EventLine)] == ["WITHDRAWN"]
    assert not any(isinstance(line, Held) and number in line.tracking_numbers for line in then.lines)


async def copied(hub: Hub, *codes: str, **changes: Any) -> str:
    number = (await taken(hub, **(UNCLEAR | changes))).case.tracking_number
    await act(hub, COORDINATOR, number, ask.Verify(Sensitivity.ORDINARY))
    await act(hub, COORDINATOR, number, ask.Assign("62.01.disdukcapil", codes, "Mohon ditindaklanjuti."))
    return number


async def test_a_copied_agency_reads_and_has_no_duty(hub: Hub) -> None:
    number = await copied(hub, "62.01.dinsos", visibility=Visibility.RESTRICTED)
    await sent(hub)
    seen = await hub.services.reading.case(READER, number)

    assert seen is not None
    assert await hub.services.reading.timelines(READER, [seen], 100, None) != []
    assert await actions(hub, READER, number) == set()
    assert {hop.agency for hop in await hops_of(hub, number)} == {"62.01.disdukcapil"}
    assert await hub.services.reading.reporters(READER, [seen]) == [None]
    commands: list[Any] = [
        ask.Accept("Ya."), ask.Return("Bukan kami."), ask.Progress("Sedang."), ask.Answer("Sudah."),
        ask.RequestInformation("Apa?"), ask.Assign("62.01.dinkes"), ask.Close("Selesai."),
        ask.Withdraw("Tidak."), ask.Archive("Tidak."), ask.Escalate("Ya."), ask.Merge(number, "Sama."),
    ]  # fmt: skip
    assert {(await refusal(hub, READER, number, one)).code for one in commands} == {"NOT_ALLOWED"}


async def test_a_copy_stays_when_the_owner_changes(hub: Hub) -> None:
    number = await copied(hub, "62.01.dinsos", visibility=Visibility.RESTRICTED)
    await act(hub, COORDINATOR, number, ask.Assign("62.01.dinkes", note="Ganti.", binding=True))

    assert (await row(hub, number)).copied == ("62.01.dinsos",)
    assert await hub.services.reading.case(READER, number) is not None
    assert await hub.services.reading.case(OWNER, number) is None  # restricted: a former owner reads no more
    page = await hub.services.feed.page(READER, None, 100, EventFilter(tracking_number=number))
    assert [edge.node.type.value for edge in page.edges].count("ASSIGNED") == 2


@pytest.mark.parametrize(
    ("visibility", "copy", "may"),
    [
        (Visibility.PUBLIC, "52.dinkes", True),
        (Visibility.RESTRICTED, "52.dinkes", False),
        (Visibility.RESTRICTED, "62.01.dinkes", True),
    ],
)
async def test_a_restricted_case_is_copied_to_those_only_that_could_own_it(
    hub: Hub, visibility: Visibility, copy: str, may: bool
) -> None:
    number = (await taken(hub, **(UNCLEAR | {"visibility": visibility}))).case.tracking_number
    await act(hub, COORDINATOR, number, ask.Verify(Sensitivity.ORDINARY))
    command = ask.Assign("62.01.disdukcapil", (copy,), "Mohon.")
    if may:
        assert (await act(hub, COORDINATOR, number, command)).copied == (copy,)
    else:
        refused = await refusal(hub, COORDINATOR, number, command)
        assert (refused.code, refused.field) == ("INVALID", "copies")


async def test_copies_that_a_graver_class_forbids_fall_away_when_it_is_verified_anew(hub: Hub) -> None:
    number = await copied(hub, "62.01.dinsos", "62.01.inspektorat")
    await act(hub, OWNER, number, ask.Accept("Ya."))
    await act(hub, OWNER, number, ask.RequestInformation("Siapa?"))
    await act(hub, COORDINATOR, number, ask.Archive("Tidak lengkap."))
    await act(hub, PORTAL, number, ask.Reopen("Petugas meminta uang."))
    await act(hub, COORDINATOR, number, ask.Verify(Sensitivity.OVERSIGHT))

    assert (await row(hub, number)).copied == ("62.01.inspektorat",)
    assert await hub.services.reading.case(READER, number) is None
    assert await hub.services.reading.case(officer("62.01.inspektorat"), number) is not None


async def test_every_system_that_ever_got_the_case_is_told_that_it_is_protected(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    for agency in ("62.01.dinsos", "62.01.dinkes"):
        await act(hub, COORDINATOR, number, ask.Assign(agency, ("62.01.pupr",), "Ganti."))
        if agency == "62.01.dinsos":
            await sent(hub)  # the last one has not got it yet
    now = await row(hub, number)
    feed = EventFilter(tracking_number=number)
    assert (await hub.services.feed.page(OWNER, None, 100, feed)).edges  # public: past holders read on
    await act(hub, PORTAL, number, ask.RaiseProtection(now.identity_protection, Visibility.RESTRICTED))
    await sent(hub)

    hops = [hop for hop in await hops_of(hub, number) if hop.connector is not None]
    told = {
        name
        for name in (hop.connector or "" for hop in hops)
        if any(notices.PROTECTED in record.notes for record in hub.agencies[name].records)
    }
    assert told == {NAME, "lapornurani"}  # the first one does not hold the case any more
    assert [one.case.restricted for one in hub.agencies["kobar-dinkes"].records] == [
        True
    ]  # it learnt by the case
    assert (await hub.services.feed.page(OWNER, None, 100, feed)).edges == ()
    last = [event for event in await timeline(hub, number) if event.type.value == "PROTECTION_RAISED"][-1]
    assert last.note is not None
    assert "62.01.disdukcapil" in last.note
    assert "62.01.dinsos" in last.note
    assert "62.01.pupr" in last.note  # copied: it could read the case
    assert "62.01.dinkes" not in last.note


async def test_raising_to_what_it_is_tells_nobody(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    now = await row(hub, number)
    await act(hub, PORTAL, number, ask.RaiseProtection(now.identity_protection, now.visibility))
    await sent(hub)

    assert await messages(hub, number, DeliveryKind.NOTE) == []


async def test_each_kind_of_maladministration_is_found_by_the_owner_or_at_the_close(hub: Hub) -> None:
    for place, kind in enumerate(Maladministration):
        by_owner = place % 2 == 0
        number = (await delivered(hub)).case.tracking_number
        await act(hub, OWNER, number, ask.Accept("Kami terima."))
        await act(hub, OWNER, number, ask.Answer("Sudah.", kind if by_owner else None))
        await act(hub, COORDINATOR, number, ask.Close("Selesai.", None if by_owner else kind))
        seen: VisibleCase | None = await hub.services.reading.case(PORTAL, number)

        assert seen is not None
        assert seen.maladministration is kind
        assert (await happened(hub, number))[-2:] == ["ANSWERED", "CLOSED"]


@pytest.mark.parametrize(
    ("who", "before"), [(COORDINATOR, CaseStatus.RECEIVED), (OWNER, CaseStatus.IN_PROGRESS)]
)
async def test_a_question_pauses_the_clocks_and_the_reply_leads_back(
    hub: Hub, who: Caller, before: CaseStatus
) -> None:
    found = await (taken(hub, **UNCLEAR) if before is CaseStatus.RECEIVED else delivered(hub))
    number = found.case.tracking_number
    if before is CaseStatus.IN_PROGRESS:
        await act(hub, OWNER, number, ask.Accept("Kami terima."))
    due = (await row(hub, number)).due_at
    await act(hub, who, number, ask.RequestInformation("Di mana?"))
    hub.later(days=14)
    back = await act(hub, OTHER_PORTAL, number, ask.ProvideInformation("Di pasar."), found.receipt)

    assert back.status is before
    after = (await row(hub, number)).due_at
    assert due is not None
    assert after is not None
    assert (after - due).days >= 14  # ten working days, and the weekends in between


async def test_a_conflict_and_an_impossible_act_leave_the_case_as_it_is(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    now = await row(hub, number)
    for version, command in ((now.version - 1, ask.Accept("Ya.")), (now.version, ask.Answer("Sudah."))):
        with pytest.raises(RuleViolation):
            await hub.services.acting.act(OWNER, Target(number, version), command)
    assert await row(hub, number) == now
