"""Every act of a caller: one transaction, one winner, and no hint about cases that are not the caller's."""

import asyncio
from typing import Any

import pytest

from hub.domain import commands as ask
from hub.domain.assignment import AssignmentState
from hub.domain.caller import Caller
from hub.domain.case import CaseStatus, IdentityProtection, Sensitivity, Visibility
from hub.domain.commands import Target
from hub.domain.delivery import DeliveryKind, DeliveryState
from hub.errors import Conflict, RuleViolation
from tests.casework.steps import (
    UNCLEAR,
    act,
    delivered,
    happened,
    hops,
    message,
    messages,
    row,
    sent,
    taken,
    timeline,
)
from tests.harness import ANALYST, COORDINATOR, OPERATOR, OTHER_PORTAL, PARTNER, PORTAL, Hub, officer

OWNER = officer("62.01.disdukcapil")
NOBODYS = "H-0000-0000-0000"


async def refused(hub: Hub, caller: Caller, target: Target, command: Any) -> RuleViolation:
    """The refusal of an act."""
    with pytest.raises(RuleViolation) as refusal:
        await hub.services.acting.act(caller, target, command)
    return refusal.value


async def test_a_case_goes_all_the_way_by_hand(hub: Hub) -> None:
    number = (await taken(hub, **UNCLEAR)).case.tracking_number
    seen = await act(hub, COORDINATOR, number, ask.RequestInformation("Siapa yang dilaporkan?"))
    assert seen.status is CaseStatus.NEEDS_INFORMATION
    seen = await act(hub, PORTAL, number, ask.ProvideInformation("Petugas loket KTP."))
    assert seen.status is CaseStatus.RECEIVED
    seen = await act(hub, COORDINATOR, number, ask.Verify(Sensitivity.ORDINARY, "kependudukan.ktp"))
    assert (seen.status, seen.topic) == (CaseStatus.VERIFIED, "kependudukan.ktp")
    seen = await act(hub, COORDINATOR, number, ask.Assign("62.01.disdukcapil", ("62.01.dinsos",)))
    assert (seen.status, seen.copied) == (CaseStatus.ASSIGNED, ("62.01.dinsos",))
    await sent(hub)
    for command, status in [
        (ask.Accept("Kami terima."), CaseStatus.IN_PROGRESS),
        (ask.RequestInformation("Nomor antrean?"), CaseStatus.NEEDS_INFORMATION),
    ]:
        assert (await act(hub, OWNER, number, command)).status is status
    assert (
        await act(hub, PORTAL, number, ask.ProvideInformation("Nomor 17."))
    ).status is CaseStatus.IN_PROGRESS
    assert (await act(hub, OWNER, number, ask.Progress("Sedang diperiksa."))).status is CaseStatus.IN_PROGRESS
    assert (await act(hub, OWNER, number, ask.Answer("Sudah ditegur."))).answer == "Sudah ditegur."
    assert (
        await act(hub, PORTAL, number, ask.Contest("Belum ada perubahan."))
    ).status is CaseStatus.IN_PROGRESS
    await act(hub, OWNER, number, ask.Answer("Petugas sudah diganti."))
    assert (await act(hub, PORTAL, number, ask.Confirm(5))).status is CaseStatus.CLOSED
    assert (await act(hub, PORTAL, number, ask.Reopen("Terjadi lagi."))).status is CaseStatus.IN_PROGRESS
    await act(hub, OWNER, number, ask.Answer("Ditangani kembali."))
    assert (await act(hub, COORDINATOR, number, ask.Close("Selesai."))).status is CaseStatus.CLOSED
    raised = ask.RaiseProtection(IdentityProtection.SEALED, Visibility.RESTRICTED)
    assert (await act(hub, PORTAL, number, raised)).visibility is Visibility.RESTRICTED
    await sent(hub)

    system = hub.agencies["kobar-disdukcapil"]
    assert system.records[0].notes == [
        "Nomor 17.",
        "Belum ada perubahan.",
        "Terjadi lagi.",
        "Perlindungan laporan ini dinaikkan: perlakukan sebagai laporan rahasia.",
    ]
    assert [event.actor for event in await timeline(hub, number)][:3] == ["reporter", "router", "coordinator"]
    [hop] = await hops(hub, number)
    assert hop.state is AssignmentState.COMPLETED


