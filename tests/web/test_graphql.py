"""GraphQL over HTTP: media types, statuses, methods, the deadline."""

from dataclasses import replace

import pytest

from hub.web.options import Limits
from tests.web.running import BEARER, DEVELOPMENT, Site, running

NEW, OLD = "application/graphql-response+json", "application/json"


async def test_a_query_is_answered_in_the_type_the_client_prefers(site: Site) -> None:
    old = await site.ask("{ greet }")
    new = await site.ask("{ greet }", {"accept": f"{NEW}, {OLD};q=0.5"})

    assert old.json() == new.json() == {"data": {"greet": "Halo dunia"}}
    assert old.headers["content-type"] == f"{OLD}; charset=utf-8"
    assert new.headers["content-type"] == f"{NEW}; charset=utf-8"
    assert new.headers["cache-control"] == "public, no-cache"


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{", {}),
        ("{ nothing }", {}),
        ("query ($of: [Int!]!) { sum(of: $of) }", {"of": "one"}),
        ("", {"of": []}),
    ],
)
async def test_a_request_that_can_not_run_is_a_4xx_only_for_clients_that_know_the_new_type(
    site: Site, query: str, variables: dict[str, object]
) -> None:
    new = await site.ask(query, {"accept": NEW}, variables=variables)
    old = await site.ask(query, {"accept": OLD}, variables=variables)

    assert new.status_code == 400
    assert old.status_code == (200 if query else 400)
    assert "data" not in new.json()
    assert new.json()["errors"]
    assert new.headers["cache-control"] == "no-store"


async def test_a_partial_answer_is_a_200_that_no_cache_keeps(site: Site) -> None:
    reply = await site.ask("{ greet faulty }", {"accept": NEW})

    assert reply.status_code == 200
    assert reply.json()["data"] == {"greet": "Halo dunia", "faulty": None}
    assert reply.json()["errors"][0]["path"] == ["faulty"]
    assert reply.headers["cache-control"] == "no-store"


async def test_a_client_that_takes_neither_type_gets_406(site: Site) -> None:
    reply = await site.ask("{ greet }", {"accept": "text/csv"})

    assert reply.status_code == 406
    assert reply.json()["errors"][0]["extensions"]["code"] == "NOT_ACCEPTABLE"


async def test_a_get_query_is_open_in_development(site: Site) -> None:
    reply = await site.client.get(
        "/graphql", params={"query": "{ greet }", "variables": "", "operationName": ""}
    )

    assert reply.json() == {"data": {"greet": "Halo dunia"}}


async def test_a_get_query_takes_variables(site: Site) -> None:
    parameters = {"query": "query ($n: String!) { greet(name: $n) }", "variables": '{"n": "Bumi"}'}
    reply = await site.client.get("/graphql", params=parameters)

    assert reply.json() == {"data": {"greet": "Halo Bumi"}}


async def test_a_get_query_in_production_needs_a_credential_in_a_header(closed_site: Site) -> None:
    stranger = await closed_site.client.get("/graphql?query={greet}")
    portal = await closed_site.client.get("/graphql?query={greet}", headers=BEARER)

    assert stranger.status_code == 401
    assert stranger.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert portal.json() == {"data": {"greet": "Halo dunia"}}


async def test_a_mutation_never_arrives_by_get(site: Site) -> None:
    reply = await site.client.get(
        "/graphql", params={"query": 'mutation { note(text: "a") }'}, headers=BEARER
    )

    assert reply.status_code == 405
    assert reply.headers["allow"] == "POST"


@pytest.mark.parametrize("method", ["PATCH", "OPTIONS", "TRACE"])
async def test_other_methods_are_refused(site: Site, method: str) -> None:
    reply = await site.client.request(method, "/graphql")

    assert reply.status_code == 405
    assert reply.headers["allow"] == "GET, POST"


async def test_an_operation_that_takes_too_long_is_given_up() -> None:
    async with running(replace(DEVELOPMENT, limits=Limits(deadline_s=0.05))) as site:
        reply = await site.ask("{ slow }", {"accept": NEW})

    assert reply.status_code == 504
    assert reply.json()["errors"][0]["extensions"]["code"] == "DEADLINE_EXCEEDED"


async def test_a_subscription_asked_for_in_plain_json_is_refused_with_the_way_out(site: Site) -> None:
    reply = await site.ask("subscription { ticks(upto: 1) { number } }")

    assert reply.status_code == 406
    assert "text/event-stream" in reply.json()["errors"][0]["message"]


async def test_an_address_without_a_door_is_a_404_in_json(site: Site) -> None:
    reply = await site.client.get("/admin")

    assert reply.status_code == 404
    assert reply.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_only_listed_origins_may_read_answers_from_a_browser() -> None:
    options = replace(DEVELOPMENT, origins=("https://portal.example",))
    async with running(options) as site:
        listed = await site.ask("{ greet }", {"origin": "https://portal.example"})
        other = await site.ask("{ greet }", {"origin": "https://other.example"})

    assert listed.headers["access-control-allow-origin"] == "https://portal.example"
    assert "access-control-allow-origin" not in other.headers
