"""The live feed through the schema: from a cursor without a gap, then live."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from strawberry.types import ExecutionResult

from hub.domain import commands
from hub.domain.case import IdentityProtection, Visibility
from hub.domain.commands import Target
from hub.resolvers.context import Context
from hub.resolvers.contexts import Contexts
from tests.harness import ANALYST, COORDINATOR, PARTNER, PORTAL, Hub, shipped
from tests.resolvers.operations import SUBMIT, submission

EVENTS = """
subscription ($after: Cursor, $filter: EventFilter) {
  caseEvents(after: $after, filter: $filter) { id cursor type sequence case { title owner { name } } } }
"""
PULL = "{ events(first: 100) { edges { node { id cursor type } } } }"


def opened(hub: Hub, who: Any = PORTAL) -> Context:
    return Contexts(hub.services, hub.cursors, hub.tools.new_id)(who)


async def listen(hub: Hub, context: Context, **variables: Any) -> AsyncGenerator[ExecutionResult, None]:
    return await hub.schema.subscribe(EVENTS, variable_values=variables, context_value=context)


async def take(results: AsyncGenerator[ExecutionResult, None], count: int) -> list[dict[str, Any]]:
    """So many events, within five seconds."""
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(5), aclosing(results):
        async for result in results:
            assert result.errors is None, result.errors
            assert result.data is not None
            found.append(result.data["caseEvents"])
            if len(found) == count:
                break
    return found


async def codes(results: AsyncGenerator[ExecutionResult, None]) -> list[str]:
    """The codes of the errors of a stream that ends by itself."""
    async with asyncio.timeout(5), aclosing(results):
        return [
            str((error.extensions or {}).get("code"))
            async for result in results
            for error in result.errors or []
        ]


async def hand_in(hub: Hub, number: int) -> None:
    await hub.ask(SUBMIT, PORTAL, input=submission(number, title=f"Laporan {number}"))


async def test_events_arrive_as_they_happen_with_their_case(hub: Hub) -> None:
    await hand_in(hub, 1)
    results = await listen(hub, opened(hub))
    reader = asyncio.create_task(take(results, 3))
    await asyncio.sleep(0.1)
    await hand_in(hub, 2)

    events = await reader

    assert [event["type"] for event in events] == ["SUBMITTED", "ROUTED", "VERIFIED"]
    assert {event["case"]["title"] for event in events} == {"Laporan 2"}


async def test_a_stream_from_a_cursor_replays_everything_since_in_order(hub: Hub) -> None:
    await hand_in(hub, 1)
    await hand_in(hub, 2)
    pulled = [edge["node"] for edge in (await hub.ask(PULL, PORTAL))["events"]["edges"]]

    events = await take(await listen(hub, opened(hub), after=pulled[1]["cursor"]), len(pulled) - 2)

    assert [event["id"] for event in events] == [one["id"] for one in pulled[2:]]


async def test_the_cursor_a_returning_client_saw_last_outranks_the_argument(hub: Hub) -> None:
    await hand_in(hub, 1)
    pulled = [edge["node"] for edge in (await hub.ask(PULL, PORTAL))["events"]["edges"]]
    context = opened(hub)
    context.resume_after = pulled[2]["cursor"]

    events = await take(await listen(hub, context, after=pulled[0]["cursor"]), 1)

    assert events[0]["id"] == pulled[3]["id"]
    assert context.position == events[0]["cursor"]


async def test_a_filter_keeps_everything_else_out(hub: Hub) -> None:
    await hand_in(hub, 1)
    first = (await hub.ask(PULL, PORTAL))["events"]["edges"][0]["node"]["cursor"]
    await hand_in(hub, 2)

    events = await take(await listen(hub, opened(hub), after=first, filter={"types": ["SUBMITTED"]}), 1)

    assert [(event["type"], event["case"]["title"]) for event in events] == [("SUBMITTED", "Laporan 2")]


async def test_a_cursor_that_is_not_of_this_hub_ends_the_stream_with_its_code(hub: Hub) -> None:
    assert await codes(await listen(hub, opened(hub), after="bm90LW91cnM")) == ["RESYNC_REQUIRED"]


async def test_whoever_reads_no_events_gets_no_stream(hub: Hub) -> None:
    assert await codes(await listen(hub, opened(hub, ANALYST))) == ["FORBIDDEN"]


async def test_a_query_is_not_streamed_and_a_subscription_not_answered(hub: Hub) -> None:
    streamed = await hub.schema.subscribe("{ viewer { name } }", context_value=opened(hub))
    answered = await hub.schema.execute(EVENTS, context_value=opened(hub, COORDINATOR))

    assert await codes(streamed) == ["OPERATION_NOT_FOUND"]
    assert [(error.extensions or {})["code"] for error in answered.errors or []] == ["OPERATION_NOT_FOUND"]


async def test_a_stream_that_lasts_shows_the_reference_data_and_the_time_of_each_event(hub: Hub) -> None:
    await hand_in(hub, 1)
    after = (await hub.ask(PULL, PORTAL))["events"]["edges"][0]["node"]["cursor"]
    directory = [shipped()]
    context = opened(replace(hub, services=replace(hub.services, directory=lambda: directory[0])))
    async with asyncio.timeout(5), aclosing(await listen(hub, context, after=after)) as results:
        first = await anext(results)
        agencies = {code: replace(one, name="Nama baru") for code, one in shipped().agencies.items()}
        directory[0] = replace(shipped(), agencies=agencies)
        moment = hub.later(days=1)
        second = await anext(results)

    names = [(one.data or {})["caseEvents"]["case"]["owner"]["name"] for one in (first, second)]
    assert names[0] != names[1] == "Nama baru"
    assert context.now == moment


async def test_an_event_whose_case_was_closed_to_the_listener_meanwhile_says_so(hub: Hub) -> None:
    taken = (await hub.ask(SUBMIT, PORTAL, input=submission()))["submitCase"]["case"]
    after = (await hub.ask(PULL, PARTNER))["events"]["edges"][0]["node"]["cursor"]
    async with asyncio.timeout(5), aclosing(await listen(hub, opened(hub, PARTNER), after=after)) as results:
        assert (await anext(results)).errors is None
        raised = commands.RaiseProtection(IdentityProtection.SEALED, Visibility.RESTRICTED)
        await hub.services.acting.act(PORTAL, Target(taken["trackingNumber"], taken["version"]), raised)
        refused = await anext(results)

    assert [(error.extensions or {})["code"] for error in refused.errors or []] == ["FORBIDDEN"]
