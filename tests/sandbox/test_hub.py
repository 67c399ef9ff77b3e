"""The simulated hub of another tier."""

from collections.abc import Iterator
from typing import Any

import pytest

from hub.connectors.peerhub import documents
from tests.sandbox.harness import System, system


@pytest.fixture(scope="module")
def tier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system(
        "hub", tmp_path_factory.mktemp("hub"), {"api_key": "kunci-uji", "hub_id": "hub-atas"}
    ) as found:
        found.headers["Authorization"] = "Bearer kunci-uji"
        yield found


def ask(tier: System, document: str, **variables: object) -> Any:
    return tier.post("/graphql", {"query": document, "variables": variables}).json()["data"]


def given(key: str, **changes: object) -> dict[str, object]:
    return {
        "idempotencyKey": key,
        "kind": "COMPLAINT",
        "title": "Jalan rusak",
        "body": "Jalan di depan sekolah rusak.",
        "region": "62.01.02",
        "identityProtection": "SEALED",
        "visibility": "PUBLIC",
        "origin": {"id": key.rpartition("-")[0], "via": ["hub-bawah"]},
        **changes,
    }


def submitted(tier: System, key: str, **changes: object) -> Any:
    return ask(tier, documents.SUBMIT, input=given(key, **changes))["result"]


def test_a_key_is_honoured_for_ever_and_another_content_under_it_is_a_problem(tier: System) -> None:
    first = submitted(tier, "H-0001-1")
    assert submitted(tier, "H-0001-1") == first
    assert submitted(tier, "H-0001-1", title="Jalan lain rusak")["code"] == "IDEMPOTENCY_CONFLICT"
    assert [one["received_count"] for one in tier.held("H-0001%231")] == [1]


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"title": ""}, "INVALID"), ({"origin": {"id": "H-9", "via": ["hub-atas"]}}, "ALREADY_HERE")],
)
def test_what_a_hub_would_refuse_is_refused(tier: System, changes: dict[str, object], code: str) -> None:
    assert submitted(tier, "H-0002-1", **changes) == {"__typename": "Problem", "code": code}


def test_acts_need_the_version_and_the_status(tier: System) -> None:
    number = submitted(tier, "H-0003-1")["case"]["trackingNumber"]
    reply = {"trackingNumber": number, "expectedVersion": 1, "note": "Sisi utara."}
    told = documents.ACTS["provideInformation"]
    assert ask(tier, told, input=reply)["result"]["code"] == "ILLEGAL_TRANSITION"
    tier.act(number, "ask", note="Di mana?")
    assert ask(tier, told, input=reply)["result"]["code"] == "CONFLICT"
    assert ask(tier, told, input={**reply, "expectedVersion": 2})["result"]["__typename"] == "CaseChanged"
    shown = ask(tier, documents.ONE, number=number, first=10)["case"]
    assert (shown["status"], shown["version"]) == ("IN_PROGRESS", 3)
    assert [edge["node"]["actor"] for edge in shown["timeline"]["edges"]] == ["agency", "agency", "reporter"]


def test_the_feed_goes_on_where_it_was_left(tier: System) -> None:
    submitted(tier, "H-0004-1")
    first = ask(tier, documents.EVENTS, first=1)["events"]
    after = first["pageInfo"]["endCursor"]
    rest = ask(tier, documents.EVENTS, first=50, after=after)["events"]
    assert first["pageInfo"]["hasNextPage"]
    assert first["edges"][0]["node"]["id"] not in {edge["node"]["id"] for edge in rest["edges"]}


def test_a_stranger_is_refused(tier: System) -> None:
    answer = tier.client.post("/graphql", json={"query": documents.VIEWER})
    assert answer.status_code == 401
