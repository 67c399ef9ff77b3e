"""Figures for operators: who may read them, what they count, and that nobody is in them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from hub.domain.caller import Caller, Role
from hub.domain.case import CaseStatus
from hub.errors import Unreachable
from tests.harness import ANALYST, COORDINATOR, OPERATOR, PARTNER, PORTAL
from tests.resolvers.operations import SUBMIT, submission
from tests.web.running import PRODUCTION
from tests.web.whole import Whole, whole

SYSTEM = "kobar-disdukcapil"
RECORDS = "{ cases { edges { node { records { statusText } } } } }"
Figures = dict[tuple[str, ...], float]


@pytest.fixture
async def running(sqlite_url: str) -> AsyncIterator[Whole]:
    async with whole(sqlite_url, PRODUCTION) as found:
        yield found


async def figures(running: Whole) -> Figures:
    """Name and label values -> figure; as an operator reads them."""
    key = await running.key(OPERATOR)
    reply = await running.client.get("/metrics", headers={"authorization": f"Bearer {key}"})
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return {
        (one.name, *one.labels.values()): one.value
        for family in text_string_to_metric_families(reply.text)
        for one in family.samples
    }


async def test_requests_and_operations_are_counted_by_outcome(running: Whole) -> None:
    key = await running.key(PORTAL)
    await running.ask("{ viewer { name } }", key)
    await running.ask("{ nonsense }", key)
    await running.ask(SUBMIT, key, input=submission(1))
    await running.hub.drain()
    running.hub.agencies[SYSTEM].failures.append(Unreachable())
    await running.ask(RECORDS, key)
    await running.client.get("/healthz")
    await running.client.get("/secret-page-of-somebody")
    await running.client.get("/open311/v2/services.json?api_key=somebody")
    await running.client.post("/hooks/nobody")

    found = await figures(running)

    assert found["hub_operations_total", "query", "OK"] == 1
    assert found["hub_operations_total", "query", "PARTIAL"] == 1
    assert found["hub_operations_total", "mutation", "OK"] == 1
    assert found["hub_operations_total", "none", "REFUSED"] == 1
    assert found["hub_operation_seconds_count", "query"] == 2
    assert found["hub_requests_total", "/graphql", "200"] == 3
    assert {label[1] for label in found if label[0] == "hub_requests_total"} >= {"/open311", "/hooks"}
    assert found["hub_requests_total", "/graphql", "400"] == 1
    assert found["hub_requests_total", "/healthz", "200"] == 1
    assert found["hub_requests_total", "other", "404"] == 1


async def test_how_the_engine_answered_is_counted(running: Whole) -> None:
    key = await running.key(PORTAL)
    before = await figures(running)
    for _ in range(2):
        await running.ask("{ viewer { name } }", key)
    await running.ask("{ __schema { queryType { name } } }", key)
    found = await figures(running)

    paths = {label[1] for label in found if label[0] == "hub_engine_operations_total"}
    assert paths >= {"COMPILED", "REPLAYED", "INTERPRETED"}
    assert before["hub_engine_operations_total", "COMPILED"] == 0
    assert found["hub_engine_operations_total", "COMPILED"] == 2
    assert found["hub_engine_operations_total", "INTERPRETED"] == 1


async def test_answers_of_an_execution_that_was_under_way_are_counted(running: Whole) -> None:
    key = await running.key(PORTAL)
    await running.ask("{ viewer { name } }", key)  # who asks is known from here on
    query = "{ cases { totalCount } }"
    replies = await asyncio.gather(*(running.ask(query, key) for _ in range(20)))
    found = await figures(running)

    assert [one.json() for one in replies] == [{"data": {"cases": {"totalCount": 0}}}] * 20
    assert 0 < found["hub_shared_answers_total",] < 20
    assert found["hub_operations_total", "query", "OK"] == 21


async def test_queues_circuits_and_the_inbox_are_shown_as_they_are_now(running: Whole) -> None:
    key = await running.key(PORTAL)
    await running.ask(SUBMIT, key, input=submission(1))
    before = await figures(running)
    await running.hub.send()
    running.hub.agencies[SYSTEM].move("0", CaseStatus.IN_PROGRESS)
    await running.hub.updates.poll(SYSTEM)
    running.hub.agencies.closed.add(SYSTEM)
    after = await figures(running)

    gauges = [
        ("hub_deliveries", SYSTEM, "pending"),
        ("hub_inbox", "pending"),
        ("hub_circuit_state", SYSTEM, "*"),
    ]
    assert [before[name] for name in gauges] == [1, 0, 0]
    assert [after[name] for name in gauges] == [0, 1, 2]
    assert after["hub_inbox", "quarantined"] == 0


async def test_nobody_and_nothing_of_a_case_is_in_the_figures(running: Whole) -> None:
    key = await running.key(PORTAL)
    reply = await running.ask(SUBMIT, key, input=submission(1))
    number = reply.json()["data"]["submitCase"]["case"]["trackingNumber"]
    await running.hub.drain()
    await running.ask(RECORDS, key)
    operator = await running.key(OPERATOR)

    text = (await running.client.get("/metrics", headers={"x-api-key": operator})).text

    assert "hub_requests_total" in text
    for canary in (number, "Pelapor", "pelapor@example.org", "KTP", PORTAL.name, PORTAL.subject, key):
        assert canary not in text


@pytest.mark.parametrize(
    ("caller", "status"),
    [
        (OPERATOR, 200),
        (COORDINATOR, 200),
        (PORTAL, 403),
        (ANALYST, 403),
        (PARTNER, 403),
        (Caller("petugas", "Petugas", Role.OFFICER, agency="62.01.disdukcapil"), 403),
        (None, 401),
    ],
)
async def test_figures_are_for_operators(running: Whole, caller: Caller | None, status: int) -> None:
    headers = {} if caller is None else {"x-api-key": await running.key(caller)}

    assert (await running.client.get("/metrics", headers=headers)).status_code == status


async def test_they_are_open_where_the_deployment_says_so_and_only_read(sqlite_url: str) -> None:
    async with whole(sqlite_url, replace(PRODUCTION, metrics_open=True)) as running:
        assert (await running.client.get("/metrics")).status_code == 200
        assert (await running.client.post("/metrics")).status_code == 405
