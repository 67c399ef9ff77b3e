"""What of past cases teaches."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hub.domain.example import Example
from hub.learning.cleaning import clean, fingerprint, frequent, split
from tests.learning.lessons import NOW, few

DAY = datetime(2026, 1, 5, tzinfo=UTC)


def case(text: str, agency: str = "dishub", at: datetime = DAY) -> Example:
    return Example(text, agency, None, "", at)


def test_everything_left_out_is_counted() -> None:
    found = clean(
        [
            case("lampu jalan mati"),
            case("LAMPU JALAN, mati!!", at=DAY.replace(day=6)),  # the same words, later
            case("lampu taman mati", agency=""),
            case("lampu pasar mati", at=datetime(2093, 1, 1, tzinfo=UTC)),
            case("lampu kota mati", at=datetime(1970, 1, 1, tzinfo=UTC)),
            case("0812 3456 7890"),
        ],
        NOW,
    )

    assert [one.text for one in found.examples] == ["lampu jalan mati"]
    removed = found.removed
    assert (removed.wordless, removed.unanswered, removed.impossible_dates, removed.duplicates) == (
        1,
        1,
        2,
        1,
    )


def test_the_order_of_a_file_changes_nothing() -> None:
    cases = list(few(40))
    before = clean(cases, NOW).examples
    random.Random(3).shuffle(cases)  # noqa: S311

    assert clean(cases, NOW).examples == before


def test_a_fingerprint_changes_with_every_field() -> None:
    cases = few(10)
    others: dict[str, Any] = {
        "text": "x",
        "agency": "x",
        "topic": "x",
        "region": "x",
        "reported_at": NOW,
        "refused": ("x",),
    }

    prints = {fingerprint((replace(cases[0], **{name: value}), *cases[1:])) for name, value in others.items()}

    assert len(prints | {fingerprint(cases)}) == len(others) + 1


def test_rare_agencies_are_left_out_and_a_day_divides_past_from_later() -> None:
    cases = [case("a b", "one"), case("c d", "two"), case("e f", "two", DAY.replace(day=6, hour=0))]

    assert {one.agency for one in frequent(cases, 2)} == {"two"}
    past, later = split(cases, date(2026, 1, 5))
    assert ([one.text for one in past], [one.text for one in later]) == (["a b", "c d"], ["e f"])
