"""What minutes of a public forum can be, and must not tell."""

from dataclasses import replace
from datetime import date

import pytest

from hub.domain.consultations import (
    Agreement,
    AgreementState,
    ConsultationParty,
    FollowUp,
    NewAgreement,
    NewConsultation,
    NewFollowUp,
    PartyKind,
)
from hub.domain.minutes import MOST_FOLLOW_UPS, check, check_follow_up
from hub.errors import RuleViolation
from tests.domain.builders import NOW

TODAY = date(2026, 11, 23)
PUBLIC = ConsultationParty(PartyKind.PUBLIC, 25)
GOOD = NewConsultation(
    idempotency_key="fkp-2026-01",
    agency="62.01.disdukcapil",
    held_on=date(2026, 11, 10),
    subject="Standar pelayanan KTP elektronik",
    place="Aula kantor",
    parties=(PUBLIC, ConsultationParty(PartyKind.ACADEMICS, 2, "Universitas Contoh")),
    agreements=(NewAgreement("Loket buka sampai pukul 15.00.", "62.01.disdukcapil", date(2026, 12, 31)),),
    minutes_url="https://ppid.example/fkp/2026.pdf",
)
AGREED = Agreement("a1", "c1", 1, "Loket.", "62.01.disdukcapil", date(2026, 12, 31), AgreementState.OPEN)
DONE = NewFollowUp("a1", AgreementState.DONE, "Sudah dilaksanakan.")


def organisation(name: str, kind: PartyKind = PartyKind.CIVIL_SOCIETY) -> NewConsultation:
    return replace(GOOD, parties=(ConsultationParty(kind, 1, name),))


def test_good_minutes_are_taken() -> None:
    check(GOOD, TODAY)
    check(replace(GOOD, agreements=(), minutes_url=None, minutes_sha256="a" * 64), TODAY)
    for name in ("RSUD dr. Contoh", "Yayasan Ibu Contoh", "Himpunan Pengusaha Contoh"):
        check(organisation(name), TODAY)


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        (replace(GOOD, idempotency_key="x"), "INVALID", "idempotencyKey"),
        (replace(GOOD, held_on=date(2026, 11, 24)), "INVALID", "heldOn"),
        (replace(GOOD, subject=" "), "INVALID", "subject"),
        (replace(GOOD, place="x" * 201), "TOO_LARGE", "place"),
        (replace(GOOD, subject="Hubungi 0812-3456-7890"), "INVALID", "subject"),
        (replace(GOOD, parties=()), "INVALID", "parties"),
        (replace(GOOD, parties=(PUBLIC,) * 51), "INVALID", "parties"),
        (replace(GOOD, parties=(replace(PUBLIC, people=0),)), "INVALID", "parties.people"),
        (organisation("Bapak Contoh"), "INVALID", "parties.organisation"),
        (organisation("Sdr. Contoh"), "INVALID", "parties.organisation"),
        (organisation("Warga Contoh", PartyKind.PUBLIC), "INVALID", "parties.organisation"),
        (replace(GOOD, agreements=GOOD.agreements * 51), "TOO_LARGE", "agreements"),
        (
            replace(GOOD, agreements=(replace(GOOD.agreements[0], due_on=date(2026, 11, 9)),)),
            "INVALID",
            "agreements.dueOn",
        ),
        (replace(GOOD, minutes_url=None), "INVALID", "minutesUrl"),
        (replace(GOOD, minutes_url="http://ppid.example/a"), "INVALID", "minutesUrl"),
        (replace(GOOD, minutes_url="https://user@ppid.example/a"), "INVALID", "minutesUrl"),
        (replace(GOOD, minutes_url="javascript:alert(1)"), "INVALID", "minutesUrl"),
        (replace(GOOD, minutes_sha256="zz"), "INVALID", "minutesSha256"),
    ],
)
def test_what_they_cannot_be_is_told_with_its_field(changed: NewConsultation, code: str, field: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        check(changed, TODAY)
    assert (refusal.value.code, refusal.value.field) == (code, field)


@pytest.mark.parametrize("ended", [AgreementState.DONE, AgreementState.DROPPED])
def test_an_agreement_that_has_ended_takes_no_more_reports(ended: AgreementState) -> None:
    check_follow_up(DONE, AGREED)
    with pytest.raises(RuleViolation, match="already"):
        check_follow_up(DONE, replace(AGREED, state=ended))


def test_an_agreement_never_goes_back_to_open_and_has_a_bounded_history() -> None:
    said = FollowUp(AgreementState.IN_PROGRESS, "Sedang.", "62.01.disdukcapil", None, NOW)
    with pytest.raises(RuleViolation, match="has begun"):
        check_follow_up(replace(DONE, state=AgreementState.OPEN), AGREED)
    for name in ("short", "x" * 129):
        with pytest.raises(RuleViolation, match="actionId has 8 to 128 characters"):
            check_follow_up(replace(DONE, action_id=name), AGREED)
    with pytest.raises(RuleViolation, match="at most"):
        check_follow_up(DONE, replace(AGREED, follow_ups=(said,) * MOST_FOLLOW_UPS))


def test_an_agreement_is_overdue_after_its_day_until_it_ends() -> None:
    days = [date(2026, 12, 31), date(2027, 1, 1)]

    assert [AGREED.overdue(day) for day in days] == [False, True]
    assert not replace(AGREED, state=AgreementState.DONE).overdue(days[1])
