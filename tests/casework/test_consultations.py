"""Minutes of public forums: who may write them, what follows, and that everybody may read them."""

import asyncio
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import pytest

from hub.domain.caller import Caller, Role
from hub.domain.consultations import (
    AgreementState,
    Consultation,
    ConsultationFilter,
    ConsultationParty,
    NewAgreement,
    NewConsultation,
    NewFollowUp,
    PartyKind,
)
from hub.errors import NotEntitled, ResyncRequired, RuleViolation
from tests.harness import ANALYST, COORDINATOR, OPERATOR, PORTAL, Hub, officer

OWN, OTHER = "62.01.disdukcapil", "62.01.dinkes"
KEYS = count(1)
ANY = ConsultationFilter()


def minutes(**changes: Any) -> NewConsultation:
    base = NewConsultation(
        idempotency_key=f"fkp-{next(KEYS):06}",
        agency=OWN,
        held_on=date(2026, 11, 10),
        subject="Standar pelayanan KTP elektronik",
        place="Aula kantor",
        parties=(
            ConsultationParty(PartyKind.PUBLIC, 25),
            ConsultationParty(PartyKind.ACADEMICS, 2, "Universitas Contoh"),
        ),
        agreements=(
            NewAgreement("Loket buka sampai pukul 15.00.", OWN, date(2026, 12, 31)),
            NewAgreement("Puskesmas memasang papan tarif.", OTHER, date(2026, 11, 20)),
        ),
        topic="kependudukan.ktp",
        minutes_sha256="a" * 64,
    )
    return replace(base, **changes)


async def record(hub: Hub, who: Caller = officer(OWN), **changes: Any) -> Consultation:  # noqa: B008
    return await hub.services.citizens.consultations.record(who, minutes(**changes))


def report(kept: Consultation, at: int, state: AgreementState, **changes: Any) -> NewFollowUp:
    return replace(NewFollowUp(kept.agreements[at].id, state, "Sudah dipasang."), **changes)


async def test_minutes_are_kept_as_they_were_written(hub: Hub) -> None:
    kept = await record(hub)
    [found] = [edge.node for edge in (await hub.services.citizens.consultations.page(ANY, 10)).edges]

    assert found == kept
    assert (found.region, found.people, [one.number for one in found.agreements]) == ("62.01", 27, [1, 2])
    assert {one.state for one in found.agreements} == {AgreementState.OPEN}
    assert [one.overdue(date(2026, 11, 23)) for one in found.agreements] == [False, True]


async def test_the_same_key_is_the_same_record_and_another_content_is_refused(hub: Hub) -> None:
    said = minutes()
    answers = await asyncio.gather(
        *(hub.services.citizens.consultations.record(officer(OWN), said) for _ in range(5))
    )
    assert len({one.id for one in answers}) == 1
    with pytest.raises(RuleViolation) as refusal:
        await hub.services.citizens.consultations.record(officer(OWN), replace(said, place="Tempat lain"))
    assert refusal.value.code == "IDEMPOTENCY_CONFLICT"


