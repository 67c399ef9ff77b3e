"""Look-ups in reference data."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.directory import Directory
from tests.harness import shipped


def test_an_agency_is_found_by_a_code_it_had_before() -> None:
    renamed = replace(shipped(), aliases={"62.01.capil": "62.01.disdukcapil"})
    assert renamed.agency_of("62.01.capil") == shipped().agencies["62.01.disdukcapil"]
    assert renamed.agency_of("62.01.disdukcapil") is not None
    assert renamed.agency_of("62.01.tidak-ada") is None


@pytest.mark.parametrize(
    ("region", "hours"), [("62.01.02", 7), ("64.02", 8), ("52.01", 8), ("62.01.99", 7), ("91", 9)]
)
def test_a_place_has_the_zone_of_the_nearest_known_place(region: str, hours: int) -> None:
    if region.split(".")[0] not in shipped().regions:
        pytest.skip("not among the shipped provinces")
    assert shipped().zone_of(region).utcoffset(None) == timedelta(hours=hours)


def test_a_place_of_no_known_province_has_no_zone() -> None:
    with pytest.raises(LookupError):
        shipped().zone_of("99.01")


@given(st.sampled_from(sorted(shipped().topics)))
def test_the_path_of_a_topic_climbs_to_the_top(topic: str) -> None:
    path = shipped().topic_path(topic)
    assert path[0] == topic
    assert shipped().topics[path[-1]].parent is None
    assert all(shipped().topics[below].parent == above for below, above in pairwise(path))


def test_an_unknown_topic_has_no_path() -> None:
    assert shipped().topic_path("tidak.ada") == ()


def index_of(directory: Directory) -> set[str]:
    """Every agency that the index by seat holds."""
    return {agency.code for agencies in directory.seated_in.values() for agency in agencies}


def test_the_indexes_hold_every_row_once() -> None:
    directory = shipped()
    assert index_of(directory) == set(directory.agencies)
    assert sum(map(len, directory.seated_in.values())) == len(directory.agencies)
    assert sum(map(len, directory.competences.values())) == len(directory.jurisdictions)
    under = {code for codes in directory.children.values() for code in codes}
    assert under == {agency.code for agency in directory.agencies.values() if agency.parent}
    assert {row.agency for row in directory.jurisdictions} == set(directory.topics_of)


def test_holidays_are_days_off_collective_or_not() -> None:
    assert shipped().days_off("62.01") == {holiday.day for holiday in shipped().holidays}
    assert any(holiday.collective for holiday in shipped().holidays)
