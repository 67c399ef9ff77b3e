"""Facts, rules and models for tests of who owns a case."""

from dataclasses import replace
from datetime import date

from hub.domain.advice import Advice, Advise, Opinion
from hub.domain.case import Sensitivity
from hub.domain.decision import Decision, RoutingFacts
from hub.domain.directory import Directory
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