async def test_a_coordinator_records_for_its_region_and_nobody_for_another_agency(hub: Hub) -> None:
    assert (await record(hub, COORDINATOR)).agency == OWN
    of_one_agency = Caller("k", "k", Role.COORDINATOR, agency="62.diskominfo")
    foreign = ((officer(OTHER), OWN), (COORDINATOR, "62.pupr"), (COORDINATOR, "id.kemenpanrb"))
    for who, agency in (*foreign, (of_one_agency, OWN)):
        with pytest.raises(RuleViolation) as refusal:
            await record(hub, who, agency=agency)
        assert refusal.value.code in ("NOT_ALLOWED", "UNKNOWN_AGENCY")
    for who in (PORTAL, ANALYST, OPERATOR):
        with pytest.raises(NotEntitled):
            await record(hub, who)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"agency": "tidak-ada"}, "UNKNOWN_AGENCY"),
        ({"topic": "tidak-ada"}, "UNKNOWN_TOPIC"),
        ({"agreements": (NewAgreement("A.", "tidak-ada", date(2026, 12, 1)),)}, "UNKNOWN_AGENCY"),
        ({"parties": (ConsultationParty(PartyKind.MEDIA, 1, "Bapak Contoh"),)}, "INVALID"),
    ],
)
async def test_what_is_wrong_is_told_and_nothing_is_kept(
    hub: Hub, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(RuleViolation) as refusal:
        await record(hub, **changes)

    assert refusal.value.code == code
    assert (await hub.services.citizens.consultations.page(ANY, 10)).edges == ()


async def test_an_agreement_is_followed_up_by_whom_it_concerns_until_it_ends(hub: Hub) -> None:
    kept, service = await record(hub), hub.services.citizens.consultations
    begun = report(kept, 1, AgreementState.IN_PROGRESS)
    hub.later(hours=1)
    await service.follow_up(officer(OTHER), begun)
    hub.later(hours=1)
    after = await service.follow_up(officer(OWN), report(kept, 1, AgreementState.DONE))
    told = after.agreements[1].follow_ups

    assert after.agreements[1].state is AgreementState.DONE
    assert [(one.agency, one.state.value) for one in told] == [(OTHER, "IN_PROGRESS"), (OWN, "DONE")]
    with pytest.raises(RuleViolation) as ended:
        await service.follow_up(officer(OTHER), begun)
    assert ended.value.code == "ILLEGAL_TRANSITION"
    by_coordinator = await service.follow_up(COORDINATOR, report(kept, 0, AgreementState.DROPPED))
    assert by_coordinator.agreements[0].follow_ups[0].agency == "62.01.diskominfo"


async def test_others_learn_nothing_about_an_agreement_by_its_id(hub: Hub) -> None:
    kept = await record(hub)
    for who, said in (
        (officer("62.01.dinsos"), report(kept, 0, AgreementState.DONE)),
        (officer(OWN), NewFollowUp("tidak-ada", AgreementState.DONE, "Selesai.")),
    ):
        with pytest.raises(RuleViolation) as refusal:
            await hub.services.citizens.consultations.follow_up(who, said)
        assert (refusal.value.code, refusal.value.field) == ("NOT_FOUND", "agreement")


async def test_a_report_that_is_said_again_changes_nothing(hub: Hub) -> None:
    kept, service = await record(hub), hub.services.citizens.consultations
    said = report(kept, 0, AgreementState.DONE, action_id="act-0001")
    await service.follow_up(officer(OWN), said)
    again = await service.follow_up(officer(OWN), said)

    assert len(again.agreements[0].follow_ups) == 1
    with pytest.raises(RuleViolation, match="another report"):
        await service.follow_up(officer(OWN), replace(said, note="Lain."))


async def test_minutes_come_in_pages_newest_first_under_every_condition(hub: Hub) -> None:
    for day in (3, 5, 5, 9):
        await record(hub, held_on=date(2026, 11, day))
    await record(hub, COORDINATOR, agency=OTHER, held_on=date(2026, 10, 1))
    service = hub.services.citizens.consultations
    first = await service.page(ANY, 2)
    second = await service.page(ANY, 2, first.edges[-1].cursor)
    third = await service.page(ANY, 2, second.edges[-1].cursor)
    seen = [edge.node for page in (first, second, third) for edge in page.edges]

    assert [one.held_on.day for one in seen] == [9, 5, 5, 3, 1]
    assert (len({one.id for one in seen}), third.has_next) == (5, False)
    for wanted, number in (
        (ConsultationFilter((OTHER,)), 1),
        (ConsultationFilter(region="62"), 5),
        (ConsultationFilter(region="64"), 0),
        (ConsultationFilter(start=date(2026, 11, 5), end=date(2026, 11, 8)), 2),
    ):
        assert len((await service.page(wanted, 10)).edges) == number
    assert [one.held_on for one in await service.report(ANY)] == sorted(one.held_on for one in seen)
    with pytest.raises(ResyncRequired):
        await service.page(ANY, 2, "bukan tanggal")
