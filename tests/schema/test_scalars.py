"""One wire format per scalar, and nothing ambiguous comes in."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.schema.scalars import MAX_CURSOR, read_cursor, read_date, read_time, unstorable, wire_time

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(
    datetime(1900, 1, 2),  # noqa: DTZ001 - bounds are given without zone
    datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=OFFSETS,
)


@given(MOMENTS)
def test_a_moment_comes_back_as_the_same_moment(moment: datetime) -> None:
    assert read_time(wire_time(moment)) == moment
    assert wire_time(read_time(moment.isoformat())) == wire_time(moment)


@given(MOMENTS)
def test_every_moment_is_written_in_utc_with_its_offset(moment: datetime) -> None:
    assert wire_time(moment).endswith("+00:00")


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05+00:00"),
        (datetime(2026, 1, 2, 3, 4, 5, 6000, tzinfo=UTC), "2026-01-02T03:04:05.006000+00:00"),
        (datetime(2026, 1, 2, 7, tzinfo=timezone(timedelta(hours=7))), "2026-01-02T00:00:00+00:00"),
    ],
)
def test_the_wire_format_is_fixed(moment: datetime, text: str) -> None:
    assert wire_time(moment) == text


def test_a_moment_without_offset_never_leaves() -> None:
    with pytest.raises(ValueError, match="offset"):
        wire_time(datetime(2026, 1, 2))  # noqa: DTZ001 - the fault under test


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-02T03:04:05Z",
        "2026-01-02t03:04:05z",
        "2026-01-02T03:04:05.5+07:00",
        "2026-01-02T03:04:05-00:00",
    ],
)
def test_what_rfc_3339_allows_is_read(text: str) -> None:
    assert read_time(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-02T03:04:05",
        "2026-01-02",
        "2026-01-02 03:04:05Z",
        "2026-02-30T00:00:00Z",
        "2026-01-02T25:00:00Z",
        "20260102T030405Z",
        "0001-01-01T00:00:00+14:00",
        "2026-01-02T03:04:05+07:00\n",
        "٢٠٢٦-01-02T03:04:05Z",
        1767323045,
        None,
    ],
)
def test_what_is_no_moment_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="not a DateTime"):
        read_time(text)


def test_a_day_is_read_and_anything_else_refused() -> None:
    assert read_date("2026-02-28") == date(2026, 2, 28)
    for text in ("2026-02-30", "28-02-2026", "2026-02-28T00:00:00Z", "20260228", 20260228):
        with pytest.raises(ValueError, match="not a Date"):
            read_date(text)


def test_a_cursor_is_a_short_text() -> None:
    assert read_cursor("x" * MAX_CURSOR) == "x" * MAX_CURSOR
    for text in ("", "x" * (MAX_CURSOR + 1), 7, None):
        with pytest.raises(ValueError, match="not a Cursor"):
            read_cursor(text)


@given(
    st.recursive(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])) | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("abc"), inner),
    )
)
def test_ordinary_text_is_storable_at_any_depth(value: object) -> None:
    assert not unstorable([value])


@given(
    st.lists(st.sampled_from(["list", "dict"]), max_size=40), st.sampled_from(["a\0", "\udfff", "x\ud83d"])
)
def test_one_bad_text_is_found_at_any_depth(wraps: list[str], bad: str) -> None:
    value: object = bad
    for wrap in wraps:
        value = ["fine", value] if wrap == "list" else {"key": value}

    assert unstorable([value])


def test_a_very_deep_value_does_not_exhaust_the_stack() -> None:
    value: object = "\0"
    for _ in range(50_000):
        value = [value]

    assert unstorable([value])
