"""Lists of hubs that a case has passed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.origin import LONGEST_ID, MOST_VIA, NAME, Origin, check, onward, own_id
from hub.errors import RuleViolation

HUBS = st.sampled_from(["hub-a", "hub-b", "hub-c", "hub-d", "hub-e", "hub-f", "hub-g", "hub-h"])


def refusal_of(origin: Origin, own: str = "hub-a") -> str | None:
    try:
        check(origin, own)
    except RuleViolation as refused:
        return f"{refused.code} {refused.field}"
    return None


def test_a_case_of_its_own_starts_with_its_own_number_and_one_passed_on_keeps_the_first() -> None:
    first = onward(None, "hub-a", "H-0001")
    assert first == Origin("H-0001", ("hub-a",))
    assert onward(first, "hub-b", "H-0002") == Origin("H-0001", ("hub-a", "hub-b"))
    assert onward(first, "hub-b", "H-0002").source == "hub-a"


def test_a_hub_that_has_had_the_case_refuses_it_wherever_it_stands_in_the_list() -> None:
    for via in (("hub-a",), ("hub-b", "hub-a"), ("hub-a", "hub-b", "hub-c")):
        assert refusal_of(Origin("H-0001", via)) == "ALREADY_HERE origin"
    assert refusal_of(Origin("H-0001", ("hub-b", "hub-c"))) is None


@pytest.mark.parametrize(
    "origin",
    [
        Origin("H-1", ()),
        Origin("H-1", tuple(f"hub-{number}" for number in range(MOST_VIA + 1))),
        Origin("", ("hub-b",)),
        Origin("  ", ("hub-b",)),
        Origin("x" * (LONGEST_ID + 1), ("hub-b",)),
        Origin("H-1", ("Hub B",)),
        Origin("H-1", ("hub-b\n",)),
        Origin("H-1", ("",)),
        Origin("H-1", ("h" * 41,)),
    ],
)
def test_an_origin_of_another_form_is_refused(origin: Origin) -> None:
    assert refusal_of(origin) == "INVALID origin"


@given(st.lists(HUBS, min_size=1, max_size=40))
def test_wherever_a_case_wanders_it_is_taken_once_per_hub_and_comes_to_rest(way: list[str]) -> None:
    """Hubs hand it on at will; each adds itself before it does."""
    origin: Origin | None = None
    takers: list[str] = []
    for hub in way:
        if origin is not None and refusal_of(origin, hub) is not None:
            continue
        takers.append(hub)
        origin = onward(origin, hub, f"H-{hub}")
    assert len(set(takers)) == len(takers) <= MOST_VIA + 1


def test_an_id_that_nobody_chose_follows_from_the_key_and_tells_nothing_of_it() -> None:
    ids = {own_id(bytes([number]) * 32) for number in range(50)}
    assert len(ids) == 50
    assert own_id(b"k" * 32) == own_id(b"k" * 32)
    assert all(re.fullmatch(r"hub-[0-9a-z]{10}", one) and NAME.fullmatch(one) for one in ids)
