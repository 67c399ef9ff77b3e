"""The feed out of windows of time."""

from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.connectors.open311 import feed, mapping
from hub.connectors.open311.lists import UPDATES, items
from hub.connectors.wild import Wild
from hub.connectors.words import Words
from hub.domain.case import CaseStatus
from hub.domain.exchange import ChangePage
from tests.connectors.open311.answers import answered

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
SITE = mapping.Site("kota", "Asia/Jakarta", Words(mapping.WORDS), state_is_change=False)
ASKED = feed.window(None, NOW, HOUR)


def page_of(listed: list[Wild], asked: feed.Window = ASKED) -> tuple[ChangePage, int]:
    return feed.page(listed, partial(mapping.update_change, site=SITE), "kota", asked, HOUR)


def page(name: str) -> tuple[ChangePage, int]:
    return page_of(items(answered(name), UPDATES))


def update(number: int, at: datetime) -> dict[str, Wild]:
    return {
        "update_id": number,
        "service_request_id": number % 7,
        "status": "OPEN",
        "updated_datetime": mapping.stamp(at),
    }


def test_updates_come_oldest_first_and_within_one_second_by_their_numbers() -> None:
    found, lost = page("updates.xml")

    assert [(one.event_id, one.status) for one in found.changes] == [
        ("0:3", CaseStatus.IN_PROGRESS),
        ("7:9", CaseStatus.IN_PROGRESS),
        ("7:10", CaseStatus.CLOSED),
    ]
    assert found.changes[1].order < found.changes[2].order
    assert (found.more, lost) == (False, 0)


def test_an_unreadable_update_goes_to_a_person_and_the_others_go_on() -> None:
    found, lost = page("updates_with_an_unreadable_time.xml")

    assert [(one.event_id, one.status) for one in found.changes] == [
        ("7:9", CaseStatus.IN_PROGRESS),
        ("unreadable:7:11", None),
    ]
    assert lost == 0


def test_an_update_of_no_record_is_counted_and_nothing_else() -> None:
    found, lost = page("updates_with_an_entry_of_no_record.xml")

    assert ([one.event_id for one in found.changes], lost) == (["7:9"], 1)


def test_windows_overlap_so_that_a_late_date_is_still_found() -> None:
    found, _ = page_of([])
    again = feed.window(found.cursor, NOW + timedelta(minutes=1), HOUR)

    assert (ASKED.since, ASKED.until) == (NOW - timedelta(days=1), NOW + HOUR)
    assert (again.since, again.until) == (NOW - HOUR, NOW + timedelta(minutes=1) + HOUR)


def test_months_of_silence_are_caught_up_with_window_by_window() -> None:
    cursor: str | None = (NOW - timedelta(days=200)).isoformat()
    asked = []
    while True:
        asked.append(feed.window(cursor, NOW, HOUR))
        found, _ = page_of([], asked[-1])
        cursor = found.cursor
        if not found.more:
            break

    assert all(one.until - one.since <= timedelta(days=90) for one in asked)
    assert all(later.since < earlier.until for earlier, later in pairwise(asked))
    assert asked[-1].until == NOW + HOUR
    assert len(asked) == 3


@pytest.mark.parametrize("cursor", ["", "kemarin", "0001-01-01", "9999-12-31T23:59:59-14:00", "7"])
def test_a_cursor_nobody_can_read_starts_anew_or_never_breaks(cursor: str) -> None:
    asked = feed.window(cursor, NOW, HOUR)

    assert asked.since.tzinfo is not None


def test_more_than_a_page_is_told_in_pages_without_a_gap() -> None:
    listed: list[Wild] = [
        update(n, NOW - timedelta(hours=12) + timedelta(seconds=n // 3)) for n in range(1400)
    ]
    told, asked = set(), ASKED
    for _ in range(10):
        found, _ = page_of([one for one in listed if _within(one, asked)], asked)
        told |= {change.event_id for change in found.changes}
        if not found.more:
            break
        asked = feed.window(found.cursor, NOW, HOUR)

    assert len(told) == 1400


def test_a_crowd_in_one_second_and_an_endpoint_that_ignores_the_window_are_no_endless_loop() -> None:
    crowd: list[Wild] = [update(n, NOW - HOUR) for n in range(700)]
    asked, rounds = ASKED, 0
    while True:
        found, _ = page_of(crowd, asked)
        rounds += 1
        assert rounds < 5
        if not found.more:
            break
        asked = feed.window(found.cursor, NOW, HOUR)

    assert len(found.changes) == 700


def test_updates_from_the_end_of_the_calendar_do_not_take_the_cursor_along() -> None:
    far: list[Wild] = [
        update(n, datetime(9999, 12, 31, tzinfo=UTC) + timedelta(seconds=n)) for n in range(600)
    ]
    found, _ = page_of(far)
    again = feed.window(found.cursor, NOW, HOUR)

    assert len(found.changes) == feed.MOST
    assert (again.since, again.until) == (NOW, NOW + HOUR)


@given(st.lists(st.integers(-3600, 3600), max_size=30), st.randoms())
def test_the_order_of_the_answer_does_not_matter(times: list[int], chance: object) -> None:
    listed: list[Wild] = [update(n, NOW + timedelta(seconds=at)) for n, at in enumerate(times)]
    shuffled = list(listed)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert page_of(shuffled) == page_of(listed)


def _within(one: Wild, asked: feed.Window) -> bool:
    assert isinstance(one, dict)
    at = datetime.fromisoformat(str(one["updated_datetime"]))
    return asked.since.replace(microsecond=0) <= at <= asked.until
