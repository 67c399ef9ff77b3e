"""Untrusted JSON is read or refused, whatever it is."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.connectors.wild import as_text, at, moment, need_int, need_list, need_text, text_at
from hub.errors import Misunderstood

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=8,
)


@given(JSON)
def test_reading_raises_misunderstood_or_nothing(value: object) -> None:
    for read in (need_text, need_list, need_int):
        with suppress(Misunderstood):
            assert read(value, "a", "b") is not None
    assert at(value, "a", "b") is None or isinstance(value, dict)
    assert text_at(value, "a") is None or isinstance(value, dict)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (7.5, "7.5"),
        (" x ", "x"),
        ("", None),
        ("  ", None),
        (True, None),
        (None, None),
        ([], None),
        ({}, None),
    ],
)
def test_zero_is_a_text_and_blank_is_none(value: object, text: str | None) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("written", "pattern", "zone", "utc"),
    [
        ("02-03-2026 08:30:00", "%d-%m-%Y %H:%M:%S", "Asia/Jakarta", (2026, 3, 2, 1, 30)),
        ("02-03-2026 08:30:00", "%d-%m-%Y %H:%M:%S", "Asia/Jayapura", (2026, 3, 1, 23, 30)),
        ("02/03/2026 08:30:00", "%d/%m/%Y %H:%M:%S", "Asia/Makassar", (2026, 3, 2, 0, 30)),
        ("2026-03-02T08:30:00+07:00", "iso", "Asia/Jayapura", (2026, 3, 2, 1, 30)),
        ("2026-03-02T08:30:00Z", "iso", "Asia/Jayapura", (2026, 3, 2, 8, 30)),
        ("2026-03-02T08:30:00", "iso", "Asia/Makassar", (2026, 3, 2, 0, 30)),
    ],
)
def test_a_time_without_a_zone_is_wall_time_of_the_instance(
    written: str, pattern: str, zone: str, utc: tuple[int, int, int, int, int]
) -> None:
    assert moment(written, pattern, zone) == datetime(*utc, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "pattern"),
    [
        ("0000-00-00", "iso"),
        ("soon", "iso"),
        ("31-02-2026 00:00:00", "%d-%m-%Y %H:%M:%S"),
        ("", "%d-%m-%Y"),
        ("0001-01-01", "iso"),
        ("9" * 5000, "iso"),
    ],
)
def test_a_time_nobody_can_read_is_misunderstood(written: str, pattern: str) -> None:
    with pytest.raises(Misunderstood):
        moment(written, pattern, "Asia/Jakarta")
