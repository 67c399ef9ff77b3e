"""Sapawarga shapes: what is sent, what is read."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hub.connectors.sapawarga import mapping
from hub.connectors.words import Words
from hub.domain.case import CaseStatus
from hub.domain.exchange import ExternalRef, RemoteCase
from hub.errors import Misunderstood
from tests.connectors.recorded import recorded
from tests.connectors.samples import CASE, NOW

PORTAL = mapping.Portal(
    category="5", user_name="Warga", categories={"infrastruktur": "1", "infrastruktur.jalan": "7"}
)
REF = ExternalRef("jabar-sapawarga", "6a0e2b0e-0000-5000-8000-000000000001")


def read(name: str) -> RemoteCase:
    answer = recorded(f"sapawarga/{name}")
    return mapping.to_remote_case(answer, REF, "Asia/Jakarta", Words(mapping.WORDS), NOW)


def test_our_number_travels_as_the_partners_number_and_no_reporter_is_named() -> None:
    body = mapping.to_complaint(replace(CASE, owner_external_id="dinkes"), PORTAL)

    assert (body["sp4n_id"], body["source_id"], body["user_name"]) == ("KTW-7Q2M-9XAB#1", "sp4n", "Warga")
    assert (body["category_id"], body["city_id"], body["district_id"]) == ("1", "62.01", "62.01.02")
    assert (body["authority"], body["disposition"]) == ("pemprov", "dinkes")


@pytest.mark.parametrize(
    ("topic", "category"),
    [("infrastruktur", "1"), ("infrastruktur.penerangan", "1"), ("infrastruktur.jalan", "7"), ("gizi", "5")],
)
def test_a_sub_topic_has_its_own_category_or_its_parents(topic: str, category: str) -> None:
    assert mapping.to_complaint(replace(CASE, topic=topic), PORTAL)["category_id"] == category


@pytest.mark.parametrize(
    ("sealed", "restricted", "kind"),
    [(False, False, "public"), (True, False, "private"), (False, True, "private")],
)
def test_whatever_is_protected_is_private(sealed: bool, restricted: bool, kind: str) -> None:
    assert mapping.to_complaint(replace(CASE, sealed=sealed, restricted=restricted), PORTAL)["type"] == kind


def test_a_place_above_a_district_and_a_topic_without_category_are_sent_as_far_as_known() -> None:
    body = mapping.to_complaint(replace(CASE, region="32", topic=None), PORTAL)

    assert (body["category_id"], body["city_id"], body["district_id"]) == ("5", "32", None)


@pytest.mark.parametrize(
    ("name", "status", "proposed"),
    [
        ("detail_finished", CaseStatus.CLOSED, None),
        ("detail_diverted", CaseStatus.RETURNED, "sp4n"),
        ("detail_note_of_earlier_diversion", CaseStatus.IN_PROGRESS, None),
        ("detail_unknown_word", None, None),
    ],
)
def test_the_present_state_is_the_one_change(
    name: str, status: CaseStatus | None, proposed: str | None
) -> None:
    remote = read(name)

    (change,) = remote.changes
    assert (remote.status, remote.proposed_owner) == (status, proposed)
    assert (change.status, change.proposed_owner, change.note) == (status, proposed, remote.note)
    assert change.claimed_at == datetime(2026, 3, 2, 1, 30, 0, 250_000, tzinfo=UTC)
    assert change.order == 1_772_415_000_250
    assert read(name).changes == remote.changes


@pytest.mark.parametrize(
    "name", ["detail_without_a_status", "detail_without_a_time", "created_without_an_id"]
)
def test_a_broken_answer_is_told(name: str) -> None:
    with pytest.raises(Misunderstood):
        read(name)
    with pytest.raises(Misunderstood):
        mapping.complaint_id(recorded("sapawarga/created_without_an_id"))


def test_only_the_very_ticket_is_found_in_the_list() -> None:
    page = recorded("sapawarga/list")

    assert mapping.search_page(page, "KTW-7Q2M-9XAB#1") == (REF.id, 1)
    assert mapping.search_page(page, "KTW-7Q2M-9XAB#2") == (None, 1)
    with pytest.raises(Misunderstood):
        mapping.search_page(recorded("sapawarga/list_without_pages"), "KTW-7Q2M-9XAB#1")
