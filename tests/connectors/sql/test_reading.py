"""Rows as they come, one peculiarity each."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from hub.connectors.sql.reading import View, holds
from hub.domain.case import CaseStatus
from hub.domain.exchange import Capability, ExternalRef, Idempotency, Manifest
from hub.errors import Misunderstood
from tests.connectors.recorded import recorded
from tests.connectors.samples import NOW

REF = ExternalRef("desa-opensid", "17")
MANIFEST = Manifest(
    "desa-opensid", "sql", None, frozenset({Capability.FETCH}), Idempotency.SEARCH, 3, "Asia/Jakarta"
)
STATUSES = {"1": CaseStatus.RECEIVED, "2": CaseStatus.IN_PROGRESS, "3": CaseStatus.CLOSED}
VIEW = View.of(MANIFEST, "time", STATUSES)


def row(name: str) -> dict[str, Any]:
    return cast(dict[str, Any], recorded(f"sql/{name}"))


def test_a_row_is_the_record_as_it_stands() -> None:
    seen = VIEW.remote(REF, row("record"), None, NOW)

    assert (seen.status_text, seen.status, seen.note, seen.as_of) == ("1", CaseStatus.RECEIVED, None, NOW)
    assert seen.changes[0].claimed_at == datetime(2026, 3, 1, 1, 30, tzinfo=UTC)  # WIB


def test_a_later_reply_sets_note_order_and_name() -> None:
    alone = VIEW.change(REF, row("record"), None)
    replied = VIEW.change(REF, row("record"), row("reply"))

    assert replied.note == "Sudah ditinjau."
    assert replied.order > alone.order
    assert replied.event_id.endswith(":1:40")


def test_an_offset_in_the_value_counts_more_than_the_zone() -> None:
    assert VIEW.change(REF, row("record_with_an_offset"), None).claimed_at == datetime(
        2026, 3, 1, 0, 30, tzinfo=UTC
    )


def test_fractions_of_a_second_are_kept_in_the_order() -> None:
    first, later = VIEW.change(REF, row("record"), None), VIEW.change(REF, row("record_closed"), None)

    assert (later.status, later.order - first.order) == (
        CaseStatus.CLOSED,
        252,
    )  # 250 ms, and two words further


def test_an_integer_column_orders_without_a_time() -> None:
    view = View.of(MANIFEST, "integer", STATUSES)
    older, newer = (view.change(REF, {**row("record"), "changed": at}, None) for at in ("9", "10"))

    assert older.order < newer.order
    assert older.claimed_at is None
    with pytest.raises(Misunderstood):
        view.change(REF, row("record"), None)


@pytest.mark.parametrize("name", ["record_without_a_status", "record_with_a_zero_date"])
def test_a_row_without_status_or_time_is_misunderstood(name: str) -> None:
    with pytest.raises(Misunderstood):
        VIEW.remote(REF, row(name), None, NOW)


def test_a_reply_without_a_number_is_misunderstood() -> None:
    with pytest.raises(Misunderstood):
        VIEW.remote(REF, row("record"), row("reply_without_an_id"), NOW)


def test_an_unmapped_word_has_no_status() -> None:
    strange = replace(VIEW.change(REF, {**row("record"), "word": "9"}, None))

    assert (strange.status_text, strange.status) == ("9", None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Jalan rusak.\n\nNomor tiket: KTW-1#1", True),
        ("Nomor tiket: KTW-1#12", False),
        ("Nomor tiket: XKTW-1#1", False),
        ("KTW-1#1.", True),
        (None, False),
    ],
)
def test_a_ticket_is_found_whole_or_not_at_all(text: str | None, found: bool) -> None:
    assert holds(text, "KTW-1#1") is found
