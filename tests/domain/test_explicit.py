"""A deployment's own rules: when they speak, and whom they may name."""

from dataclasses import replace
from datetime import date

import pytest

from hub.domain.case import CaseKind
from tests.domain.matters import decide, facts, model, rule, ruled


def test_a_rule_chooses_between_two_that_the_law_names_and_no_third() -> None:
    both = facts(title="KTP dan lampu jalan dua-duanya bermasalah")
    one_of_them = decide(both, ruled(rule("62.01.dishub", words=("lampu",))))
    third = decide(both, ruled(rule(words=("lampu",))))

    assert one_of_them.agency == "62.01.dishub"
    assert third.agency is None
    assert "62.01.satpolpp" in [one.agency for one in third.candidates]


def test_a_rule_that_the_law_gainsays_still_stops_the_model() -> None:
    both = facts(title="KTP dan lampu jalan dua-duanya bermasalah")
    directory = ruled(rule(words=("lampu",)))

    assert decide(both, directory, model(("62.01.disdukcapil", 0.99))).agency is None


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        ({}, True),
        ({"region": "62.01"}, True),
        ({"region": "62.01.02"}, True),
        ({"region": "62.01.01"}, False),
        ({"kind": CaseKind.SUGGESTION}, False),
        ({"kind": CaseKind.COMPLAINT}, True),
        ({"channel": "whatsapp"}, True),
        ({"channel": "sms"}, False),
        ({"topic": "ketertiban"}, False),
        ({"words": ("bantu",)}, True),
        ({"words": ("ban",)}, False),
        ({"words": ("tidak ada", "sudah lama")}, True),
        ({"valid_from": date(2026, 7, 1)}, True),
        ({"valid_from": date(2026, 7, 2)}, False),
        ({"valid_to": date(2026, 7, 1)}, True),
        ({"valid_to": date(2026, 6, 30)}, False),
    ],
)
def test_a_rule_speaks_where_all_it_asks_for_is_so(given: dict[str, object], fits: bool) -> None:
    of = facts(kind=CaseKind.COMPLAINT, channel="whatsapp")

    assert (decide(of, ruled(rule(**given))).agency == "62.01.satpolpp") is fits  # type: ignore[arg-type]


def test_a_rule_for_a_topic_holds_for_the_topics_below_it() -> None:
    telecom = facts(topic="pendidikan-menengah", region="64.02")
    school = ruled(rule("64.02.disdik", topic="pendidikan-menengah", words=()))

    assert decide(telecom).agency is None
    assert decide(telecom, school).agency == "64.02.disdik"


def test_of_several_rules_the_first_whose_agency_may_have_the_case_decides() -> None:
    first, second = rule("62.01.pupr"), replace(rule("62.01.dlh"), id="r2")

    assert decide(facts(), ruled(first, second)).agency == "62.01.pupr"
    assert decide(facts(), ruled(second, first)).agency == "62.01.dlh"
    assert decide(facts(), ruled(first, second), None, "62.01.pupr").agency == "62.01.dlh"
