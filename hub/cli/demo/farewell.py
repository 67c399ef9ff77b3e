"""What a visitor can try while the demonstration stays up: addresses, keys, and one command each."""

import json
import shlex
from collections.abc import Iterator

from rich.console import Console

from hub.cli.demo.cast import Cast, Member
from hub.domain.caller import Role

TRIALS: dict[Role, tuple[str, dict[str, object]]] = {
    Role.PORTAL: (
        "mutation($input: SubmitCaseInput!) { submitCase(input: $input) { ... on CaseSubmitted"
        " { receipt case { trackingNumber status assignments { agency { name } } } } ... on Problem"
        " { code message } } }",
        {
            "input": {
                "idempotencyKey": "try-it-0001",
                "kind": "COMPLAINT",
                "title": "Lampu jalan mati di depan balai warga",
                "body": "Sudah seminggu lampu jalan di depan balai warga mati dan jalan menjadi gelap.",
                "region": "62.01.02",
                "identityProtection": "NONE",
                "visibility": "PUBLIC",
            }
        },
    ),
    Role.OFFICER: ("{ cases(first: 3) { edges { node { trackingNumber title status version } } } }", {}),
    Role.COORDINATOR: (
        "{ cases(first: 3) { edges { node { trackingNumber title status owner { name } } } } }",
        {},
    ),
    Role.ANALYST: (
        "query($filter: StatisticsFilter!) { statistics(filter: $filter, groupBy: [REGION])"
        " { firstDay lastDay rows { keys { name } received answered } } }",
        {"filter": {"from": "2020-01-01", "to": "2099-12-31"}},
    ),
    Role.PARTNER: (
        "{ events(first: 3) { edges { cursor node { type occurredAt case { trackingNumber } } } } }",
        {},
    ),
}
STREAM = "subscription { caseEvents { type case { trackingNumber } } }"


def say_farewell(console: Console, url: str, cast: Cast) -> None:
    """Print everything; lines are never wrapped, so that they can be copied."""
    console.rule("Try it; Ctrl-C ends everything")
    for name, address in (
        ("GraphiQL", f"{url}/graphql"),
        ("health", f"{url}/healthz and {url}/readyz"),
        ("dashboards", "to come"),
    ):
        _say(console, f"{name:<12} {address}")
    for line in commands(url, cast):
        _say(console, line)


def commands(url: str, cast: Cast) -> Iterator[str]:
    """A key and a ready command for each role, then a live stream."""
    for role, (document, variables) in TRIALS.items():
        member = cast.of(role)[0]
        yield f"\n{role.value.lower()} ({member.party.name}): {member.api_key}"
        yield _curl(url, member, document, variables)
    portal = cast.of(Role.PORTAL)[0]
    yield f"\nlive events of {portal.party.name}, by SSE"
    yield f"curl -sN -H 'accept: text/event-stream' {_head(portal)} {_body(STREAM, {})} {url}/graphql"


def _curl(url: str, member: Member, document: str, variables: dict[str, object]) -> str:
    return f"curl -s {_head(member)} {_body(document, variables)} {url}/graphql"


def _head(member: Member) -> str:
    return f"-H 'content-type: application/json' -H 'authorization: Bearer {member.api_key}'"


def _body(document: str, variables: dict[str, object]) -> str:
    content: dict[str, object] = {"query": document, **({"variables": variables} if variables else {})}
    return f"-d {shlex.quote(json.dumps(content))}"


def _say(console: Console, line: str) -> None:
    console.print(line, soft_wrap=True, highlight=False, markup=False)
