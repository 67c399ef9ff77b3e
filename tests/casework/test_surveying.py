"""Questionnaires come in once, and nothing that is kept leads back to where they came from."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select, text

from hub.domain import commands as ask
from hub.domain.caller import Caller, Role
from hub.domain.case import Sensitivity
from hub.domain.survey import AgeGroup, Respondent, Survey
from hub.errors import NotEntitled, RuleViolation
from hub.store.survey_tables import survey_answers, survey_comments, survey_marks
from tests.casework.steps import act, delivered, row, taken
from tests.harness import ANALYST, COORDINATOR, OTHER_PORTAL, PORTAL, Hub, officer

UNIT = "62.01.disdukcapil"
KEYS = count(1)


def survey(**changes: Any) -> Survey:
    base = Survey(f"kiosk-{next(KEYS):06}", (3,) * 9, agency=UNIT, topic="kependudukan.ktp")
    return replace(base, **changes)


async def rows(hub: Hub, table: Any) -> list[dict[str, Any]]:
    async with hub.tools.db.reading() as conn:
        return [dict(one._mapping) for one in await conn.execute(select(table))]


async def answered(hub: Hub, **changes: Any) -> str:
    """A case whose owner has answered; its receipt."""
    case = await delivered(hub, **changes)
    number = case.case.tracking_number
    owner = officer((await row(hub, number)).assignee or "")
    await act(hub, owner, number, ask.Accept("Diterima."))
    await act(hub, owner, number, ask.Answer("Sudah jadi."))
    return case.receipt


async def test_a_questionnaire_is_taken_once_whatever_comes_the_second_time(hub: Hub) -> None:
    one = survey(comment="Hubungi 0812-3456-7890", respondent=Respondent(age=AgeGroup.FROM_60))
    first = await hub.services.citizens.surveying.submit(PORTAL, one)
    again = await hub.services.citizens.surveying.submit(PORTAL, replace(one, scores=(1,) * 9))
    elsewhere = await hub.services.citizens.surveying.submit(OTHER_PORTAL, one)
    kept = await rows(hub, survey_answers)

    assert (first.repeated, again.repeated, elsewhere.repeated) == (False, True, False)
    assert [one["time"] for one in kept] == [3, 3]
    assert (kept[0]["agency"], kept[0]["region"], kept[0]["month"]) == (UNIT, "62.01", "2026-11")
    assert kept[0]["age"] == "FROM_60"
    assert {one["text"] for one in await rows(hub, survey_comments)} == {"Hubungi [telepon disamarkan]"}


async def test_fifty_taps_at_once_are_one_answer(hub: Hub) -> None:
    one = survey()
    taps = await asyncio.gather(*(hub.services.citizens.surveying.submit(PORTAL, one) for _ in range(20)))

    assert [tap.repeated for tap in taps].count(False) == 1
    assert len(await rows(hub, survey_answers)) == 1


async def test_the_holder_of_a_receipt_judges_the_unit_that_had_the_case_once(hub: Hub) -> None:
    receipt = await answered(hub)
    taps = [
        await hub.services.citizens.surveying.submit(PORTAL, survey(agency=None, topic=None, receipt=receipt))
        for _ in range(2)
    ]

    assert [tap.repeated for tap in taps] == [False, True]
    [kept] = await rows(hub, survey_answers)
    assert (kept["agency"], kept["topic"]) == (UNIT, "kependudukan.ktp")


async def test_before_there_is_an_answer_there_is_nothing_to_judge(hub: Hub) -> None:
    case = await delivered(hub)
    with pytest.raises(RuleViolation) as early:
        await hub.services.citizens.surveying.submit(
            PORTAL, survey(agency=None, topic=None, receipt=case.receipt)
        )
    with pytest.raises(RuleViolation) as unknown:
        await hub.services.citizens.surveying.submit(
            PORTAL, survey(agency=None, topic=None, receipt="0" * 25)
        )

    assert (early.value.code, unknown.value.code) == ("ILLEGAL_TRANSITION", "NOT_FOUND")


async def test_of_a_guarded_case_not_even_the_topic_is_kept(hub: Hub) -> None:
    case = await taken(hub, sensitivity=Sensitivity.OVERSIGHT, agency="62.01.dinkes")
    number = case.case.tracking_number
    await act(hub, PORTAL, number, ask.Withdraw("Tidak jadi."))
    await hub.services.citizens.surveying.submit(
        PORTAL, survey(agency=None, topic=None, receipt=case.receipt)
    )
    [kept] = await rows(hub, survey_answers)

    assert kept["topic"] == ""
    assert kept["agency"] != "62.01.dinkes"


async def test_the_accused_does_not_reach_a_case_by_its_receipt(hub: Hub) -> None:
    case = await taken(hub, sensitivity=Sensitivity.OVERSIGHT, agency="62.01.dinkes")
    await act(hub, PORTAL, case.case.tracking_number, ask.Withdraw("Tidak jadi."))
    accused = Caller("x", "X", Role.PORTAL, channel="lapornurani", agency="62.01.dinkes")
    with pytest.raises(RuleViolation, match="no such case"):
        await hub.services.citizens.surveying.submit(
            accused, survey(agency=None, topic=None, receipt=case.receipt)
        )


async def test_nothing_that_is_kept_leads_from_an_answer_to_a_case_a_key_or_a_moment(hub: Hub) -> None:
    receipt = await answered(hub)
    for _ in range(6):
        await hub.services.citizens.surveying.submit(PORTAL, survey(comment="Bagus."))
    await hub.services.citizens.surveying.submit(PORTAL, survey(agency=None, topic=None, receipt=receipt))
    answers, marks = await rows(hub, survey_answers), await rows(hub, survey_marks)
    comments = await rows(hub, survey_comments)
    columns = {column.name for column in survey_answers.columns}

    assert not {name for name in columns if "case" in name or name.endswith("_at") or "key" in name}
    assert {one["id"] for one in answers} & {one["id"] for one in comments} == set()
    assert len(marks) == 7
    values = {str(value) for one in (*answers, *comments) for value in one.values()}
    assert not any(mark["mark"].hex() in value for mark in marks for value in values)
    if not hub.tools.db.is_postgresql:
        async with hub.tools.db.reading() as conn:
            with pytest.raises(Exception, match="no such column: rowid"):
                await conn.execute(text("SELECT rowid FROM survey_answers"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"agency": "tidak-ada"}, "UNKNOWN_AGENCY"),
        ({"topic": "tidak-ada"}, "UNKNOWN_TOPIC"),
        ({"scores": (9,) * 9}, "INVALID"),
        ({"answered_on": date(2027, 1, 1)}, "INVALID"),
    ],
)
async def test_what_is_wrong_is_told(hub: Hub, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        await hub.services.citizens.surveying.submit(PORTAL, survey(**changes))
    assert refusal.value.code == code


@pytest.mark.parametrize("caller", [ANALYST, COORDINATOR, officer(UNIT)], ids=lambda one: one.role.value)
async def test_only_who_hands_in_cases_hands_in_questionnaires(hub: Hub, caller: Caller) -> None:
    with pytest.raises(NotEntitled):
        await hub.services.citizens.surveying.submit(caller, survey())


async def test_the_month_is_that_of_the_unit(hub: Hub) -> None:
    hub.moment[0] = hub.moment[0].replace(day=30, hour=16) + timedelta(minutes=30)  # 23:30 WIB, 00:30 WITA
    await hub.services.citizens.surveying.submit(PORTAL, survey())
    known = hub.tools.directory()
    far = next(
        code
        for code, one in known.agencies.items()
        if one.region and str(known.zone_of(one.region)) == "WITA"
    )
    await hub.services.citizens.surveying.submit(PORTAL, survey(agency=far, topic=None))

    assert sorted(one["month"] for one in await rows(hub, survey_answers)) == ["2026-11", "2026-12"]
