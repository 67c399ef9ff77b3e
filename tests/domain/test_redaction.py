"""What leaves the hub, and for whom."""

from dataclasses import asdict
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.caller import ANONYMOUS, Caller, Role
from hub.domain.case import IdentityProtection, Sensitivity, Visibility
from hub.domain.redaction import (
    CaseScope,
    identity_visible,
    masked,
    outgoing,
    scope_of,
    sees,
    visible,
    words_for,
)
from tests.domain.builders import assigned, case
from tests.harness import ANALYST, COORDINATOR, OPERATOR, PARTNER, PORTAL, officer, shipped


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("NIK saya 6201021234560001.", "6201021234560001"),
        ("hubungi 0812-3456-7890 ya", "0812-3456-7890"),
        ("hubungi +62 812 3456 7890 ya", "812 3456 7890"),
        ("surel: budi.contoh@example.org", "budi.contoh@example.org"),
    ],
)
def test_personal_numbers_are_masked(text: str, hidden: str) -> None:
    assert hidden not in masked(text)
    assert "disamarkan" in masked(text)


@pytest.mark.parametrize("text", ["Jalan 12 nomor 345", "nomor surat 800/123/2026", "tahun 2026-11-23"])
def test_ordinary_numbers_stay(text: str) -> None:
    assert masked(text) == text


def test_what_goes_to_an_agency_has_no_identity_and_no_channel() -> None:
    agency = shipped().agencies["62.01.disdukcapil"]
    sent = asdict(outgoing(assigned(body="Telepon saya 081234567890, tolong dibantu."), agency, shipped()))
    assert "081234567890" not in str(sent)
    assert not {"reporter", "channel", "identity_protection", "id"} & set(sent)


def test_only_the_owner_and_the_coordinator_may_know_a_named_reporter() -> None:
    held = assigned()
    entitled = [officer("62.01.disdukcapil"), COORDINATOR]
    others = [PORTAL, PARTNER, ANALYST, OPERATOR, ANONYMOUS, officer("62.01.dinkes")]
    assert all(identity_visible(held, caller) for caller in entitled)
    assert not any(identity_visible(held, caller) for caller in others)


@given(st.sampled_from([IdentityProtection.SEALED, IdentityProtection.NONE]), st.sampled_from(Role))
def test_a_sealed_reporter_is_nobodys_to_know(protection: IdentityProtection, role: Role) -> None:
    caller = Caller("x", "x", role, agency="62.01.disdukcapil", channel="lapornurani", region="62.01")
    assert not identity_visible(assigned(identity_protection=protection), caller)


def test_anonymous_callers_and_analysts_see_no_case() -> None:
    assert scope_of(ANONYMOUS, shipped()) == scope_of(ANALYST, shipped()) == CaseScope()
    assert not sees(CaseScope(), case())


def test_a_whistle_blowing_case_leaves_the_coordinators_sight_once_the_inspectorate_has_it() -> None:
    secret = {"sensitivity": Sensitivity.WHISTLEBLOWING, "visibility": Visibility.RESTRICTED}
    assert sees(scope_of(COORDINATOR, shipped()), case(**secret))
    assert not sees(scope_of(COORDINATOR, shipped()), assigned(assignee="62.01.inspektorat", **secret))
    assert sees(
        scope_of(officer("62.01.inspektorat"), shipped()), assigned(assignee="62.01.inspektorat", **secret)
    )


@given(st.sampled_from(Sensitivity), st.sampled_from(Visibility))
def test_a_partner_sees_public_ordinary_cases_only(sensitivity: Sensitivity, seen: Visibility) -> None:
    public = sensitivity is Sensitivity.ORDINARY and seen is Visibility.PUBLIC
    assert sees(scope_of(PARTNER, shipped()), case(sensitivity=sensitivity, visibility=seen)) is public


def test_a_partner_reads_masked_text_and_no_exact_place() -> None:
    shown = visible(case(body="Hubungi saya di 081234567890."), PARTNER)
    assert "081234567890" not in shown.body
    assert shown.location is None


@pytest.mark.parametrize(
    "text",
    ["a" * 10_000, "a." * 5_000, "a@" * 5_000, "08" * 5_000, "0 8" * 3_300, "a@a." * 2_500, "1234 " * 2_000],
)
def test_masking_a_hostile_text_takes_no_longer_than_a_few_reads_of_it(text: str) -> None:
    begun = process_time()
    masked(text)
    assert process_time() - begun < 0.1  # the quadratic form needed 0.3 s and more


def test_no_free_text_reaches_a_partner_unmasked() -> None:
    number = "6201021234560001"
    told = case(title=f"NIK {number}", body=f"isi {number} isi", answer=f"jawaban untuk {number}")
    assert number not in str(visible(told, PARTNER))
    assert words_for(PARTNER, f"alasan {number}") == "alasan [NIK disamarkan]"
    assert number in (words_for(COORDINATOR, f"alasan {number}") or "")
