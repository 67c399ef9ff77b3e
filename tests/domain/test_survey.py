"""What a questionnaire can be."""

from dataclasses import replace
from datetime import date

import pytest

from hub.domain.survey import Survey, Unit, check
from hub.domain.survey_figures import SatisfactionDimension, Tally, about, code_of, row_of
from hub.domain.survey_rows import NEEDED, SCORES, faults_of_header, read
from hub.errors import RuleViolation

TODAY = date(2026, 11, 23)
GOOD = Survey("kiosk-0001", (4,) * 9, agency="62.01.disdukcapil")
UNIT = Unit("62.01.disdukcapil", "62.01", "kependudukan.ktp", "2026-11")
ROW = {"date": "2026-11-20", "agency": "62.01.disdukcapil", **dict.fromkeys(SCORES, "3")}


def fault(survey: Survey) -> tuple[str, str | None]:
    with pytest.raises(RuleViolation) as refusal:
        check(survey, TODAY)
    return refusal.value.code, refusal.value.field


def test_a_good_one_is_taken() -> None:
    check(GOOD, TODAY)
    check(replace(GOOD, agency=None, receipt="AAAAA"), TODAY)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"scores": (4,) * 8}, "INVALID", "scores"),
        ({"scores": (0, *(4,) * 8)}, "INVALID", "scores.requirements"),
        ({"scores": (*(4,) * 8, 5)}, "INVALID", "scores.complaints"),
        ({"agency": None}, "INVALID", "agency"),
        ({"receipt": "AAAAA"}, "INVALID", "agency"),
        ({"agency": None, "receipt": "A", "topic": "kependudukan.ktp"}, "INVALID", "receipt"),
        ({"idempotency_key": "short"}, "INVALID", "idempotencyKey"),
        ({"comment": "x" * 2_001}, "TOO_LARGE", "comment"),
        ({"answered_on": date(2026, 11, 24)}, "INVALID", "answeredOn"),
        ({"answered_on": date(2025, 11, 1)}, "INVALID", "answeredOn"),
    ],
)
def test_what_it_cannot_be_is_told_with_its_field(changes: dict[str, object], code: str, field: str) -> None:
    assert fault(replace(GOOD, **changes)) == (code, field)  # type: ignore[arg-type]


def test_it_never_shows_its_content() -> None:
    assert "4" not in repr(replace(GOOD, comment="Bapak 4"))


def test_periods_have_the_codes_of_the_reports() -> None:
    wanted = (SatisfactionDimension.MONTH, SatisfactionDimension.QUARTER, SatisfactionDimension.SEMESTER)

    assert [code_of(one, UNIT) for one in wanted] == ["2026-11", "2026-Q4", "2026-S2"]
    june = replace(UNIT, month="2026-06")
    assert [code_of(one, june) for one in wanted] == ["2026-06", "2026-Q2", "2026-S1"]


def test_tallies_are_added_up_before_anything_is_rounded() -> None:
    row = row_of((), [Tally(UNIT, 5, (20,) * 9), Tally(UNIT, 7, (7,) * 9)])

    assert (row.respondents, str(row.index)) == (12, "56.25")
    assert {str(one.mean) for one in row.elements} == {"2.250"}
    assert row_of((), []).index is None


def test_people_are_counted_to_the_nearest_five() -> None:
    assert [about(count) for count in (0, 2, 3, 7, 8, 12)] == [0, 0, 5, 5, 10, 10]


def test_a_row_of_a_table_is_read_cell_by_cell() -> None:
    found = read({**ROW, "age": "from_60", "sex": "FEMALE", "comment": ""}, TODAY)

    assert (found.scores, found.answered_on, found.comment) == ((3,) * 9, date(2026, 11, 20), None)
    assert (found.respondent.age, found.respondent.education) == (type(found.respondent.age)("FROM_60"), None)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"cost": "5"}, "cost is 1, 2, 3 or 4"),
        ({"cost": ""}, "cost is 1, 2, 3 or 4"),
        ({"date": "20-11-2026"}, "date is written 2026-01-31"),
        ({"age": "59"}, "age is one of UNDER_18"),
        ({"date": "2027-01-01"}, "within the last year"),
    ],
)
def test_a_faulty_cell_is_named(changes: dict[str, str], told: str) -> None:
    with pytest.raises(RuleViolation, match=told):
        read({**ROW, **changes}, TODAY)


def test_a_header_says_what_is_missing_unknown_or_twice() -> None:
    assert faults_of_header([*NEEDED, "topic"]) == []
    assert faults_of_header([*NEEDED[1:], "nama", "cost"]) == [
        "column date is missing",
        "there is no column nama",
        "column cost is there twice",
    ]
