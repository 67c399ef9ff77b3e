"""Tiers of hubs: a case goes up, its answer comes down, and nothing goes round in circles."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from hub.casework.intake import Taken
from hub.connectors.peerhub.connector import HubConnector
from hub.domain import commands as ask
from hub.domain.agency import AgencyRole
from hub.domain.caller import Caller, Role
from hub.domain.case import (
    Case,
    CaseEvent,
    CaseEventType,
    CaseStatus,
    IdentityProtection,
    Sensitivity,
    Visibility,
)
from hub.domain.commands import Command, Target
from hub.domain.delivery import Delivery, DeliveryState
from hub.domain.exchange import ExternalRef, HealthState, StatusCount
from hub.errors import CredentialFault, Refused
from hub.store import cases, events
from tests.casework.soundness import check_everything
from tests.casework.steps import messages
from tests.e2e.tiers import PROVINCE, REPORTERS, ROAD, Lossy, Tier, tiers
from tests.harness import officer

pytestmark = pytest.mark.long

COORDINATOR = Caller("koordinator", "Diskominfo provinsi", Role.COORDINATOR, region="62")


@pytest.fixture
async def chain(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[list[Tier]]:
    """Regency, province, ministry: roads of the province go up twice, to an officer of the ministry."""
    async with tiers(sqlite_template, tmp_path, ["hub-kobar", "hub-kalteng", "hub-pusat"]) as found:
        regency, province, ministry = found
        await regency.connect(province, "kalteng-hub")
        await province.connect(ministry, "pusat-hub")
        regency.routed({PROVINCE: "kalteng-hub"})
        province.routed({PROVINCE: "pusat-hub"})
        ministry.routed({PROVINCE: None})
        yield found
        for tier in found:
            await check_everything(tier.hub)


async def settle(chain: Sequence[Tier], rounds: int = 6) -> None:
    """Everybody sends and listens until nothing moves."""
    for _ in range(rounds):
        for tier in chain:
            await tier.hub.send()
            for name, system in list(tier.hub.agencies.systems.items()):
                if system.manifest.kind == "hub":
                    await tier.hub.updates.poll(name)
            while await tier.hub.updates.process():
                pass


async def only(tier: Tier) -> Case:
    """Its one case."""
    async with tier.hub.tools.db.reading() as conn:
        [case] = await cases.everything(conn)
    return case


async def told(tier: Tier) -> list[CaseEvent]:
    """The timeline of its one case."""
    async with tier.hub.tools.db.reading() as conn:
        [timeline] = (await events.timelines(conn, [(await only(tier)).id])).values()
    return timeline


async def forward_of(tier: Tier) -> Delivery:
    """The message that hands its one case on."""
    return (await messages(tier.hub, (await only(tier)).tracking_number))[0]


async def act(tier: Tier, caller: Caller, command: Command) -> None:
    case = await only(tier)
    await tier.hub.services.acting.act(caller, Target(case.tracking_number, case.version), command)


async def handed_in(tier: Tier, **changes: object) -> Taken:
    return await tier.hub.services.intake.submit(REPORTERS, tier.hub.submission(**{**ROAD, **changes}))


async def statuses(chain: Sequence[Tier]) -> list[CaseStatus]:
    return [(await only(tier)).status for tier in chain]


async def test_a_case_goes_up_two_tiers_and_its_course_comes_down_to_the_reporter(chain: list[Tier]) -> None:
    regency, _, ministry = chain
    taken = await handed_in(regency)
    await settle(chain)
    assert await statuses(chain) == [CaseStatus.ASSIGNED] * 3

    worker = officer(PROVINCE)
    await act(ministry, worker, ask.Accept("Kami periksa."))
    await act(ministry, worker, ask.RequestInformation("Di kilometer berapa?"))
    await settle(chain)
    assert await statuses(chain) == [CaseStatus.NEEDS_INFORMATION] * 3
    assert (await told(regency))[-1].note == "Di kilometer berapa?"

    await act(regency, REPORTERS, ask.ProvideInformation("Kilometer 12, arah Sampit."))
    await settle(chain)
    assert await statuses(chain) == [CaseStatus.IN_PROGRESS] * 3
    assert (await told(ministry))[-1].note == "Kilometer 12, arah Sampit."

    await act(ministry, worker, ask.Answer("Lubang sudah ditambal."))
    await settle(chain)
    shown = await regency.hub.services.reading.by_receipt(REPORTERS, taken.receipt)
    assert shown is not None
    assert (shown.status, shown.answer) == (CaseStatus.ANSWERED, "Lubang sudah ditambal.")

    await act(regency, REPORTERS, ask.Contest("Masih ada lubang."))
    await settle(chain)
    assert await statuses(chain) == [CaseStatus.IN_PROGRESS] * 3
    assert (await told(ministry))[-1].note == "Masih ada lubang."
    assert [await tier.count() for tier in chain] == [1, 1, 1]


async def test_our_own_acts_that_come_back_leave_no_second_mark(chain: list[Tier]) -> None:
    regency, _, ministry = chain
    await handed_in(regency)
    await settle(chain)
    await act(ministry, officer(PROVINCE), ask.Accept("Kami periksa."))
    await act(ministry, officer(PROVINCE), ask.RequestInformation("Di mana?"))
    await settle(chain)
    await act(regency, REPORTERS, ask.ProvideInformation("Kilometer 12."))
    await settle(chain)
    notes = [(event.type.value, event.note) for event in await told(regency) if event.note]
    assert notes[-3:] == [
        ("PROGRESSED", "Kami periksa."),
        ("INFORMATION_REQUESTED", "Di mana?"),
        ("INFORMATION_PROVIDED", "Kilometer 12."),
    ]
    assert (await told(regency))[-1].note == "Kilometer 12."


async def test_what_goes_up_has_its_level_no_identity_and_no_telephone_number(chain: list[Tier]) -> None:
    regency, province, ministry = chain
    await handed_in(regency, visibility=Visibility.RESTRICTED)
    await settle(chain)
    for tier in (province, ministry):
        case = await only(tier)
        assert (case.visibility, case.identity_protection) == (
            Visibility.RESTRICTED,
            IdentityProtection.SEALED,
        )
        assert "0812" not in case.body
        [seen] = await tier.hub.services.reading.by_tracking(COORDINATOR, [case.tracking_number])
        assert seen is not None
        assert await tier.hub.services.reading.reporters(COORDINATOR, [seen]) == [None]


async def test_a_withdrawal_goes_all_the_way_up(chain: list[Tier]) -> None:
    await handed_in(chain[0])
    await settle(chain)
    await act(chain[0], REPORTERS, ask.Withdraw("Sudah diperbaiki warga."))
    await settle(chain)
    assert await statuses(chain) == [CaseStatus.WITHDRAWN] * 3


async def test_a_tier_that_puts_it_aside_gives_it_back_and_may_get_it_again(chain: list[Tier]) -> None:
    regency, province, _ = chain
    province.routed({PROVINCE: None})
    await handed_in(regency)
    await regency.hub.send()
    await act(province, officer(PROVINCE), ask.Return("Bukan jalan provinsi.", owner_unknown=True))
    await act(province, COORDINATOR, ask.Archive("Jalan kabupaten, bukan kewenangan provinsi."))
    await settle(chain[:1])
    below = await only(regency)
    assert (below.status, below.assignee) == (CaseStatus.ADJUDICATION, None)
    assert "bukan kewenangan provinsi" in ((await told(regency))[-1].note or "")

    await act(regency, COORDINATOR, ask.Assign(PROVINCE, note="Ini jalan provinsi.", binding=True))
    await settle(chain[:1])
    assert (await only(regency)).delivered
    assert await province.count() == 2


async def test_two_hubs_that_name_each_other_as_owner_make_one_case_and_a_coordinators_task(
    chain: list[Tier],
) -> None:
    regency, province, _ = chain
    way = await province.connect(regency, "kobar-hub")
    province.routed({PROVINCE: "kobar-hub"})
    await handed_in(regency)
    await settle(chain[:2])

    assert [await tier.count() for tier in chain] == [1, 1, 0]
    waiting = await only(province)
    assert (waiting.status, waiting.assignee) == (CaseStatus.RECEIVED, None)
    assert await messages(province.hub, waiting.tracking_number) == []

    await act(province, COORDINATOR, ask.Verify(Sensitivity.ORDINARY))
    await act(province, COORDINATOR, ask.Assign(PROVINCE))  # a person insists
    await settle(chain[:2])
    stuck = await forward_of(province)
    assert (stuck.state, stuck.last_error) == (DeliveryState.DEAD, Refused.code)
    assert CaseEventType.DELIVERY_FAILED in [event.type for event in await told(province)]
    holder = province.hub.tools.directory().agencies[(await only(province)).owner or ""]
    assert holder.role is AgencyRole.COORDINATOR
    assert (await only(regency)).status is CaseStatus.ASSIGNED
    assert not [document for document in way.asked if "submitCase" in document]  # it was not even asked


async def test_the_hub_that_had_it_refuses_even_where_nobody_told_us_its_id(chain: list[Tier]) -> None:
    regency, province, ministry = chain
    way = await ministry.connect(regency, "kobar-hub", peer_id="somebody-else")
    ministry.routed({PROVINCE: "kobar-hub"})
    await handed_in(regency)
    await settle(chain)
    assert [await tier.count() for tier in (regency, province, ministry)] == [1, 1, 1]
    assert (await forward_of(ministry)).state is DeliveryState.DEAD
    assert len([document for document in way.asked if "submitCase" in document]) == 1


async def test_lost_answers_and_repeated_attempts_leave_one_case(chain: list[Tier]) -> None:
    regency, province, _ = chain
    way: Lossy = await regency.connect(province, "kalteng-hub")
    way.lost = 3
    await handed_in(regency)
    for _ in range(6):
        await regency.hub.send()
        regency.hub.later(minutes=10)
    assert (await forward_of(regency)).state is DeliveryState.DELIVERED
    assert await province.count() == 1
    assert len(way.asked) > 3


async def test_records_of_many_cases_are_read_in_one_call(chain: list[Tier]) -> None:
    regency, province, _ = chain
    way = await regency.connect(province, "kalteng-hub")
    for number in range(12):
        await handed_in(regency, body=f"Laporan uji ke-{number} tentang jalan lintas provinsi yang rusak.")
    await regency.hub.send()
    peer = regency.hub.agencies.systems["kalteng-hub"]
    async with province.hub.tools.db.reading() as conn:
        numbers = [case.tracking_number for case in await cases.everything(conn)]
    before = len(way.asked)
    refs = [ExternalRef("kalteng-hub", number) for number in [*numbers, "H-0000-0000-0000"]]
    found = await peer.fetch_many(refs)  # type: ignore[attr-defined]
    assert len(way.asked) == before + 1
    assert [type(found[ref]).__name__ for ref in refs] == ["RemoteCase"] * 12 + ["Refused"]


async def test_the_cases_up_there_are_counted_by_status(chain: list[Tier]) -> None:
    regency, province, _ = chain
    for number in range(3):
        await handed_in(regency, body=f"Laporan uji ke-{number} tentang jalan lintas provinsi yang rusak.")
    await regency.hub.send()
    await province.hub.services.intake.submit(REPORTERS, province.hub.submission(**ROAD))  # not ours
    peer: HubConnector = regency.hub.agencies.systems["kalteng-hub"]  # type: ignore[assignment]
    today = regency.hub.now().date()
    counted = await peer.counts(today, today)
    assert (counted.total, counted.by_status) == (3, (StatusCount("ASSIGNED", CaseStatus.ASSIGNED, 3),))
    tomorrow = today + timedelta(days=1)
    assert (await peer.counts(tomorrow, tomorrow)).total == 0


async def test_a_feed_whose_place_is_lost_is_read_from_its_beginning(chain: list[Tier]) -> None:
    regency, province, _ = chain
    await handed_in(regency)
    await regency.hub.send()
    peer = regency.hub.agencies.systems["kalteng-hub"]
    whole = await peer.changes(None)
    assert whole.changes
    assert (await peer.changes("a place of another feed")).changes == whole.changes
    assert (await peer.changes(whole.cursor)).changes == ()
    assert await province.count() == 1


async def test_health_says_what_is_wrong_with_a_key(chain: list[Tier]) -> None:
    regency, province, ministry = chain
    peers = regency.hub.agencies.systems
    assert (await peers["kalteng-hub"].health()).state is HealthState.UP
    await regency.connect(ministry, "other", peer_id=province.name)
    assert (await peers["other"].health()).detail == "OTHER_HUB"
    await regency.connect(province, "portal", role=Role.PORTAL)
    assert (await peers["portal"].health()).detail == "NO_SCOPE"
    await regency.connect(province, "wrong", api_key="wrong")
    health = await peers["wrong"].health()
    assert (health.state, health.detail) == (HealthState.DOWN, CredentialFault.code)
