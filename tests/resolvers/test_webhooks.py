"""docs/webhooks.md, followed word by word: its operations, its Python, its tables."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLError

from hub.domain.caller import Caller, Role
from hub.domain.endpoint import EndpointRules
from hub.domain.webhook import Answer
from tests.casework.pushed import LOCAL, Pushes, by_the_real_clock
from tests.casework.steps import delivered
from tests.endpoint import Receiver, listening
from tests.harness import PARTNER, PORTAL, Hub, hub_on

PAGE = (Path(__file__).parents[2] / "docs/webhooks.md").read_text()
GRAPHQL = re.findall(r"```graphql\n(.*?)```", PAGE, re.DOTALL)
PYTHON = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
URL = "https://partner.example/hooks"


def operation(name: str) -> str:
    """The operation of the page that uses this field."""
    [found] = [text for text in GRAPHQL if re.search(rf"\b{name}\b", text)]
    return found


@pytest.fixture
async def hub(sqlite_url: str) -> AsyncIterator[Hub]:
    """A fresh hub that may call loopback."""
    async with hub_on(sqlite_url) as running:
        running.services = replace(running.services, partners=Pushes(running, LOCAL).partners)
        yield running


@pytest.fixture
async def pushes(hub: Hub) -> Pushes:
    found = Pushes(hub)
    await found.credential()
    return found


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with listening() as found:
        yield found


async def registered(hub: Hub, url: str = URL) -> dict[str, Any]:
    """What the page's first operation answers for this address."""
    answer: dict[str, Any] = (await hub.ask(operation("registerWebhook").replace(URL, url), PARTNER))[
        "registerWebhook"
    ]
    return answer


