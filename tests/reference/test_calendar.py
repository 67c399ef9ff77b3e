"""The calendar of a deployment and the years that no table has."""

from datetime import date
from pathlib import Path

import pytest

from hub.domain.days_off import Change, Holiday
from hub.errors import ReferenceError
from hub.reference.almanac import FIRST, LAST, completed
from hub.reference.loader import load

HEADER = "day,change,name,source,version,region\n"
LINES = """\
2026-12-28,ADD,Cuti bersama tambahan,SKB perubahan,2026.2,
2026-12-24,REMOVE,Masuk kembali,SKB perubahan,2026.2,
2026-09-28,ADD,Hari jadi kabupaten,SK Bupati,kukar-1,64.02
"""


def folder(path: Path, text: str) -> Path:
    (path / "calendar.csv").write_text(HEADER + text, encoding="utf-8")
    return path


def test_a_deployment_adds_and_removes_days_for_the_country_or_a_region(tmp_path: Path) -> None:
    directory, plain = load(folder(tmp_path, LINES)), load()

    assert directory.days_off("62.01") - plain.days_off("62.01") == {date(2026, 12, 28)}
    assert plain.days_off("62.01") - directory.days_off("62.01") == {date(2026, 12, 24)}
    assert directory.days_off("64.02.01") - directory.days_off("62.01") == {date(2026, 9, 28)}
    assert directory.version != plain.version


def test_the_same_as_toml_says_the_same(tmp_path: Path) -> None:
    text = "\n".join(
        f'[[day]]\nday = {day}\nchange = "{change}"\nname = "{name}"\nsource = "{source}"\n'
        f'version = "{version}"\nregion = "{region}"\n'
        for day, change, name, source, version, region in (line.split(",") for line in LINES.splitlines())
    )
    (tmp_path / "calendar.toml").write_text(text, encoding="utf-8")
    (tmp_path / "csv").mkdir()

    assert load(tmp_path).calendar_changes == load(folder(tmp_path / "csv", LINES)).calendar_changes


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("2026-12-28,MOVE,x,y,v1,\n", "calendar.csv:2: UNKNOWN_WORD: `change` takes ADD, REMOVE"),
        ("28-12-2026,ADD,x,y,v1,\n", "calendar.csv:2: BAD_DATE"),
        ("2026-12-28,ADD,x,,v1,\n", "calendar.csv:2: MISSING_VALUE: fill in `source`"),
        ("2026-12-28,ADD,x,y,v 1;,\n", "calendar.csv:2: BAD_NAME"),
        ("2026-12-28,ADD,x,y,v1,99.01\n", "calendar.csv:2: UNKNOWN_REGION"),
        ("2026-12-28,ADD,x,y,v1,\n2026-12-28,REMOVE,x,y,v2,\n", "calendar.csv:3: DUPLICATE_CODE"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(ReferenceError) as caught:
        load(folder(tmp_path, text))
    assert fault in str(caught.value)


def test_one_day_may_differ_from_region_to_region(tmp_path: Path) -> None:
    text = "2026-12-28,ADD,x,y,v1,\n2026-12-28,REMOVE,x,y,v1,64.02\n"
    directory = load(folder(tmp_path, text))

    assert [one.change for one in directory.calendar_changes] == [Change.ADD, Change.REMOVE]
    assert date(2026, 12, 28) not in directory.days_off("64.02")


def test_a_year_with_one_row_is_the_tables_alone_and_the_others_are_the_librarys() -> None:
    own = Holiday(date(2031, 5, 2), "Hari libur", collective=False, source="SKB")
    found = completed([own])
    years = {one.day.year for one in found}

    assert [one for one in found if one.day.year == 2031] == [own]
    assert years == set(range(FIRST, LAST + 1))
    assert {one.source for one in found if one.day.year != 2031} == {found[0].source}
    assert found[0].source.startswith("holidays ")
    assert sum(one.collective for one in found if one.day.year == 2024) == 10  # cuti bersama of a known year


def test_a_seat_must_be_a_place_and_is_for_agencies_without_a_region(tmp_path: Path) -> None:
    shipped = Path(load.__code__.co_filename).parent / "data" / "agencies.csv"
    text = shipped.read_text(encoding="utf-8")
    (tmp_path / "agencies.csv").write_text(
        text.replace(",lapor-nasional,10001,,,31.71", ",lapor-nasional,10001,,,99.71").replace(
            ",lapornurani,110101,,,", ",lapornurani,110101,,,62.01"
        ),
        encoding="utf-8",
    )
    with pytest.raises(ReferenceError) as caught:
        load(tmp_path)
    assert "agencies.csv:2: UNKNOWN_REGION" in str(caught.value)
    assert "SEAT_AND_REGION" in str(caught.value)