async def test_archiving_and_withdrawing_end_a_case(hub: Hub) -> None:
    unclear = (await taken(hub, **UNCLEAR)).case.tracking_number
    seen = await act(hub, COORDINATOR, unclear, ask.Archive("Tidak dapat ditindaklanjuti."))
    assert seen.status is CaseStatus.ARCHIVED
    open_case = (await delivered(hub)).case.tracking_number
    assert (await act(hub, PORTAL, open_case, ask.Withdraw("Sudah selesai."))).status is CaseStatus.WITHDRAWN
    await sent(hub)

    [hop] = await hops(hub, open_case)
    assert hop.state is AssignmentState.RECALLED
    assert hub.agencies["kobar-disdukcapil"].records[0].notes == ["Laporan ini dicabut oleh pelapor."]


async def test_a_case_withdrawn_before_it_left_never_leaves(hub: Hub) -> None:
    number = (await taken(hub)).case.tracking_number
    await act(hub, PORTAL, number, ask.Withdraw("Salah kirim."))
    await sent(hub)

    assert (await message(hub, number)).state is DeliveryState.SUPERSEDED
    assert await messages(hub, number, DeliveryKind.NOTE) == []
    assert hub.agencies["kobar-disdukcapil"].records == []


async def test_withdrawing_an_adjudicated_case_leaves_the_return_of_its_last_owner(hub: Hub) -> None:
    number = (await delivered(hub, topic=None, title="KTP elektronik saya")).case.tracking_number
    for proposed in ("62.01.dinsos", "62.01.dinkes", "62.01.pupr", None):
        assignee = (await row(hub, number)).assignee
        assert assignee is not None
        await act(hub, officer(assignee), number, ask.Return("Bukan kami.", proposed, proposed is None))
        await sent(hub)
    assert (await row(hub, number)).status is CaseStatus.ADJUDICATION
    await act(hub, PORTAL, number, ask.Withdraw("Tidak perlu lagi."))
    assert {hop.state for hop in await hops(hub, number)} == {AssignmentState.RETURNED}


async def test_twenty_pairs_of_conflicting_acts_have_one_winner_each(hub: Hub) -> None:
    numbers = [(await taken(hub, **UNCLEAR)).case.tracking_number for _ in range(20)]
    versions = {number: (await row(hub, number)).version for number in numbers}
    commands: list[Any] = [ask.Archive("Tidak jelas."), ask.RequestInformation("Siapa?")]
    outcomes = await asyncio.gather(
        *(
            hub.services.acting.act(COORDINATOR, Target(number, versions[number]), command)
            for number in numbers
            for command in commands
        ),
        return_exceptions=True,
    )
    for place in range(0, len(outcomes), 2):
        pair = outcomes[place : place + 2]
        [lost] = [one for one in pair if isinstance(one, BaseException)]
        assert isinstance(lost, Conflict)
        assert (lost.code, lost.version, lost.field) == ("CONFLICT", 2, "expectedVersion")
    for number in numbers:
        assert len(await timeline(hub, number)) == 3


