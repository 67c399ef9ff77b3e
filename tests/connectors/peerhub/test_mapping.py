"""What another hub is sent, and how its answers read."""

from dataclasses import replace
from typing import Any

import pytest

from hub.connectors.peerhub import answers, documents, mapping
from hub.connectors.words import Words
from hub.domain import notices
from hub.domain.case import CaseStatus, Sensitivity
from hub.domain.exchange import ExternalRef
from hub.errors import (
    ConnectorError,
    CredentialFault,
    Misunderstood,
    Refused,
    Throttled,
    Unconfirmed,
    Unreachable,
)
from tests.connectors.recorded import recorded
from tests.connectors.samples import CASE, NOW, key_of

WORDS = Words(mapping.WORDS)
REF = ExternalRef("kalteng-hub", "H-7Q2M-9XAB-2K3M")
OTHER = ExternalRef("kalteng-hub", "H-AAAA-BBBB-CCCC")


def data(name: str, *, safe: bool = True) -> Any:
    return answers.data(recorded(f"hub/{name}"), safe)


def read(name: str) -> Any:
    return mapping.to_remote_case(data(name)["case"], REF, WORDS, NOW)


def test_the_case_goes_up_with_its_origin_and_flags_and_without_an_identity() -> None:
    sent = mapping.to_submission(
        replace(
            CASE, restricted=True, sensitivity=Sensitivity.OVERSIGHT, origin="H-1", via=("hub-a", "hub-b")
        ),
        key_of(CASE),
    )
    assert sent["idempotencyKey"] == "KTW-7Q2M-9XAB-1"
    assert sent["origin"] == {"id": "H-1", "via": ["hub-a", "hub-b"]}
    assert (sent["identityProtection"], sent["visibility"], sent["sensitivity"]) == (
        "SEALED",
        "RESTRICTED",
        "OVERSIGHT",
    )
    assert "reporter" not in sent
    assert (sent["location"], sent["occurredOn"]) == ({"latitude": -2.68, "longitude": 111.62}, "2026-02-16")


def test_a_delicate_case_names_whom_it_accuses_and_never_its_owner_as_the_accused() -> None:
    own = replace(CASE, owner_external_id="62.inspektorat")
    delicate = replace(own, sensitivity=Sensitivity.WHISTLEBLOWING)

    assert mapping.to_submission(own, key_of(CASE))["agency"] == "62.inspektorat"
    assert mapping.to_submission(delicate, key_of(CASE))["agency"] is None
    named = replace(delicate, respondent="62.01.dinkes")
    assert mapping.to_submission(named, key_of(CASE))["agency"] == "62.01.dinkes"


def test_a_named_reporter_is_sealed_for_the_peer_and_a_public_text_stays_public() -> None:
    sent = mapping.to_submission(replace(CASE, sealed=False, location=None, occurred_on=None), key_of(CASE))
    assert (sent["identityProtection"], sent["visibility"]) == ("SEALED", "PUBLIC")
    assert (sent["location"], sent["occurredOn"], sent["agency"]) == (None, None, None)


def test_a_text_that_masks_made_longer_still_fits() -> None:
    sent = mapping.to_submission(replace(CASE, title="x" * 230, body="y" * 10_100), key_of(CASE))
    assert (len(sent["title"]), len(sent["body"])) == (200, 10_000)


@pytest.mark.parametrize(
    ("name", "status", "word", "note"),
    [
        ("case_answered", CaseStatus.ANSWERED, "ANSWERED", "Sudah diganti."),
        ("case_asked", CaseStatus.NEEDS_INFORMATION, "NEEDS_INFORMATION", "Di mana?"),
        ("case_returned_inside", CaseStatus.ASSIGNED, "RETURNED", "Bukan kami."),
        ("case_archived", CaseStatus.ARCHIVED, "ARCHIVED", "Bukan kewenangan provinsi."),
        ("case_with_a_status_of_a_later_release", None, "MEDIATED", "Mediasi."),
    ],
)
def test_a_case_is_read_with_its_status_word_and_note(
    name: str, status: CaseStatus | None, word: str, note: str
) -> None:
    remote = read(name)
    assert (remote.status, remote.status_text, remote.note, remote.as_of) == (status, word, note, NOW)


def test_our_own_words_and_what_says_nothing_about_the_work_are_no_changes() -> None:
    changes = read("case_answered").changes
    assert [(one.order, one.status, one.note) for one in changes] == [
        (3, CaseStatus.VERIFIED, None),
        (4, CaseStatus.ASSIGNED, None),
        (5, CaseStatus.IN_PROGRESS, "Kami periksa."),
        (6, CaseStatus.NEEDS_INFORMATION, "Di mana?"),
        (9, CaseStatus.ANSWERED, "Sudah diganti."),
    ]


def test_feed_and_timeline_tell_the_same_changes_in_any_order() -> None:
    page, broken, _ = mapping.page(data("events"), "", "kalteng-hub", WORDS)
    assert (page.changes, page.cursor, page.more, broken) == (read("case_answered").changes, "c9", False, 0)
    assert read("case_timeline_doubled_and_turned") == read("case_answered")


