"""Law before the deployment's rules, those before the model; a place alone names a village's office."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.advice import Advice, Advise, Opinion
from hub.domain.case import CaseKind, Sensitivity
from hub.domain.claims import is_local
from hub.domain.decision import Decision, RoutingFacts, RoutingOutcome
from hub.domain.directory import AgencyRole, Directory
from hub.domain.region import covers
from hub.domain.routing import route
from hub.domain.rules import RoutingRule
from hub.reference.loader import load

DIRECTORY = load()
TODAY = date(2026, 7, 1)
VAGUE = {"title": "Mohon bantuan", "body": "Tolong segera dibantu karena sudah lama menunggu."}


def facts(**given: object) -> RoutingFacts:
    plain = {"region": "62.01.02", "topic": None, "sensitivity": Sensitivity.ORDINARY} | VAGUE
    return RoutingFacts(**plain | given)  # type: ignore[arg-type]


def model(*opinions: tuple[str, float], sure: bool = True, words: tuple[str, ...] = ()) -> Advise:
    said = tuple(Opinion(code, share, words) for code, share in opinions)
    return lambda title, body, region, topic: Advice("contoh-1", said, sure)


def ruled(*rules: RoutingRule) -> Directory:
    return replace(DIRECTORY, routing_rules=rules)


def rule(agency: str = "62.01.satpolpp", **given: object) -> RoutingRule:
    plain: dict[str, object] = {"words": ("bantuan",)}
    return RoutingRule("r1", agency, "Menurut aturan daerah", "By a local rule", **plain | given)  # type: ignore[arg-type]


def decide(
    of: RoutingFacts, directory: Directory = DIRECTORY, advise: Advise | None = None, *refused: str
) -> Decision:
    return route(of, directory, TODAY, frozenset(refused), advise or (lambda *_: None))


def rules_of(decision: Decision) -> list[str]:
    return [reason.rule for reason in decision.candidates[0].reasons]


def test_the_law_comes_before_a_rule_and_before_a_model_that_is_sure() -> None:
    lamp = facts(title="Lampu jalan mati")
    decision = decide(lamp, ruled(rule(words=("lampu jalan",))), model(("62.01.pupr", 0.99)))

    assert decision.agency == "62.01.dishub"


def test_a_rule_comes_before_a_model_that_is_sure() -> None:
    decision = decide(facts(), ruled(rule()), model(("62.01.pupr", 0.99)))

    assert (decision.outcome, decision.agency) == (RoutingOutcome.ROUTED, "62.01.satpolpp")
    assert rules_of(decision) == ["explicit-rule"]


def test_where_nothing_above_it_speaks_a_sure_model_decides_and_says_why() -> None:
    decision = decide(
        facts(), advise=model(("62.01.pupr", 0.91), ("62.01.dlh", 0.06), words=("aspal", "lubang"))
    )

    assert (decision.agency, decision.candidates[0].confidence) == ("62.01.pupr", 0.91)
    [why] = decision.candidates[0].reasons
    assert why.detail == (
        "Laporan serupa selama ini ditangani Dinas Pekerjaan Umum dan Penataan Ruang Kabupaten Kotawaringin "
        'Barat, menurut model contoh-1 (kata yang menentukan: "aspal", "lubang")'
    )


def test_a_model_that_is_not_sure_adds_candidates_and_no_decision() -> None:
    decision = decide(facts(), advise=model(("62.01.pupr", 0.99), ("62.01.dlh", 0.4), sure=False))

    assert decision.agency is None
    assert [one.agency for one in decision.candidates][:2] == ["62.01.pupr", "62.01.dlh"]


def test_a_sure_model_cannot_overrule_a_topic_that_somebody_chose() -> None:
    contradicted = facts(title="Sampah menumpuk, limbah mengalir", topic="kependudukan")
    decision = decide(contradicted, advise=model(("62.01.dlh", 0.99)))

    assert decision.outcome is RoutingOutcome.NEEDS_TRIAGE


def test_a_sure_model_may_settle_what_the_law_leaves_open_between_two() -> None:
    both = facts(title="KTP dan lampu jalan dua-duanya bermasalah")

    assert decide(both).agency is None
    assert decide(both, advise=model(("62.01.disdukcapil", 0.98))).agency == "62.01.disdukcapil"
    assert decide(both, advise=model(("62.01.pupr", 0.98))).agency is None


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


def test_after_the_legal_owner_refused_a_person_decides_whatever_the_model_says() -> None:
    decision = decide(
        facts(title="KTP belum jadi"), DIRECTORY, model(("62.01.pupr", 0.99)), "62.01.disdukcapil"
    )

    assert decision.agency is None


def test_a_model_never_gets_a_case_to_an_agency_that_refused_it() -> None:
    decision = decide(facts(), DIRECTORY, model(("62.01.pupr", 0.99), ("62.01.dlh", 0.01)), "62.01.pupr")

    assert decision.agency is None
    assert "62.01.pupr" not in [one.agency for one in decision.candidates]


NO_OWNERS = ("tidak.ada", "64.02.pupr", "62.01.kec-arut-selatan", "62.01.kec-kumai", "")
NO_SHARES = (float("nan"), float("inf"), -0.5, 1.5)


@pytest.mark.parametrize(
    "said", [(one, 0.99) for one in NO_OWNERS] + [("62.01.pupr", one) for one in NO_SHARES]
)
def test_opinions_that_cannot_be_meant_are_dropped(said: tuple[str, float]) -> None:
    decision = decide(facts(), advise=model(said))

    assert decision.agency is None
    assert all("model" not in {why.rule for why in one.reasons} for one in decision.candidates)


def test_a_label_from_before_a_reorganisation_is_todays_agency() -> None:
    assert decide(facts(), advise=model(("id.kemenkominfo", 0.99))).agency == "id.komdigi"


def test_an_agency_that_has_ended_gets_nothing_from_rule_or_model() -> None:
    ended = replace(DIRECTORY.agencies["62.01.pupr"], valid_to=date(2026, 6, 30))
    agencies = {**DIRECTORY.agencies, ended.code: ended}
    directory = replace(DIRECTORY, agencies=agencies, routing_rules=(rule("62.01.pupr"),))

    assert decide(facts(), directory, model(("62.01.pupr", 0.99))).agency is None


def test_the_model_sees_no_personal_number() -> None:
    seen: list[str] = []

    def spy(title: str, body: str, region: str, topic: str | None) -> None:
        seen.extend((title, body))

    decide(facts(body="NIK saya 6201010101900001, telepon 081234567890, tolong dibantu"), advise=spy)
    assert seen
    assert "6201010101900001" not in "".join(seen)
    assert "081234567890" not in "".join(seen)


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