async def test_a_stale_version_is_a_conflict_that_names_the_current_one(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    now = (await row(hub, number)).version
    refusal = await refused(hub, OWNER, Target(number, now - 1), ask.Accept("Kami terima."))
    assert isinstance(refusal, Conflict)
    assert refusal.version == now


async def test_a_case_of_others_answers_exactly_as_one_that_does_not_exist(hub: Hub) -> None:
    hidden = (await taken(hub, visibility=Visibility.RESTRICTED)).case.tracking_number
    answers = [
        await refused(hub, caller, Target(number, version, receipt), command)
        for caller in (OTHER_PORTAL, officer("62.01.dinkes"), ANALYST)
        for number in (hidden, NOBODYS, "not a number")
        for version in (1, 99)
        for receipt in (None, "00000-00000-00000-00000-00000")
        for command in (ask.Withdraw("Tidak perlu."), ask.Assign("62.01.dinkes"))
    ]
    assert {(one.code, one.message, one.field) for one in answers} == {
        ("NOT_FOUND", "there is no such case", "trackingNumber")
    }
    assert not any(isinstance(one, Conflict) for one in answers)


async def test_a_whistle_blowing_case_at_the_inspectorate_is_not_the_coordinators_any_more(hub: Hub) -> None:
    number = (await taken(hub, sensitivity=Sensitivity.WHISTLEBLOWING)).case.tracking_number
    refusal = await refused(hub, COORDINATOR, Target(number, 1), ask.Assign("62.01.disdukcapil"))
    assert refusal.code == "NOT_FOUND"


async def test_a_receipt_opens_the_case_to_another_portal_for_the_reporters_acts_only(hub: Hub) -> None:
    first, second = await taken(hub), await taken(hub)
    number = first.case.tracking_number
    wrong = await refused(hub, OTHER_PORTAL, Target(number, 1, second.receipt), ask.Withdraw("Tidak perlu."))
    assert wrong.code == "NOT_FOUND"
    not_theirs = await refused(hub, OTHER_PORTAL, Target(number, 1, first.receipt), ask.Archive("Tidak."))
    assert not_theirs.code == "NOT_ALLOWED"
    typed = first.receipt.lower().replace("1", "l").replace("0", "o")  # as people type it
    seen = await hub.services.acting.act(
        OTHER_PORTAL, Target(number.lower(), 1, typed), ask.Withdraw("Tidak perlu.")
    )
    assert seen.status is CaseStatus.WITHDRAWN


async def test_what_is_not_ones_to_do_is_refused(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    version = (await row(hub, number)).version
    attempts: list[tuple[Caller, Any]] = [
        (PORTAL, ask.Accept("Kami terima.")),
        (OPERATOR, ask.Withdraw("Tidak perlu.")),
        (PARTNER, ask.Progress("Sedang.")),
        (COORDINATOR, ask.Answer("Sudah.")),
        (OWNER, ask.Confirm(5)),
    ]
    for caller, command in attempts:
        assert (await refused(hub, caller, Target(number, version), command)).code == "NOT_ALLOWED"
    assert (await row(hub, number)).version == version


async def test_texts_are_checked_before_anything_is_looked_up(hub: Hub) -> None:
    attempts: list[tuple[Any, str, str]] = [
        (ask.Accept("   "), "INVALID", "note"),
        (ask.Progress("x" * 10_001), "TOO_LARGE", "note"),
        (ask.Answer(""), "INVALID", "answer"),
        (ask.Return("", None), "INVALID", "reason"),
        (ask.ProvideInformation("Ini.", ("a1",)), "INVALID", "attachments"),
    ]
    for command, code, field in attempts:
        refusal = await refused(hub, OWNER, Target(NOBODYS, 1), command)
        assert (refusal.code, refusal.field) == (code, field)


async def test_a_refused_act_leaves_no_trace(hub: Hub) -> None:
    number = (await delivered(hub)).case.tracking_number
    before = (await row(hub, number), await timeline(hub, number), len(hub.work.submitted))
    version = before[0].version
    for command in (ask.Answer("Sudah."), ask.Return("Bukan kami.", "62.01.tidak-ada")):
        await refused(hub, OWNER, Target(number, version), command)
    assert (await row(hub, number), await timeline(hub, number), len(hub.work.submitted)) == before


async def test_an_officer_may_accept_before_the_system_gave_a_receipt(hub: Hub) -> None:
    number = (await taken(hub)).case.tracking_number
    seen = await act(hub, OWNER, number, ask.Accept("Kami terima di konsol."))
    assert (seen.status, seen.owner) == (CaseStatus.IN_PROGRESS, "62.01.disdukcapil")
    await sent(hub)
    assert (await happened(hub, number)).count("DELIVERED") == 1
    assert (await message(hub, number)).state is DeliveryState.DELIVERED


async def test_raising_the_protection_seals_the_stored_identity(hub: Hub) -> None:
    found = await delivered(hub)
    number = found.case.tracking_number
    assert (await hub.services.reading.reporters(OWNER, [await seen_by(hub, OWNER, number)]))[0] is not None
    await act(hub, PORTAL, number, ask.RaiseProtection(IdentityProtection.SEALED, Visibility.PUBLIC))
    assert await hub.services.reading.reporters(OWNER, [await seen_by(hub, OWNER, number)]) == [None]
    lower = ask.RaiseProtection(IdentityProtection.NAMED, Visibility.PUBLIC)
    target = Target(number, (await row(hub, number)).version)
    assert (await refused(hub, PORTAL, target, lower)).code == "INVALID"


async def seen_by(hub: Hub, caller: Caller, number: str) -> Any:
    """The case as that caller sees it."""
    return await hub.services.reading.case(caller, number)