def test_an_empty_page_keeps_the_place() -> None:
    page, _, _ = mapping.page(data("events_empty"), "c5", "kalteng-hub", WORDS)
    assert (page.changes, page.cursor, page.more) == ((), "c5", False)


def test_an_unreadable_event_holds_nothing_up() -> None:
    page, broken, lost = mapping.page(data("events_with_one_unreadable"), "c4", "kalteng-hub", WORDS)
    assert [(one.event_id, one.status) for one in page.changes] == [
        ("RXZlbnQ60005", CaseStatus.IN_PROGRESS),
        ("unreadable:RXZlbnQ6x", None),
        ("RXZlbnQ60009", CaseStatus.ANSWERED),
    ]
    assert (page.more, broken, lost) == (True, 2, 1)


def test_a_batch_is_sorted_by_number_whatever_is_missing() -> None:
    gone, broken = ExternalRef("kalteng-hub", "H-0"), ExternalRef("kalteng-hub", "H-DDDD-EEEE-FFFF")
    found = mapping.entities(data("cases"), [OTHER, gone, REF, broken])
    assert mapping.to_remote_case(found[OTHER], OTHER, WORDS, NOW).note == "Selesai."
    assert mapping.to_remote_case(found[REF], REF, WORDS, NOW).status is CaseStatus.IN_PROGRESS
    with pytest.raises(Refused):
        mapping.to_remote_case(found[gone], gone, WORDS, NOW)
    with pytest.raises(Misunderstood):
        mapping.to_remote_case(found[broken], broken, WORDS, NOW)


@pytest.mark.parametrize(
    ("status", "text", "mutation"),
    [
        ("NEEDS_INFORMATION", "Sisi utara.", "provideInformation"),
        ("ANSWERED", "Belum selesai.", "contestAnswer"),
        ("CLOSED", "Rusak lagi.", "reopenCase"),
        ("ASSIGNED", notices.WITHDRAWN, "withdrawCase"),
        ("NEEDS_INFORMATION", notices.RECALLED, "withdrawCase"),
        ("IN_PROGRESS", notices.PROTECTED, "raiseProtection"),
    ],
)
def test_a_note_becomes_the_act_that_it_was(status: str, text: str, mutation: str) -> None:
    found = {"trackingNumber": REF.id, "status": status, "version": 4}
    name, given = mapping.to_act(found, REF, text)
    assert (name, given["trackingNumber"], given["expectedVersion"]) == (mutation, REF.id, 4)
    assert name in documents.ACTS


def test_a_note_that_nobody_waits_for_is_refused() -> None:
    with pytest.raises(Refused, match="NOT_ASKED"):
        mapping.to_act({"status": "IN_PROGRESS", "version": 4}, REF, "Tambahan.")
    with pytest.raises(Refused, match="NOT_THERE"):
        mapping.to_act(None, REF, "Tambahan.")


def test_the_number_of_a_case_that_was_taken() -> None:
    assert mapping.taken(answers.result(data("submitted"))) == REF.id
    with pytest.raises(Misunderstood):
        mapping.taken(answers.result(data("submitted_without_a_number")))


@pytest.mark.parametrize(
    ("name", "fault", "code"),
    [
        ("problem_invalid", Refused, "INVALID"),
        ("problem_already_here", Refused, "ALREADY_HERE"),
        ("problem_idempotency_conflict", Refused, "IDEMPOTENCY_CONFLICT"),
        ("problem_unknown_region", Refused, "UNKNOWN_REGION"),
        ("problem_not_allowed", CredentialFault, "NOT_ALLOWED"),
        ("problem_conflict", Throttled, "CONFLICT"),
        ("problem_rate_limited", Throttled, "RATE_LIMITED"),
        ("problem_with_a_code_of_a_later_release", Refused, "UNKNOWN"),
    ],
)
def test_every_problem_has_its_meaning(name: str, fault: type[ConnectorError], code: str) -> None:
    with pytest.raises(fault) as caught:
        answers.result(data(name, safe=False))
    assert str(caught.value) == code


@pytest.mark.parametrize(
    ("name", "reading", "writing"),
    [
        ("error_unauthenticated", CredentialFault, CredentialFault),
        ("error_forbidden", CredentialFault, CredentialFault),
        ("error_rate_limited", Throttled, Throttled),
        ("error_internal", Unreachable, Unconfirmed),
        ("error_resync_required", Refused, Refused),
        ("error_graphql_validation_failed", Refused, Refused),
        ("neither_data_nor_errors", Misunderstood, Misunderstood),
    ],
)
def test_every_error_has_its_meaning(
    name: str, reading: type[ConnectorError], writing: type[ConnectorError]
) -> None:
    with pytest.raises(reading) as caught:
        data(name)
    with pytest.raises(writing):
        data(name, safe=False)
    assert answers.is_resync(caught.value) == (name == "error_resync_required")


@pytest.mark.parametrize("name", ["case_unknown", "case_without_a_status"])
def test_a_case_that_is_not_shown_is_told(name: str) -> None:
    with pytest.raises((Refused, Misunderstood)):
        read(name)
