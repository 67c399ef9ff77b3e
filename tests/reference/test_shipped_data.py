"""The reference files of the product: complete, consistent with the law's calendar and quick to read."""

import time
from datetime import date

import holidays
import pytest

from hub.domain.agency import AgencyRole
from hub.domain.calendar import ZONES
from hub.domain.region import ancestors, level
from hub.domain.sla import ClockKind
from hub.domain.wording import occurrences
from hub.reference.loader import SHIPPED, load
from hub.reference.tables import TABLES

DIRECTORY = load()


def test_every_province_regency_and_district_is_there() -> None:
    counts = [sum(region.level == wanted for region in DIRECTORY.regions.values()) for wanted in (1, 2, 3)]

    assert counts[:2] == [38, 514]
    assert counts[2] > 7200


def test_every_region_knows_its_parent_level_and_zone() -> None:
    for region in DIRECTORY.regions.values():
        assert region.level == level(region.code)
        assert region.parent is None or DIRECTORY.regions[region.parent].level == region.level - 1
        assert region.zone in ZONES


@pytest.mark.parametrize(
    ("code", "hours"),
    [("62.01", 7), ("64.02", 8), ("52", 8), ("21.04", 7), ("61.71", 7), ("82.71", 9), ("94.04", 9)],
)
def test_the_zone_of_a_place_is_the_one_its_people_use(code: str, hours: int) -> None:
    offset = DIRECTORY.zone_of(code).utcoffset(None)

    assert offset is not None
    assert offset.total_seconds() == hours * 3600


def test_a_village_has_the_zone_of_its_district_and_an_unknown_province_none() -> None:
    assert DIRECTORY.zone_of("62.01.02.1001") is ZONES["Asia/Jakarta"]
    with pytest.raises(LookupError):
        DIRECTORY.zone_of("99.01")


def test_the_population_of_the_regencies_adds_up_to_that_of_the_province() -> None:
    assert DIRECTORY.regions["62.01"].population == 294_602
    for province in (region for region in DIRECTORY.regions.values() if region.level == 1):
        inside = [one.population or 0 for one in DIRECTORY.regions.values() if one.parent == province.code]
        assert sum(inside) == province.population


@pytest.mark.parametrize(("year", "public", "collective"), [(2025, 17, 11), (2026, 17, 8), (2027, 18, 8)])
def test_the_holidays_are_those_of_an_independent_calendar(year: int, public: int, collective: int) -> None:
    ours = {one.day: one.collective for one in DIRECTORY.holidays if one.day.year == year}
    theirs = dict.fromkeys(holidays.country_holidays("ID", years=year, categories=("public",)), False)
    theirs |= dict.fromkeys(holidays.country_holidays("ID", years=year, categories=("government",)), True)

    assert ours == theirs
    assert (list(ours.values()).count(False), list(ours.values()).count(True)) == (public, collective)


def test_every_place_with_agencies_has_a_coordinator_and_an_inspectorate() -> None:
    for region, agencies in DIRECTORY.seated_in.items():
        if region is None or level(region) > 2:
            continue
        assert {AgencyRole.COORDINATOR, AgencyRole.OVERSIGHT} <= {agency.role for agency in agencies}


def test_no_two_agencies_share_an_id_in_one_system() -> None:
    ids = [(one.connector, one.external_id) for one in DIRECTORY.agencies.values() if one.external_id]

    assert len(ids) == len(set(ids))


def test_the_officers_of_lingga_work_in_the_hub_and_one_office_fetches_its_cases() -> None:
    lingga = [agency for code, agency in DIRECTORY.agencies.items() if code.startswith("21.04.")]

    assert len(lingga) == 7
    assert {agency.code: agency.connector for agency in lingga if agency.connector} == {
        "21.04.kec-bakung-serumpun": "lingga-inbox"
    }


def test_every_keyword_is_found_in_a_text_that_consists_of_it() -> None:
    for rule in DIRECTORY.keyword_rules:
        for word in rule.words:
            assert rule.topic in [found.topic for _, found in occurrences(word, DIRECTORY.words)], word


def test_every_sub_topic_has_a_keyword() -> None:
    spoken = {rule.topic for rule in DIRECTORY.keyword_rules}

    assert {one.code for one in DIRECTORY.topics.values() if one.parent} <= spoken


def test_sub_topics_lie_below_their_main_topic_and_are_two_levels_deep() -> None:
    for topic in DIRECTORY.topics.values():
        assert topic.parent == (topic.code.rpartition(".")[0] or None)
        assert len(DIRECTORY.topic_path(topic.code)) <= 2


def test_every_jurisdiction_names_its_source() -> None:
    assert all(any(sign.isdigit() for sign in row.source) for row in DIRECTORY.jurisdictions)


def test_every_clock_has_a_limit_from_the_first_day_of_2019() -> None:
    assert {limit.clock for limit in DIRECTORY.legal_limits} == {kind.value for kind in ClockKind}
    assert {limit.valid_from for limit in DIRECTORY.legal_limits} == {date(2019, 1, 1)}


def test_indexes_agree_with_the_rows_they_are_built_from() -> None:
    assert DIRECTORY.agency_of("id.kemenkominfo") is DIRECTORY.agencies["id.komdigi"]
    assert DIRECTORY.children["62.01.dinkes"] == ("62.01.rsud-imanudin",)
    assert "kependudukan" in DIRECTORY.topics_of["62.01.disdukcapil"]
    assert sum(len(rows) for rows in DIRECTORY.competences.values()) == len(DIRECTORY.jurisdictions)
    assert sum(len(rows) for rows in DIRECTORY.seated_in.values()) == len(DIRECTORY.agencies)
    assert all(ancestors(region)[-1] in DIRECTORY.regions for region in DIRECTORY.seated_in if region)


def test_every_file_tells_its_source() -> None:
    sources = (SHIPPED / "SOURCES.md").read_text(encoding="utf-8")

    assert {table.name for table in TABLES if f"## {table.name}.csv" not in sources} == set()
    assert sorted(path.stem for path in SHIPPED.glob("*.csv")) == sorted(table.name for table in TABLES)


def test_reading_everything_takes_less_than_three_tenths_of_a_second() -> None:
    spent = []
    for _ in range(3):
        begin = time.process_time()
        load()
        spent.append(time.process_time() - begin)

    assert min(spent) < 0.3
