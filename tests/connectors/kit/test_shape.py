"""Every class of difference is told, and what merely happens to be empty is not."""

import pytest

from hub.connectors.kit.shape import Sort, drift, shape

RECORDED = {
    "data": [{"id": 1, "status": "Baru", "note": None}, {"id": 2, "status": "Selesai", "extra": True}]
}


def found(live: object) -> list[tuple[Sort, str]]:
    return [(one.sort, one.path) for one in drift(shape([RECORDED]), shape([live]))]


@pytest.mark.parametrize(
    ("live", "told"),
    [
        (RECORDED, []),
        ({"data": [{"id": 9, "status": "Lain"}]}, []),  # `note` and `extra` were not always there
        ({"data": []}, []),  # nobody can tell
        ({"data": None}, []),
        ({"data": [{"id": 1}]}, [(Sort.GONE, "data[].status")]),
        ({}, [(Sort.GONE, "data")]),
        ({"data": [{"id": "1", "status": "Baru"}]}, [(Sort.TYPE, "data[].id")]),
        ({"data": {"id": 1}}, [(Sort.TYPE, "data")]),
        ({"data": [{"id": 1, "status": "Baru", "baru": {"x": 1}}]}, [(Sort.NEW, "data[].baru")]),
        ([RECORDED], [(Sort.TYPE, "")]),
    ],
)
def test_differences_of_two_answers(live: object, told: list[tuple[Sort, str]]) -> None:
    assert found(live) == told


def test_a_new_field_alone_breaks_nothing() -> None:
    [new] = drift(shape([{"a": 1}]), shape([{"a": 1, "b": 2}]))

    assert (new.sort, new.breaks) == (Sort.NEW, False)


def test_a_field_that_was_null_may_become_anything() -> None:
    assert drift(shape([{"a": None}]), shape([{"a": "text"}])) == []


def test_what_is_nested_without_end_is_looked_at_to_a_bound() -> None:
    deep: object = 1
    for _ in range(200):
        deep = [deep]

    assert len(shape([deep])) <= 21
