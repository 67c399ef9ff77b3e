"""What the demonstration hands in is varied, and goes where the files say."""

import tomllib
from collections import Counter
from datetime import date

import pytest

from hub.cli.demo.scenario import CASES, Intake, Planned, count, load_intakes, submission
from hub.cli.demo.systems import load_systems
from hub.domain.case import Sensitivity
from hub.domain.directory import Directory
from hub.domain.routing import RoutingFacts, RoutingOutcome, route
from hub.reference.loader import load

TODAY = date(2026, 7, 1)
INTAKES = load_intakes()
PLANNED = [(intake, planned) for intake in INTAKES for planned in intake.cases]


@pytest.fixture(scope="module")
def directory() -> Directory:
    return load()


def test_sixty_cases_of_five_regions_are_handed_in() -> None:
    assert count(INTAKES) == 60
    assert {intake.region for intake in INTAKES} == {"62.01", "64.02", "52", "21.04", "32"}


def test_every_kind_class_and_protection_occurs() -> None:
    assert {planned.kind for _, planned in PLANNED} == {"COMPLAINT", "SUGGESTION", "INFORMATION_REQUEST"}
    assert {planned.sensitivity for _, planned in PLANNED} == {"ORDINARY", "OVERSIGHT", "WHISTLEBLOWING"}
    assert {planned.protection for _, planned in PLANNED} == {"NAMED", "SEALED", "NONE"}
    assert {planned.visibility for _, planned in PLANNED} == {"PUBLIC", "RESTRICTED"}


def test_no_two_cases_are_alike() -> None:
    assert len({planned.title for _, planned in PLANNED}) == 60
    assert len({planned.body for _, planned in PLANNED}) == 60


def test_two_cases_bounce_one_is_asked_about_and_some_need_a_person() -> None:
    stories = Counter(planned.story for _, planned in PLANNED)

    assert stories["bounced"] == 2
    assert stories["asked"] == 1
    assert stories["triaged"] >= 3
    assert all(planned.reply for _, planned in PLANNED if planned.story == "asked")


@pytest.mark.parametrize(("intake", "planned"), PLANNED, ids=[planned.title for _, planned in PLANNED])
def test_the_rules_send_a_case_where_its_file_says(
    intake: Intake, planned: Planned, directory: Directory
) -> None:
    facts = RoutingFacts(
        planned.title, planned.body, planned.district, planned.topic, Sensitivity(planned.sensitivity)
    )
    decision = route(facts, directory, TODAY)

    assert f"{planned.district}.".startswith(f"{intake.region}.")
    match planned.story:
        case "triaged":
            assert decision.outcome is RoutingOutcome.NEEDS_TRIAGE
            assert decision.candidates[0].agency == planned.owner
        case "bounced":
            assert decision.agency not in (None, planned.owner)
        case _:
            assert decision.agency == planned.owner


def test_every_rule_of_the_officers_is_for_exactly_one_case() -> None:
    rules = [rule for system in load_systems() for rule in system.rules]
    texts = [f"{planned.title}\n{planned.body}".lower() for _, planned in PLANNED]

    assert [sum(rule["contains"] in text for text in texts) for rule in rules] == [1] * len(rules)
    assert Counter(rule["do"] for rule in rules) == {"return": 2, "ask": 1}


def test_an_invented_reporter_is_given_unless_there_is_to_be_none() -> None:
    named = next(planned for _, planned in PLANNED if planned.protection == "NAMED")
    nobody = next(planned for _, planned in PLANNED if planned.protection == "NONE")

    assert submission(named, "lapornurani", 4)["reporter"] == {
        "name": "Warga Contoh 5",
        "email": "warga.5@lapornurani.example",
    }
    assert submission(nobody, "lapornurani", 4)["reporter"] is None


def test_the_same_place_in_the_list_gives_the_same_key() -> None:
    planned = INTAKES[0].cases[0]

    assert submission(planned, "x", 7) == submission(planned, "x", 7)
    assert submission(planned, "x", 7)["idempotencyKey"] != submission(planned, "x", 8)["idempotencyKey"]


def test_every_portal_has_a_channel_of_the_reference_data(directory: Directory) -> None:
    assert {path.stem for path in CASES.glob("*.toml")} <= directory.channels.keys()


def test_the_files_say_that_everything_is_invented() -> None:
    for path in CASES.glob("*.toml"):
        assert path.read_text().splitlines()[0].endswith("Everything here is invented.")
        assert tomllib.loads(path.read_text())["case"]
