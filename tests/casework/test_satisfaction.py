"""The index: exact over whole groups of five people or more, so that no two answers tell of anybody."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import count, product
from random import Random

import pytest
from sqlalchemy import select

from hub.casework.authentication import of_today
from hub.casework.survey_import import SurveyImport
from hub.domain.caller import Caller, Role
from hub.domain.satisfaction import ELEMENTS
from hub.domain.survey import COUNTED_FROM, AgeGroup, Respondent, Survey
from hub.domain.survey_figures import SatisfactionDimension as By
from hub.domain.survey_figures import SatisfactionFilter, SatisfactionReport
from hub.errors import NotEntitled, RuleViolation
from hub.store.survey_tables import survey_answers
from tests.harness import ANALYST, COORDINATOR, PORTAL, Hub, officer, shipped

UNIT, OTHER, PROVINCE = "62.01.disdukcapil", "62.01.dinkes", "62.pupr"
KTP, KK = "kependudukan.ktp", "kependudukan.kk"
YEAR = SatisfactionFilter(date(2026, 1, 1), date(2026, 12, 31))
KEYS = count(1)


async def hand_in(
    hub: Hub, scores: Sequence[int], agency: str = UNIT, topic: str | None = KTP, day: date | None = None
) -> None:
    """One questionnaire with each of these scores for all elements."""
    for score in scores:
        one = Survey(f"kiosk-{next(KEYS):06}", (score,) * 9, agency=agency, topic=topic, answered_on=day)
        await hub.services.citizens.surveying.submit(PORTAL, one)


async def ask(
    hub: Hub, *by: By, wanted: SatisfactionFilter = YEAR, who: Caller = ANALYST
) -> SatisfactionReport:
    return await hub.services.citizens.satisfaction.report(who, wanted, by)


def topics(hub: Hub) -> list[str]:
    return sorted(hub.tools.directory().topics)[:2]


async def test_an_answer_that_is_too_large_is_refused_before_it_is_read(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    for topic in topics(hub):
        await hand_in(hub, [3] * 5, topic=topic)
    monkeypatch.setattr("hub.casework.satisfaction._MOST_TALLIES", 1)
    assert (await ask(hub, By.AGENCY)).total.respondents == 10
    with pytest.raises(RuleViolation) as refusal:
        await ask(hub, By.AGENCY, By.TOPIC)
    assert (refusal.value.code, refusal.value.field) == ("TOO_LARGE", "groupBy")


async def test_five_answers_make_a_figure_and_four_make_none(hub: Hub) -> None:
    await hand_in(hub, [4, 4, 3, 3])
    assert ((await ask(hub, By.AGENCY)).rows, (await ask(hub)).total.index) == ((), None)

    await hand_in(hub, [1])
    [row] = (await ask(hub, By.AGENCY)).rows
    assert (row.respondents, str(row.index), row.band and row.band.value) == (5, "75.00", "LACKING")
    assert row.keys[0].name.startswith("Dinas Kependudukan")
    assert {str(one.mean) for one in row.elements} == {"3.000"}


async def test_the_sixth_answer_alone_does_not_show(hub: Hub) -> None:
    await hand_in(hub, [3] * 5)
    before = (await ask(hub)).total
    await hand_in(hub, [1] * 4)
    assert (await ask(hub)).total == before

    await hand_in(hub, [1])
    assert ((await ask(hub)).total.respondents, str((await ask(hub)).total.index)) == (10, "50.00")


async def test_what_is_left_of_a_month_counts_together_once_it_has_ended(hub: Hub) -> None:
    first, second = topics(hub)
    await hand_in(hub, [4] * 5 + [2] * 3, topic=first)
    await hand_in(hub, [2] * 2, topic=second)
    assert (await ask(hub)).total.respondents == 5

    hub.later(days=10)
    report = await ask(hub, By.TOPIC)
    assert [(row.keys[0].code, row.respondents, str(row.index)) for row in report.rows] == [
        ("", 5, "50.00"),
        (first, 5, "100.00"),
    ]
    assert (report.total.respondents, str(report.total.index)) == (10, "75.00")


async def test_rows_by_every_dimension_add_up_to_the_total(hub: Hub) -> None:
    for agency, month in product((UNIT, OTHER, PROVINCE), (3, 6, 9)):
        await hand_in(hub, [1, 2, 3, 4, 4], agency, None, date(2026, month, 5))
    for by in By:
        report = await ask(hub, by)
        assert sum(row.respondents for row in report.rows) == report.total.respondents == 45
    quarters = [row.keys[0].code for row in (await ask(hub, By.QUARTER)).rows]
    assert quarters == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert [row.keys[0].code for row in (await ask(hub, By.SEMESTER)).rows] == ["2026-S1", "2026-S2"]
    assert [row.keys[0].code for row in (await ask(hub, By.REGION)).rows] == ["62", "62.01"]


async def counted(hub: Hub) -> dict[str, tuple[str, ...]]:
    """Every answer that counts, and all that a question can tell it apart by."""
    columns = survey_answers.c
    wanted = select(columns.id, columns.agency, columns.region, columns.month, columns.counted_topic)
    async with hub.tools.db.reading() as conn:
        found = await conn.execute(wanted.where(columns.counted.is_(True)))
        return {id: tuple(rest) for id, *rest in found}


async def test_answers_begin_to_count_in_groups_that_no_question_can_tell_apart(hub: Hub) -> None:
    """So any two figures differ by nobody or by five people at least, however the questions overlap."""
    chance = Random(7)  # noqa: S311 - repeatable, no secrets
    before: dict[str, tuple[str, ...]] = {}
    for _ in range(45):
        day = date(2026, chance.choice([9, 10, 11]), 3)
        topic = chance.choice([*topics(hub), None])
        await hand_in(hub, [chance.randint(1, 4)], chance.choice([UNIT, OTHER]), topic, day)
        now = await counted(hub)
        assert before.items() <= now.items()  # for good
        new = Counter(now[id] for id in now.keys() - before.keys())
        assert all(size >= COUNTED_FROM for size in new.values())
        before = now
    assert len(before) >= 20


async def test_a_unit_that_moves_to_another_region_has_groups_of_its_own_in_each(hub: Hub) -> None:
    await hand_in(hub, [1, 1, 1], day=date(2026, 10, 3))
    moved = replace(shipped().agencies[UNIT], region="62.02")
    hub.edition[0] = replace(shipped(), agencies={**shipped().agencies, UNIT: moved})
    await hand_in(hub, [4, 4, 4, 4], day=date(2026, 10, 20))
    assert (await ask(hub, By.REGION)).rows == ()

    await hand_in(hub, [4], topic=KK, day=date(2026, 10, 21))  # what is left of a month, of all topics
    assert [(row.keys[0].code, row.respondents) for row in (await ask(hub, By.REGION)).rows] == [("62.02", 5)]


async def test_a_unit_that_became_another_keeps_the_answers_of_its_former_code(hub: Hub) -> None:
    await hand_in(hub, [3] * 5, day=date(2026, 10, 3))
    last = replace(shipped().agencies[UNIT], valid_to=date(2026, 11, 1))
    agencies, aliases = {**shipped().agencies, UNIT: last}, {**shipped().aliases, UNIT: OTHER}
    hub.edition[0] = replace(shipped(), agencies=agencies, aliases=aliases)
    today = of_today(officer(OTHER), hub.edition[0], hub.now())

    for who in (today, ANALYST):
        asked = await ask(hub, By.AGENCY, wanted=replace(YEAR, agency=(OTHER,)), who=who)
        assert [(row.keys[0].code, row.respondents) for row in asked.rows] == [(UNIT, 5)]


async def test_overlapping_questions_get_figures_of_at_least_five_people(hub: Hub) -> None:
    chance, units = Random(8), [UNIT, OTHER, PROVINCE]  # noqa: S311 - repeatable, no secrets
    for month, unit in product((9, 10, 11), units):
        scores = [chance.randint(1, 4) for _ in range(chance.randint(3, 8))]
        await hand_in(hub, scores, unit, chance.choice([*topics(hub), None]), date(2026, month, 3))
    for _ in range(30):
        wanted = SatisfactionFilter(
            date(2026, chance.choice([8, 9, 10]), 1),
            date(2026, chance.choice([10, 11]), 20),
            tuple(chance.sample(units, chance.randint(0, 3))),
            chance.choice([None, "62", "62.01"]),
            tuple(chance.sample(topics(hub), chance.randint(0, 2))),
        )
        report = await ask(hub, *chance.sample(list(By), chance.randint(0, 3)), wanted=wanted)
        assert all(row.respondents >= COUNTED_FROM for row in report.rows)
        assert report.total.respondents == sum(row.respondents for row in report.rows)


async def test_groups_close_alone_even_when_everybody_answers_at_once(hub: Hub) -> None:
    ones = [Survey(f"kiosk-{next(KEYS):06}", (4,) * 9, agency=UNIT) for _ in range(13)]
    await asyncio.gather(*(hub.services.citizens.surveying.submit(PORTAL, one) for one in ones))

    assert (await ask(hub)).total.respondents == 10


async def test_officers_read_their_own_figures_and_coordinators_those_of_their_region(hub: Hub) -> None:
    for agency in (UNIT, OTHER, PROVINCE):
        await hand_in(hub, [3] * 5, agency, None)
    others = SatisfactionFilter(YEAR.start, YEAR.end, (OTHER,))
    own = await ask(hub, By.AGENCY, who=officer(UNIT), wanted=others)
    region = await ask(hub, By.AGENCY, who=COORDINATOR)

    assert [row.keys[0].code for row in own.rows] == [UNIT]
    assert [row.keys[0].code for row in region.rows] == [OTHER, UNIT]
    with pytest.raises(NotEntitled):
        await ask(hub, who=COORDINATOR, wanted=SatisfactionFilter(YEAR.start, YEAR.end, (), "64"))
    with pytest.raises(NotEntitled):
        await ask(hub, who=PORTAL)
    national = Caller("k", "K", Role.COORDINATOR, agency="id.kemenpanrb")
    assert (await ask(hub, who=national)).total.respondents == 15


async def test_a_question_that_makes_no_sense_is_told(hub: Hub) -> None:
    with pytest.raises(RuleViolation, match="before it begins"):
        await ask(hub, wanted=SatisfactionFilter(YEAR.end, YEAR.start))
    with pytest.raises(RuleViolation, match="twice"):
        await ask(hub, By.AGENCY, By.AGENCY)
    with pytest.raises(RuleViolation, match="one user"):
        await hub.services.citizens.satisfaction.report(ANALYST, YEAR, (), 0)


async def test_the_profile_is_told_to_the_nearest_five(hub: Hub) -> None:
    for age in [AgeGroup.FROM_60] * 7 + [AgeGroup.UNDER_18] * 2 + [None]:
        one = Survey(f"kiosk-{next(KEYS):06}", (4,) * 9, agency=UNIT, respondent=Respondent(age=age))
        await hub.services.citizens.surveying.submit(PORTAL, one)
    report = await hub.services.citizens.satisfaction.report(ANALYST, YEAR, (), 1_000)

    assert [(one.characteristic, one.group, one.respondents) for one in report.profile] == [
        ("age", "FROM_60", 5)
    ]
    assert report.recommended_sample == 278


PAPER = "date,agency,topic," + ",".join(one.value.lower() for one in ELEMENTS) + ",sex,comment\n"


def paper(*rows: str) -> bytes:
    return (PAPER + "".join(f"{row}\n" for row in rows)).encode()


LINE = f"2026-10-05,{UNIT},," + ",".join("3" * 9) + ",MALE,"


async def test_a_file_is_taken_once_and_row_by_row(hub: Hub) -> None:
    content = paper(*[LINE] * 7)
    files = SurveyImport(hub.tools)
    first, again = await files.put_in(content), await files.put_in(content)
    longer = await files.put_in(content + f"{LINE}\n".encode())

    assert (first.taken, first.known, again.taken, again.known) == (7, 0, 0, 7)
    assert longer.taken == 8  # another file: its rows are other people's
    assert (await ask(hub, By.MONTH)).rows[0].respondents == 15


async def test_a_file_with_a_fault_is_not_taken_at_all_and_every_fault_has_its_line(hub: Hub) -> None:
    faulty = [
        LINE.replace(",3,", ",5,", 1),
        LINE.replace(UNIT, "tidak-ada"),
        LINE + ",x",
        "kemarin" + LINE[10:],
    ]
    bad = [LINE, *faulty]
    done = await SurveyImport(hub.tools).put_in(paper(*bad))

    assert (done.taken, done.known) == (0, 0)
    assert list(done.faults) == [
        "line 3: requirements is 1, 2, 3 or 4",
        "line 4: there is no agency of that code",
        "line 5: 15 cells instead of 14",
        "line 6: date is written 2026-01-31",
    ]
    assert (await ask(hub)).total.respondents == 0


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "the file is empty"),
        (b"\xff\xfe", "the file is not UTF-8"),
        (b"date,agency\n", "line 1: column requirements is missing"),
        (PAPER.encode() + b'"', "line 2: a quotation mark is not closed"),
        (PAPER.encode() + b"\n\x00", "line 3: a NUL character: save the file as CSV in UTF-8"),
    ],
)
async def test_what_is_no_such_file_is_told(hub: Hub, content: bytes, fault: str) -> None:
    done = await SurveyImport(hub.tools).put_in(content)

    assert done.faults[0] == fault


async def test_a_spreadsheet_s_semicolons_and_byte_order_mark_are_read(hub: Hub) -> None:
    content = b"\xef\xbb\xbf" + paper(*[LINE] * 5).replace(b",", b";")

    assert (await SurveyImport(hub.tools).put_in(content)).taken == 5
