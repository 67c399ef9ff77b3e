"""Law before the deployment's rules, those before the model; a place alone names a village's office."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.advice import Advise
from hub.domain.agency import AgencyRole
from hub.domain.case import Sensitivity
from hub.domain.claims import is_local
from hub.domain.decision import Decision, RoutingFacts, RoutingOutcome
from hub.domain.region import covers
from hub.domain.routing import route
from hub.domain.rules import RoutingRule
from tests.domain.matters import DIRECTORY, TODAY, decide, facts, model, rule, ruled, rules_of


def test_the_law_comes_before_a_rule_and_before_a_model_that_is_sure() -> None:
    lamp = facts(title="Lampu jalan mati")
    decision = decide(lamp, ruled(rule(words=("lampu jalan",))), model(("62.01.pupr", 0.99)))

    assert decision.agency == "62.01.dishub"


def test_a_rule_comes_before_a_model_that_is_sure() -> None:
    decision = decide(facts(), ruled(rule()), model(("62.01.pupr", 0.99)))

    assert (decision.outcome, decision.agency) == (RoutingOutcome.ROUTED, "62.01.satpolpp")
    assert rules_of(decision) == ["explicit-rule"]


def test_after_the_legal_owner_refused_a_person_decides_whatever_the_model_says() -> None:
    decision = decide(
        facts(title="KTP belum jadi"), DIRECTORY, model(("62.01.pupr", 0.99)), "62.01.disdukcapil"
    )

    assert decision.agency is None


def test_an_agency_that_has_ended_gets_nothing_from_rule_or_model() -> None:
    ended = replace(DIRECTORY.agencies["62.01.pupr"], valid_to=date(2026, 6, 30))
    agencies = {**DIRECTORY.agencies, ended.code: ended}
    directory = replace(DIRECTORY, agencies=agencies, routing_rules=(rule("62.01.pupr"),))

    assert decide(facts(), directory, model(("62.01.pupr", 0.99))).agency is None


@pytest.mark.parametrize("sensitivity", [Sensitivity.OVERSIGHT, Sensitivity.WHISTLEBLOWING])
def test_cases_about_misconduct_ask_neither_rule_nor_model(sensitivity: Sensitivity) -> None:
    def never(*_: object) -> None:
        raise AssertionError("the model was asked")

    decision = decide(facts(sensitivity=sensitivity), ruled(rule()), never)

    assert decision.agency == "62.01.inspektorat"


def test_an_agency_behind_a_hub_that_the_case_has_passed_is_no_candidate() -> None:
    lamp = facts(title="Lampu jalan mati", passed=frozenset({"62.01.dishub"}))
    decision = decide(lamp, advise=model(("62.01.dishub", 0.99)))

    assert decision.agency is None
    assert "62.01.dishub" not in [one.agency for one in decision.candidates]


CODES = sorted(DIRECTORY.agencies)
some_model = st.builds(
    lambda said, sure: model(*said, sure=sure),
    st.lists(st.tuples(st.sampled_from([*CODES, "tidak.ada"]), st.floats(0, 1)), max_size=5),
    st.booleans(),
)
some_rules = st.lists(
    st.builds(
        lambda agency, region: rule(agency, region=region),
        st.sampled_from(CODES),
        st.sampled_from([None, "62", "62.01", "62.01.02", "64"]),
    ),
    max_size=3,
)
some_facts = st.builds(
    facts,
    title=st.sampled_from(
        ["KTP belum jadi", "Mohon bantuan", "KTP dan lampu jalan", "Kantor camat Kumai tutup"]
    ),
    region=st.sampled_from(["62", "62.01", "62.01.01", "62.01.02", "64.02.06", "21.04.13"]),
    topic=st.sampled_from([None, "kependudukan", "lingkungan"]),
    sensitivity=st.sampled_from(list(Sensitivity)),
    hint=st.none() | st.sampled_from(CODES),
    passed=st.frozensets(st.sampled_from(CODES), max_size=2),
)


@given(some_facts, some_rules, some_model, st.frozensets(st.sampled_from(CODES), max_size=3))
@settings(deadline=None)
def test_whoever_is_named_may_own_the_case_and_has_not_refused_it(
    of: RoutingFacts, rules: list[RoutingRule], advise: Advise, refused: frozenset[str]
) -> None:
    decision = route(of, ruled(*rules), TODAY, refused, advise)

    assert not (refused | of.passed) & {one.agency for one in decision.candidates}
    for one in decision.candidates:
        assert covers(DIRECTORY.agencies[one.agency].region, of.region)
        assert one.reasons
        assert all(why.english and 0 <= why.weight <= 1 for why in one.reasons)
    confidences = [one.confidence for one in decision.candidates]
    assert confidences == sorted(confidences, reverse=True)
    if decision.agency is not None:
        assert decision.agency == decision.candidates[0].agency
        if of.sensitivity is not Sensitivity.ORDINARY:
            assert DIRECTORY.agencies[decision.agency].role is AgencyRole.OVERSIGHT


@given(some_facts, some_model)
@settings(deadline=None)
def test_neither_guess_nor_model_ever_name_a_village_or_district_office(
    of: RoutingFacts, advise: Advise
) -> None:
    with_model = decide(of, advise=advise)
    without = decide(replace(of, hint=None))
    if with_model.agency is not None and is_local(DIRECTORY.agencies[with_model.agency]):
        assert with_model.agency == without.agency


@given(some_facts, some_rules, some_model)
@settings(deadline=None)
def test_what_the_law_decides_stands_whatever_rules_and_model_say(
    of: RoutingFacts, rules: list[RoutingRule], advise: Advise
) -> None:
    by_law = decide(of)
    if by_law.agency is not None:
        assert decide(of, ruled(*rules), advise).agency == by_law.agency


def test_every_weight_and_order_is_the_same_twice() -> None:
    ask: Callable[[], Decision] = lambda: decide(facts(), ruled(rule()), model(("62.01.pupr", 0.5)))  # noqa: E731
    assert ask() == ask()
