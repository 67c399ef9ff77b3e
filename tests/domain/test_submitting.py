"""What a submission must be, and the case it becomes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings

from hub.domain import submitting
from hub.domain.case import (
    CaseEventType,
    CaseKind,
    CaseStatus,
    GeoPoint,
    IdentityProtection,
    Sensitivity,
    Visibility,
)
from hub.domain.commands import ReporterDetails, Submission
from hub.domain.directory import Directory
from hub.domain.evolution import Offer
from hub.errors import RuleViolation
from tests.domain.builders import NOW, types
from tests.domain.walks import SUBMISSIONS
from tests.harness import shipped

REPORTER = ReporterDetails(name="Pelapor Contoh", email="pelapor@example.org", national_id="6201020101900001")
GOOD = Submission(
    idempotency_key="key-00000001",
    kind=CaseKind.COMPLAINT,
    title="KTP elektronik belum jadi",
    body="Sudah tiga bulan KTP elektronik saya belum dicetak.",
    region="62.01.02",
    identity_protection=IdentityProtection.NAMED,
    visibility=Visibility.PUBLIC,
    topic="kependudukan.ktp",
    reporter=REPORTER,
)
SEALED, NONE = IdentityProtection.SEALED, IdentityProtection.NONE

BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"title": "KTP"}, "INVALID", "title"),
    ({"title": "   KTP      "}, "INVALID", "title"),
    ({"title": "x" * 201}, "TOO_LARGE", "title"),
    ({"body": "pendek"}, "INVALID", "body"),
    ({"body": "x" * 10_001}, "TOO_LARGE", "body"),
    ({"idempotency_key": "1234567"}, "INVALID", "idempotencyKey"),
    ({"idempotency_key": "x" * 129}, "TOO_LARGE", "idempotencyKey"),
    ({"region": "99.99"}, "UNKNOWN_REGION", "region"),
    ({"region": "Kumai"}, "UNKNOWN_REGION", "region"),
    ({"region": ""}, "UNKNOWN_REGION", "region"),
    ({"topic": "tidak.ada"}, "UNKNOWN_TOPIC", "topic"),
    ({"agency": "62.01.tidak-ada"}, "UNKNOWN_AGENCY", "agency"),
    ({"attachments": ("a1",)}, "INVALID", "attachments"),
    ({"location": GeoPoint(90.1, 0)}, "INVALID", "location"),
    ({"location": GeoPoint(0, -180.1)}, "INVALID", "location"),
    ({"location": GeoPoint(float("nan"), 0)}, "INVALID", "location"),
    ({"occurred_on": date(2026, 11, 24)}, "INVALID", "occurredOn"),
    ({"reporter": None}, "INVALID", "reporter"),
    ({"reporter": ReporterDetails(email="a@example.org")}, "INVALID", "reporter"),
    ({"reporter": replace(REPORTER, email="")}, "INVALID", "reporter"),
    ({"reporter": replace(REPORTER, phone="0" * 201)}, "INVALID", "reporter"),
    ({"reporter": replace(REPORTER, national_id="123")}, "INVALID", "reporter"),
    ({"reporter": replace(REPORTER, national_id="620102010190000x")}, "INVALID", "reporter"),
    ({"reporter": replace(REPORTER, national_id="٦" * 16)}, "INVALID", "reporter"),
    ({"identity_protection": NONE}, "INVALID", "reporter"),
]


def check(submission: Submission, directory: Directory, now: datetime) -> None:
    """Both checks, in the order in which intake makes them."""
    submitting.check_key(submission)
    submitting.check(submission, directory, now)


@pytest.mark.parametrize(("changes", "code", "field"), BAD)
def test_every_bad_input_is_refused_with_its_code_and_field(
    changes: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(RuleViolation) as refusal:
        check(replace(GOOD, **changes), shipped(), NOW)
    assert (refusal.value.code, refusal.value.field) == (code, field)


@pytest.mark.parametrize("secret", ["Pelapor Contoh", "pelapor@example.org", "6201020101900001"])
def test_no_refusal_repeats_what_was_handed_in(secret: str) -> None:
    for changes, _, _ in BAD:
        bad = replace(GOOD, **changes)
        with pytest.raises(RuleViolation) as refusal:
            check(bad, shipped(), NOW)
        assert secret not in str(refusal.value)
        assert secret not in repr(bad)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"title": "Jalan"},
        {"title": "x" * 200, "body": "x" * 10_000, "idempotency_key": "x" * 128},
        {"occurred_on": date(2026, 11, 23), "location": GeoPoint(-90, 180)},
        {"identity_protection": SEALED, "reporter": None},
        {"identity_protection": None, "visibility": None, "reporter": None},
        {"identity_protection": NONE, "reporter": None},
        {"agency": "62.01.dinkes", "topic": None},
    ],
)
def test_what_is_within_bounds_is_taken(changes: dict[str, Any]) -> None:
    check(replace(GOOD, **changes), shipped(), NOW)


def test_today_is_where_it_happened() -> None:
    evening = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)  # the 24th since half an hour, WIB
    check(replace(GOOD, occurred_on=date(2026, 11, 24)), shipped(), evening)


def take(**changes: Any) -> Any:
    """The evolution a submission becomes."""
    submission = replace(GOOD, **changes)
    return submitting.take(submission, "c1", "H-AAAA-BBBB-CCCC", "lapornurani", shipped(), NOW)


def test_a_clear_case_is_verified_and_assigned_at_birth_with_reasons() -> None:
    change = take()
    assert types(change) == [
        CaseEventType.SUBMITTED,
        CaseEventType.ROUTED,
        CaseEventType.VERIFIED,
        CaseEventType.ASSIGNED,
    ]
    [offer] = change.effects
    assert isinstance(offer, Offer)
    assert (offer.agency, offer.connector) == ("62.01.disdukcapil", "kobar-disdukcapil")
    assert offer.explanation
    assert change.events[1].note == (
        "Diteruskan ke Dinas Kependudukan dan Pencatatan Sipil Kabupaten Kotawaringin Barat."
    )


def test_an_unclear_case_waits_for_the_coordinator_who_sees_candidates() -> None:
    change = take(title="Mohon bantuan", body="Saya mempunyai masalah dengan tetangga.", topic=None)
    assert (change.case.status, change.case.assignee) == (CaseStatus.RECEIVED, None)
    assert change.case.owner == "62.01.diskominfo"
    assert change.effects == []
    assert change.events[-1].note.startswith("Perlu ditelaah koordinator. Calon: ")


def test_a_topic_that_decided_becomes_the_case_s() -> None:
    assert take(topic=None).case.topic == "kependudukan.ktp"


def test_text_is_stored_without_the_blanks_around_it() -> None:
    case = take(title="  KTP belum jadi  ", body="\n Sudah tiga bulan belum dicetak. \n").case
    assert (case.title, case.body) == ("KTP belum jadi", "Sudah tiga bulan belum dicetak.")


@pytest.mark.parametrize("sensitivity", [Sensitivity.OVERSIGHT, Sensitivity.WHISTLEBLOWING])
def test_a_guarded_case_goes_to_the_inspectorate_and_is_not_public(sensitivity: Sensitivity) -> None:
    case = take(sensitivity=sensitivity).case
    assert (case.assignee, case.visibility) == ("62.01.inspektorat", Visibility.RESTRICTED)


@settings(max_examples=80, deadline=None)
@given(SUBMISSIONS)
def test_what_is_missing_counts_as_the_most_protective(submission: Submission) -> None:
    case = submitting.take(submission, "c1", "H-AAAA-BBBB-CCCC", "loket", shipped(), NOW).case
    if submission.identity_protection is None:
        assert case.identity_protection is not IdentityProtection.NAMED
    if submission.visibility is None or submission.sensitivity is not Sensitivity.ORDINARY:
        assert case.visibility is Visibility.RESTRICTED
    if submission.sensitivity is Sensitivity.WHISTLEBLOWING:
        assert case.identity_protection is not IdentityProtection.NAMED
    assert case.owner is not None
    assert case.version == 1
