"""The reporter's rating of an answer."""

from datetime import timedelta

import pytest

from hub.domain import commands as ask
from hub.domain.status import Party
from tests.domain.test_progress import answered


def test_accepting_an_answer_keeps_rating_and_words() -> None:
    journey = answered()

    assert journey.act(ask.Confirm(4, "Cepat."), Party.REPORTER) is None
    assert (journey.case.rating, journey.timeline[-1].note) == (4, "[4/5] Cepat.")


def test_a_new_answer_has_not_been_rated_yet() -> None:
    journey = answered()
    assert journey.act(ask.Confirm(1), Party.REPORTER) is None
    assert journey.act(ask.Reopen("Rusak lagi."), Party.REPORTER) is None
    assert journey.case.rating == 1
    assert journey.act(ask.Answer("Diperbaiki."), Party.OWNER) is None
    assert journey.case.rating is None


def test_an_answer_whose_case_lapsed_is_rated_once_within_the_window() -> None:
    journey = answered()
    assert journey.act(ask.Rate(5), Party.REPORTER) == "ILLEGAL_TRANSITION"  # not closed yet
    assert journey.act(ask.Close("Lewat waktu."), Party.HUB) is None
    assert journey.act(ask.Rate(6), Party.REPORTER) == "INVALID"
    assert journey.act(ask.Rate(3, "Lumayan."), Party.OWNER) == "NOT_ALLOWED"
    before = journey.case

    assert journey.act(ask.Rate(3, "Lumayan."), Party.REPORTER) is None
    assert (journey.case.rating, journey.case.status, journey.case.closed_at) == (
        3, before.status, before.closed_at,
    )  # fmt: skip
    assert journey.timeline[-1].type.value == "RATED"
    assert journey.act(ask.Rate(5), Party.REPORTER) == "ILLEGAL_TRANSITION"


@pytest.mark.parametrize(("days", "code"), [(14, None), (15, "ILLEGAL_TRANSITION")])
def test_the_window_is_that_of_reopening(days: int, code: str | None) -> None:
    journey = answered()
    assert journey.act(ask.Close("Lewat waktu."), Party.HUB) is None
    journey.now += timedelta(days=days)

    assert journey.act(ask.Rate(2), Party.REPORTER) == code
