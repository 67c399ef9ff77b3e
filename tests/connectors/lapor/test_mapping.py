"""What is sent to SP4N-LAPOR! and what its short answers say."""

from dataclasses import replace

import pytest

from hub.connectors.lapor import mapping
from hub.connectors.lapor.options import Account
from hub.domain.case import CaseKind
from hub.domain.exchange import ExternalRef
from hub.errors import ConnectorError, Misunderstood, Refused
from tests.connectors.recorded import recorded
from tests.connectors.samples import CASE

ACCOUNT = Account(institution="110101", user=1101, classifications={"SUGGESTION": 7})


def test_our_number_ends_the_content_and_no_reporter_is_named() -> None:
    body = mapping.to_complaint(CASE, ACCOUNT)

    assert body["content"] == f"{CASE.body}\n\n[Nomor Tiket KTW-7Q2M-9XAB#1]"
    assert body["is_new_user_slider"] is False
    assert not {"emailUser", "nameUser", "phoneUser"} & body.keys()
    assert (body["disposition_id"], body["user_id"]) == ("110101", 1101)
    assert (body["is_anonymous"], body["is_secret"]) == (True, False)
    assert body["date_of_incident"] == "16-02-2026"


def test_the_create_call_has_the_fields_of_the_api() -> None:
    assert set(mapping.to_complaint(CASE, ACCOUNT)) == {
        *("title", "content", "channel", "is_new_user_slider", "user_id", "is_inbox", "is_disposisi_slider"),
        *("classification_id", "disposition_id", "category_id", "priority_program_id", "location_id"),
        *("community_id", "date_of_incident", "copy_externals", "info_disposition", "info_attachments"),
        *("tags_raw", "is_approval", "is_anonymous", "is_secret", "is_priority", "attachments"),
    }


@pytest.mark.parametrize(("ids", "written"), [((), False), ((12,), "[12]"), ((12, 13), "[12,13]")])
def test_attachments_are_a_json_array_in_a_text(ids: tuple[int, ...], written: object) -> None:
    assert mapping.to_complaint(CASE, ACCOUNT, ids)["attachments"] == written


def test_category_and_classification_fall_back_on_the_accounts() -> None:
    suggestion = replace(CASE, kind=CaseKind.SUGGESTION, sp4n_category=15, occurred_on=None)

    bodies = [mapping.to_complaint(case, ACCOUNT) for case in (CASE, suggestion)]

    assert [(body["classification_id"], body["category_id"]) for body in bodies] == [(6, 436), (7, 15)]
    assert bodies[1]["date_of_incident"] is None


@pytest.mark.parametrize(
    ("answer", "found"),
    [("created_id_at_the_root", "9165816"), ("created_id_inside", "9165817"), ("created_id_zero", "0")],
)
def test_the_new_id_is_found_at_either_place(answer: str, found: str) -> None:
    assert mapping.complaint_id(recorded(f"lapor/{answer}")) == found


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("refused_with_http_200", Refused),
        ("refused_as_error", Refused),
        ("created_without_an_id", Misunderstood),
        ("created_as_a_list", Misunderstood),
    ],
)
def test_without_an_id_a_told_failure_is_final_and_silence_is_not(
    answer: str, fault: type[ConnectorError]
) -> None:
    with pytest.raises(fault) as caught:
        mapping.complaint_id(recorded(f"lapor/{answer}"))

    assert type(caught.value) is fault
    assert "wajib" not in str(caught.value)


def test_a_hand_over_names_the_new_owner_as_the_reason_of_a_rejection() -> None:
    body = mapping.to_rejection("110111")

    assert (body["is_request"], body["not_authority"], body["reason"]) == (1, 1, "110111")


@pytest.mark.parametrize(
    ("owner", "handed"),
    [("110111", True), ("106204", False), ("110101", True)],
    ids=["once", "never", "holds it"],
)
def test_a_hand_over_is_seen_in_the_holder_or_in_the_log(owner: str, handed: bool) -> None:
    assert mapping.was_handed_over(recorded("lapor/detail_returned"), owner) is handed


def test_a_follow_up_goes_from_our_institution_to_the_holder() -> None:
    fields = mapping.to_followup(ExternalRef("x", "9165816"), "Di depan kios.", "110111", ACCOUNT)

    assert (fields["institution_from_id"], fields["institution_to_id"]) == ("110101", "110111")
    assert (fields["complaint_id"], fields["content"]) == ("9165816", "Di depan kios.")


def test_a_page_of_follow_ups_says_whether_there_is_another() -> None:
    assert mapping.followup_page(recorded("lapor/followups"))[1] is False
    assert mapping.followup_page(recorded("lapor/followups_more")) == ([], True)


@pytest.mark.parametrize(
    ("answer", "ids"), [("uploaded_pictures_and_documents", (12, 13)), ("uploaded_pictures_only", (12,))]
)
def test_uploaded_pictures_count_as_well_as_documents(answer: str, ids: tuple[int, ...]) -> None:
    assert mapping.file_ids(recorded(f"lapor/{answer}")) == ids


def test_a_master_list_is_read_as_a_table() -> None:
    table = mapping.master(recorded("lapor/institutions"), "id", "name")

    assert table == {"110101": "Instansi Asal", "110111": "Dinas Contoh"}
