"""A complaint's course at SP4N-LAPOR!, read from its log and follow-ups."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.connectors.lapor.history import WORDS, Site, to_remote_case
from hub.connectors.words import Words
from hub.domain.case import CaseStatus
from hub.domain.exchange import ExternalRef, RemoteCase
from hub.errors import ConnectorError, Misunderstood, Refused
from tests.connectors.recorded import recorded
from tests.connectors.samples import NOW

REF = ExternalRef("lapornurani", "9165816")
SITE = Site("lapornurani", "Asia/Jakarta", Words(WORDS))


def read(detail: str, followups: bool = False) -> RemoteCase:
    page: Any = recorded("lapor/followups") if followups else {"results": {"data": []}}
    return to_remote_case(recorded(f"lapor/{detail}"), page["results"]["data"], REF, SITE, NOW)


def test_log_and_follow_ups_make_one_history_in_order() -> None:
    remote = read("detail_closed", followups=True)

    assert [(change.event_id, change.status, change.note) for change in remote.changes] == [
        (
            "9165816:log:11",
            CaseStatus.RECEIVED,
            "Laporan masuk di Instansi Asal dengan status Belum Terverifikasi",
        ),
        ("9165816:log:12", CaseStatus.ASSIGNED, "Didisposisikan dari Instansi Asal ke Dinas Contoh"),
        ("9165816:log:13", CaseStatus.IN_PROGRESS, "Petugas menuju lokasi."),
        ("9165816:followup:5", CaseStatus.IN_PROGRESS, "Material sudah dipesan."),
        ("9165816:followup:7", CaseStatus.IN_PROGRESS, "Lampu sudah diganti, silakan dicek."),
        ("9165816:log:20", CaseStatus.CLOSED, "Lampu sudah diganti, silakan dicek."),
    ]
    assert [change.order for change in remote.changes] == sorted({change.order for change in remote.changes})
    assert (remote.status, remote.note) == (CaseStatus.CLOSED, "Lampu sudah diganti, silakan dicek.")
    assert remote.changes[0].claimed_at == datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


def test_a_closing_without_any_message_has_no_answer() -> None:
    assert read("detail_closed").note is None


def test_a_doubled_and_turned_log_reads_the_same() -> None:
    assert read("detail_closed_turned_and_doubled", True) == read("detail_closed", True)


@given(st.integers(0, 4), st.integers(0, 3))
def test_an_event_reads_the_same_however_much_came_after_it(logs: int, messages: int) -> None:
    detail: Any = recorded("lapor/detail_closed")
    page: Any = recorded("lapor/followups")
    full = {change.event_id: change for change in read("detail_closed", True).changes}
    detail["results"]["data_logs"] = detail["results"]["data_logs"][:logs]
    told = page["results"]["data"][:messages]
    if logs < 3 or (logs == 4 and messages < 3):
        return  # a message before its log, or an answer after its closing, does not happen

    early = to_remote_case(detail, told, REF, SITE, NOW)

    assert [full[change.event_id] for change in early.changes] == list(early.changes)


@pytest.mark.parametrize(
    ("detail", "status", "proposed", "note"),
    [
        ("detail_in_progress", CaseStatus.IN_PROGRESS, None, "Petugas menuju lokasi."),
        ("detail_returned", CaseStatus.RETURNED, "106204", "Jalan ini milik provinsi."),
        ("detail_rejected_towards_another", CaseStatus.RETURNED, "106204", "Bukan kami."),
        ("detail_rejected_for_good", CaseStatus.ARCHIVED, None, "Isi tidak jelas."),
        ("detail_unknown_word", None, None, "-"),
    ],
)
def test_a_rejection_is_a_return_only_when_it_leads_somewhere(
    detail: str, status: CaseStatus | None, proposed: str | None, note: str
) -> None:
    remote = read(detail)

    assert (remote.status, remote.proposed_owner, remote.note) == (status, proposed, note)


def test_follow_up_with_the_timer_running_is_an_answer() -> None:
    last = read("detail_answered_timer_runs").changes[-1]

    assert (last.status, last.note) == (CaseStatus.ANSWERED, "Lampu sudah diganti.")


@pytest.mark.parametrize(
    ("detail", "fault"),
    [
        ("detail_without_a_status", Misunderstood),
        ("detail_without_logs", Misunderstood),
        ("detail_log_without_an_id", Misunderstood),
        ("detail_log_without_a_word", Misunderstood),
        ("detail_log_with_an_unreadable_time", Misunderstood),
        ("detail_not_found", Refused),
    ],
)
def test_a_broken_answer_is_told_and_never_guessed(detail: str, fault: type[ConnectorError]) -> None:
    with pytest.raises(fault) as caught:
        read(detail)

    assert type(caught.value) is fault


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(
                    ["results", "data", "data_logs", "status_name", "id", "status_new", "name", "date"]
                ),
                x,
            )
        ),
        max_leaves=20,
    )
)
def test_any_json_is_read_or_misunderstood(wild: object) -> None:
    try:
        to_remote_case(wild, [], REF, SITE, NOW)
    except ConnectorError as told:
        kinds = (Misunderstood, Refused)
        assert isinstance(told, kinds)  # noqa: PT017 - any other exception fails the test by itself
