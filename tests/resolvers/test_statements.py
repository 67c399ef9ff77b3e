"""One query costs a fixed number of statements, however many rows it answers."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.harness import COORDINATOR, PORTAL, Hub
from tests.resolvers.operations import CASE, SUBMIT, submission

EVERYTHING = CASE + "{ cases(first: 50) { totalCount edges { node { ...CaseParts } } } }"
FEED = """{ events(first: 100) { edges { node { type
  case { title assignments { hop } timeline { edges { cursor } } } } } } }"""
AGENCIES = """{ agencies(region: "62.01", first: 40) { edges { node { name
  cases { totalCount edges { node { title } } } } } } }"""


@contextmanager
def counted(hub: Hub) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []
    engine = hub.tools.db._reader.sync_engine

    def note(_: object, __: object, statement: str, *___: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def statements(hub: Hub, text: str) -> int:
    with counted(hub) as sent:
        await hub.ask(text, COORDINATOR)
    return len(sent)


@pytest.mark.parametrize("text", [EVERYTHING, FEED, AGENCIES], ids=["cases", "feed", "agencies"])
async def test_twelve_cases_cost_as_many_statements_as_one(hub: Hub, text: str) -> None:
    await hub.ask(SUBMIT, PORTAL, input=submission(1))
    await hub.drain()
    await hub.ask(text, COORDINATOR)
    few = await statements(hub, text)
    for number in range(2, 13):
        await hub.ask(SUBMIT, PORTAL, input=submission(number))
    await hub.drain()
    many = await statements(hub, text)

    assert many == few
    assert 0 < many <= 20