async def test_the_page_is_true_from_the_registration_to_the_removal(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    by_the_real_clock(hub)
    names: dict[str, Any] = {}
    exec(PYTHON[0], names)  # noqa: S102 the partner's code, as it stands on the page
    first = await registered(hub, receiver.url)
    hook = first["webhook"]["id"]
    assert (first["webhook"]["url"], first["webhook"]["state"]) == (receiver.url, "ACTIVE")
    await delivered(hub)
    await pushes.run()

    post = receiver.posts[0]
    message = names["received"](first["secret"], post.headers, post.body)
    assert set(message) == {"type", "timestamp", "data"}
    assert names["received"](first["secret"], post.headers, post.body + b" ") is None
    node = "query ($id: ID!) { node(id: $id) { ... on CaseEvent { type sequence } } }"
    assert (await hub.ask(node, PARTNER, id=message["data"]["eventId"]))["node"] == {
        "type": "SUBMITTED",
        "sequence": 1,
    }

    second = (await hub.ask(operation("rotateWebhookSecret"), PARTNER, id=hook))["rotateWebhookSecret"]
    count = len(receiver.posts)
    span = {"from": hub.now() - timedelta(hours=1), "to": hub.now() + timedelta(hours=1)}
    times = {name: moment.isoformat() for name, moment in span.items()}
    again = (await hub.ask(operation("replayWebhook"), PARTNER, id=hook, **times))["replayWebhook"]
    assert again == {"queued": count}
    await pushes.run()
    replayed = receiver.posts[count]
    assert replayed.id == post.id
    for secret in (first["secret"], second["secret"]):
        assert names["received"](secret, replayed.headers, replayed.body) == message

    [seen] = (await hub.ask(operation("webhooks"), PARTNER))["webhooks"]
    log = seen["attempts"]
    assert len(log["edges"]) == 2 * count
    assert log["edges"][-1]["node"]["eventId"] == message["data"]["eventId"]
    assert {(edge["node"]["outcome"], edge["node"]["httpStatus"]) for edge in log["edges"]} == {
        ("DELIVERED", 204)
    }
    assert (await hub.ask(operation("deleteWebhook"), PARTNER, id=hook))["deleteWebhook"] == {"id": hook}
    assert (await hub.ask("{ webhooks { id } }", PARTNER))["webhooks"] == []


async def test_the_example_of_a_message_has_the_shape_of_a_real_one(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    [example] = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    await registered(hub, receiver.url)
    await delivered(hub)
    await pushes.run()
    shown, real = json.loads(example), json.loads(receiver.posts[0].body)

    assert (list(shown), list(shown["data"])) == (list(real), list(real["data"]))
    assert [type(value) for value in shown["data"].values()] == [
        type(value) for value in real["data"].values()
    ]


def test_the_page_names_the_statuses_that_are_the_endpoints_fault() -> None:
    [row] = re.findall(r"^\| ([\d, ]+), no answer \|", PAGE, re.MULTILINE)
    blamed = [status for status in range(300, 600) if Answer(f"HTTP_{status}", status).blames_endpoint]

    assert [int(one) for one in row.split(", ")] == [status for status in blamed if status >= 400]
    assert all(status in blamed for status in range(300, 400))
    assert Answer("TIMEOUT").blames_endpoint


@pytest.mark.parametrize(
    ("call", "code", "field"),
    [
        ('registerWebhook(input: {url: "http://127.0.0.2/", description: "uji"})', "INVALID", "url"),
        (f'registerWebhook(input: {{url: "{URL}", description: ""}})', "INVALID", "description"),
        ('rotateWebhookSecret(id: "x")', "NOT_FOUND", "id"),
        ('deleteWebhook(id: "V2ViaG9vazpuaWhpbA")', "NOT_FOUND", "id"),
        (
            'replayWebhook(id: "V2ViaG9vazpu", from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z")',
            "NOT_FOUND",
            "id",
        ),
    ],
    ids=["not-https", "no-description", "no-id", "unknown-id", "unknown-id-to-replay"],
)
async def test_what_can_be_mended_is_a_problem(hub: Hub, call: str, code: str, field: str) -> None:
    text = f"mutation {{ answer: {call} {{ ... on Problem {{ code field }} }} }}"

    assert (await hub.ask(text, PARTNER))["answer"] == {"code": code, "field": field}


async def test_others_neither_see_an_endpoint_nor_its_log(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    hook = (await registered(hub, receiver.url))["webhook"]["id"]
    stranger = Caller("mitralain", "Mitra lain", Role.PARTNER, region="62")
    asked = "url attempts(first: 1) { edges { cursor } }"
    node = f"query ($id: ID!) {{ node(id: $id) {{ ... on Webhook {{ {asked} }} }} }}"

    assert (await hub.ask(node, PARTNER, id=hook))["node"] == {"url": receiver.url, "attempts": {"edges": []}}
    assert (await hub.ask(node, stranger, id=hook))["node"] is None
    assert (await hub.ask("{ webhooks { id } }", stranger))["webhooks"] == []
    refused = await hub.answer("{ webhooks { id } }", PORTAL)
    assert [(error.extensions or {})["code"] for error in refused.errors or []] == ["FORBIDDEN"]


async def test_the_log_goes_on_behind_a_cursor_of_its_own_endpoint_only(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    for _ in range(2):
        await registered(hub, receiver.url)
    await delivered(hub)
    await pushes.run()
    text = (
        "query ($after: Cursor) { webhooks { attempts(first: 2, after: $after) "
        "{ edges { cursor node { eventId } } pageInfo { hasNextPage endCursor } } } }"
    )
    first, _ = (await hub.ask(text, PARTNER))["webhooks"]
    assert first["attempts"]["pageInfo"]["hasNextPage"] is True

    answer = await hub.answer(text, PARTNER, after=first["attempts"]["pageInfo"]["endCursor"])

    assert codes(answer.errors) == ["RESYNC_REQUIRED"]  # of the other endpoint


def codes(errors: list[GraphQLError] | None) -> list[str]:
    """`extensions.code` of each."""
    return [str((error.extensions or {})["code"]) for error in errors or []]


async def test_the_secret_is_in_no_other_answer(hub: Hub, pushes: Pushes) -> None:
    secret = (await registered(hub))["secret"]

    assert secret.startswith("whsec_")
    assert secret not in repr(await hub.ask(operation("webhooks"), PARTNER))
    assert EndpointRules().most == 10
    assert "ten endpoints" in PAGE
