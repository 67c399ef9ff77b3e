"""GeoReport shapes: what is sent, what is read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.connectors.open311 import feed, mapping
from hub.connectors.open311.lists import REQUESTS, SERVICES, UPDATES, items
from hub.connectors.open311.options import Endpoint
from hub.connectors.words import Words
from hub.domain.case import CaseStatus
from hub.domain.exchange import ExternalRef, Queued, Registered, RemoteCase, Untracked
from hub.errors import ConnectorError, Misunderstood, Refused
from tests.connectors.open311.answers import answered
from tests.connectors.samples import CASE, NOW

ENDPOINT = Endpoint(
    key_env="HUB_SECRET_X",
    service="099",
    services={"infrastruktur": "001", "infrastruktur.penerangan": "002"},
    ticket="attribute",
    attribute="external_ref",
)
SITE = mapping.Site("kota", "Asia/Jakarta", Words(mapping.WORDS), state_is_change=True)
REF = ExternalRef("kota", "7")
FIELDS = [
    "service_requests",
    "request",
    "service_request_id",
    "status",
    "updated_datetime",
    "update_id",
    "token",
    "code",
    "service_code",
    "description",
    "service_request_updates",
    "request_update",
]
ODD = st.recursive(
    st.sampled_from(
        [None, True, 0, -1, "", "0", "a\0b", "\ud800", "9" * 5000, "w" * 20_000, float("nan"), 10**25]
    )
    | st.sampled_from(
        ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "open", "2026-03-02T02:15:30Z"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(FIELDS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
TICKET = "KTW-7Q2M-9XAB#1"


def endpoint(**changes: str) -> Endpoint:
    return Endpoint(**{"key_env": "HUB_SECRET_X", "service": "099", **changes})  # type: ignore[arg-type]


def read(name: str) -> RemoteCase:
    return mapping.to_remote_case(mapping.one_of(answered(name), REF), REF, SITE, NOW)


def test_a_request_carries_text_place_and_ticket_and_nobodys_name() -> None:
    assert mapping.to_request(CASE, ENDPOINT) == {
        "service_code": "002",
        "description": f"{CASE.title}\n\n{CASE.body}",
        "address_string": CASE.region_name,
        "lat": "-2.68",
        "long": "111.62",
        "attribute[external_ref]": TICKET,
    }


@pytest.mark.parametrize(
    ("ticket", "field", "expected"),
    [
        ("description", "description", f"{CASE.title}\n\n{CASE.body}\n\n[{TICKET}]"),
        ("address", "address_string", f"{CASE.region_name} [{TICKET}]"),
    ],
)
def test_the_ticket_stands_where_the_endpoint_shows_it(ticket: str, field: str, expected: str) -> None:
    sent = mapping.to_request(CASE, endpoint(ticket=ticket, jurisdiction="kota.example"))

    assert (sent[field], sent["jurisdiction_id"]) == (expected, "kota.example")


def test_a_long_text_keeps_its_ticket() -> None:
    sent = mapping.to_request(replace(CASE, body="x" * 9_000), endpoint())

    assert (len(sent["description"]), sent["description"][-17:]) == (4000, f"[{TICKET}]")


@pytest.mark.parametrize(
    ("topic", "code"), [("infrastruktur.jalan", "001"), ("infrastruktur.penerangan", "002"), (None, "099")]
)
def test_a_sub_topic_has_its_own_service_or_its_parents(topic: str | None, code: str) -> None:
    assert mapping.to_request(replace(CASE, topic=topic), ENDPOINT)["service_code"] == code


def test_what_must_not_be_public_is_sent_only_where_it_can_be_kept_back() -> None:
    case = replace(CASE, restricted=True)

    with pytest.raises(Refused, match="RESTRICTED_NOT_SUPPORTED"):
        mapping.to_request(case, ENDPOINT)
    assert mapping.to_request(case, endpoint(restricted="private"))["attribute[private]"] == "true"


def test_a_case_without_a_word_is_not_sent() -> None:
    with pytest.raises(Refused, match="NO_TEXT"):
        mapping.to_request(replace(CASE, title="", body=" "), ENDPOINT)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("created.xml", Registered(ExternalRef("kota", "293944"))),
        ("created_id_zero.xml", Registered(ExternalRef("kota", "0"))),
        ("created_id_zero.json", Registered(ExternalRef("kota", "0"))),
        ("created_with_a_token.xml", Queued("T12")),
    ],
)
def test_an_answer_is_an_id_even_zero_or_a_token(name: str, expected: Registered | Queued) -> None:
    assert mapping.forwarded(answered(name), "kota", blackbox=False) == expected


def test_a_blackbox_names_nothing_and_an_id_all_the_same_is_kept() -> None:
    assert mapping.forwarded(None, "kota", blackbox=True) == Untracked()
    assert mapping.forwarded(answered("created_without_id_or_token.xml"), "kota", True) == Untracked()
    assert mapping.forwarded(answered("created.xml"), "kota", True) == Registered(
        ExternalRef("kota", "293944")
    )


def test_neither_id_nor_token_is_no_receipt() -> None:
    with pytest.raises(Misunderstood, match="NEITHER_ID_NOR_TOKEN"):
        mapping.forwarded(answered("created_without_id_or_token.xml"), "kota", blackbox=False)


@pytest.mark.parametrize("name", ["refused_with_http_200.xml", "refused_with_http_200.json"])
def test_errors_under_http_200_are_a_refusal(name: str) -> None:
    with pytest.raises(Refused):
        mapping.forwarded(answered(name), "kota", blackbox=False)


def test_a_token_has_a_number_or_none_yet() -> None:
    assert mapping.id_of_token(answered("token_ready.xml"), "kota") == ExternalRef("kota", "638344")
    assert mapping.id_of_token(answered("token_not_ready.xml"), "kota") is None


def test_services_are_read_with_booleans_as_words_and_alone_in_their_list() -> None:
    listed = mapping.services(answered("services.json"))

    assert [(one.code, one.mode, one.needs_attributes) for one in listed] == [
        ("001", "realtime", False),
        ("2", "batch", True),
        ("099", "blackbox", True),
    ]
    assert [one.name for one in mapping.services(answered("services_one_entry.xml"))] == ["Jalan rusak"]
    assert mapping.services(answered("services_none.xml")) == ()


@pytest.mark.parametrize(
    ("answer", "count"),
    [([], 0), ([{"x": 1}], 1), ({"service_requests": None}, 0), ({"service_requests": []}, 0)],
)
def test_a_list_is_a_list_however_it_is_written(answer: object, count: int) -> None:
    assert len(items(answer, REQUESTS)) == count


def test_one_thing_alone_is_a_list_too() -> None:
    assert len(items(answered("requests_collapsed.json"), REQUESTS)) == 1
    assert items({"service_request_id": 0}, REQUESTS) == [{"service_request_id": 0}]
    assert items({"requests": {"service_request_id": 0}}, REQUESTS) == [{"service_request_id": 0}]
    assert len(items(answered("updates_one_entry.xml"), UPDATES)) == 1


@pytest.mark.parametrize("answer", [None, "Not Found", 7, {"html": {}}, {"services": "x"}])
def test_another_shape_is_told(answer: object) -> None:
    with pytest.raises(Misunderstood):
        items(answer, SERVICES)


@pytest.mark.parametrize(
    ("name", "status", "note", "proposed"),
    [
        ("request_open.xml", CaseStatus.ASSIGNED, None, None),
        ("request_closed.xml", CaseStatus.CLOSED, "Lampu sudah diganti.", None),
        ("request_returned.xml", CaseStatus.RETURNED, "Bukan wewenang kami.", "110101"),
        ("request_duplicate.xml", CaseStatus.MERGED, None, None),
        ("request_unknown_word.xml", None, None, None),
    ],
)
def test_a_request_is_read_with_its_state_as_the_one_change(
    name: str, status: CaseStatus | None, note: str | None, proposed: str | None
) -> None:
    remote = read(name)

    (change,) = remote.changes
    assert (remote.status, remote.note, remote.proposed_owner) == (status, note, proposed)
    assert (change.status, change.note, change.proposed_owner) == (status, note, proposed)
    assert change.claimed_at == datetime(2026, 3, 2, 2, 15, 30, tzinfo=UTC)
    assert read(name) == remote


def test_of_two_states_in_one_second_the_later_one_counts() -> None:
    opened, returned, closed = (
        read(f"request_{word}.xml").changes[0].order for word in ("open", "returned", "closed")
    )

    assert opened < returned < closed


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("FOR_TRIAGE", CaseStatus.ASSIGNED),
        ("for triage", CaseStatus.ASSIGNED),
        ("Action_Scheduled", CaseStatus.IN_PROGRESS),
        ("no further action", CaseStatus.CLOSED),
        ("reopen", CaseStatus.IN_PROGRESS),
        ("acknowledged", None),
    ],
)
def test_extended_words_are_known_in_every_spelling(word: str, status: CaseStatus | None) -> None:
    assert Words(mapping.WORDS).status_of(word) is status


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("requests_empty.xml", Refused),
        ("request_of_another_id.xml", Misunderstood),
        ("request_without_a_status.xml", Misunderstood),
        ("request_without_a_time.xml", Misunderstood),
    ],
)
def test_a_broken_record_is_told(name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(name)


@pytest.mark.parametrize(
    "there", [endpoint(), endpoint(ticket="address"), endpoint(ticket="attribute", attribute="external_ref")]
)
def test_only_the_very_ticket_is_found(there: Endpoint) -> None:
    (item,) = items(answered("requests_with_our_ticket.json"), REQUESTS)

    assert mapping.found(item, TICKET, there)
    assert not mapping.found(item, TICKET + "0", there)
    assert not mapping.found(item, TICKET[:-1] + "2", there)


def test_a_note_is_an_update_under_its_own_id() -> None:
    assert mapping.to_update(ExternalRef("kota", "0"), "Di depan pasar.", "key-1", NOW, ENDPOINT) == {
        "service_request_id": "0",
        "update_id": "key-1",
        "status": "OPEN",
        "updated_datetime": "2026-03-02T08:30:00Z",
        "description": "Di depan pasar.",
    }


@given(ODD)
def test_whatever_an_endpoint_answers_ends_in_a_value_or_a_failure_of_ours(answer: object) -> None:
    asked = feed.window(None, NOW, timedelta(hours=1))
    readings: list[Callable[[], object]] = [
        lambda: mapping.forwarded(answer, "kota", blackbox=False),
        lambda: mapping.forwarded(answer, "kota", blackbox=True),
        lambda: mapping.id_of_token(answer, "kota"),
        lambda: mapping.services(answer),
        lambda: mapping.to_remote_case(mapping.one_of(answer, REF), REF, SITE, NOW),
        lambda: [mapping.found(one, TICKET, ENDPOINT) for one in items(answer, REQUESTS)],
        lambda: feed.page(
            items(answer, UPDATES),
            lambda one: mapping.update_change(one, SITE),
            "kota",
            asked,
            timedelta(hours=1),
        ),
    ]
    for reading in readings:
        try:
            reading()
        except ConnectorError:
            continue
