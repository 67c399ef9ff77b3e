"""Answers from rows: for every kind of viewer the same bytes as the reference gives, on either database."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from hub.casework.row_reading import RowReading
from hub.domain.caller import Caller, Role
from hub.domain.case import CaseStatus, IdentityProtection, Sensitivity, Visibility
from hub.resolvers.row_bindings import CaseRows
from tests.casework.conftest import kept_postgres_url, wipe  # noqa: F401 - a fixture
from tests.harness import COORDINATOR, OPERATOR, OTHER_PORTAL, PARTNER, PORTAL, Hub, hub_on, officer

VIEWERS = {
    "portal": PORTAL,
    "other portal": OTHER_PORTAL,
    "coordinator": COORDINATOR,
    "officer": officer("62.01.disdukcapil"),
    "other officer": officer("62.01.dinsos"),
    "partner": PARTNER,
    "admin": OPERATOR,
    "nation": Caller("pusat", "KemenPANRB", Role.COORDINATOR, agency="kemenpanrb"),
}
LEAVES = """
    __typename id trackingNumber kind sensitivity identityProtection visibility title body occurredOn status
    version answer maladministration createdAt updatedAt attachments { filename }
    topic { code name } region { code name } channel { code name } owner { code name tier }
    raisedTo { code } again: owner { __typename name }
    timeline(first: %d) {
      pageInfo { hasNextPage hasPreviousPage }
      edges { node { id sequence type actor status note occurredAt claimedAt agency { code } } }
    }
    assignments { id state hop reason offeredAt deliveredAt acceptedAt endedAt agency { code name } }
"""
PAGES = {
    "newest": "cases(first: 3)",
    "oldest": "cases(first: 100, orderBy: OLDEST)",
    "changed": "cases(first: 2, orderBy: UPDATED)",
    "due": "cases(orderBy: DUE)",
    "none": "cases(first: 0)",
    "one agency's": 'cases(filter: {owner: ["62.01.disdukcapil"], region: "62.01", kind: [COMPLAINT]})',
}
ONE = f"query ($n: String!) {{ case(trackingNumber: $n) {{ {LEAVES % 100} }} other: __typename }}"
WORDS = 'Tanya "KTP" \\ 👩🏽‍⚖️ NIK 6201010101010001 surel a.b@example.org telepon 0812-3456-7890\n'


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgresql, pytest.mark.long])],
)
async def hub(request: pytest.FixtureRequest) -> AsyncIterator[Hub]:
    """A hub with cases of every sort."""
    name = {"sqlite": "sqlite_url", "postgresql": "kept_postgres_url"}[request.param]
    address = request.getfixturevalue(name)
    if request.param == "postgresql":
        wipe(address)
    async with hub_on(address) as running:
        await fill(running)
        yield running


async def fill(hub: Hub) -> None:
    """Open, whistle-blowing, restricted, anonymous, answered and untouched cases."""
    for change in (
        {},
        {"title": WORDS[:80], "body": WORDS * 3},
        {"sensitivity": Sensitivity.WHISTLEBLOWING},
        {"sensitivity": Sensitivity.OVERSIGHT, "agency": "62.01.disdukcapil"},
        {"visibility": Visibility.RESTRICTED},
        {"identity_protection": IdentityProtection.NONE, "reporter": None},
        {"title": "Sesuatu hal", "body": "Tidak jelas apa.", "topic": None},
    ):
        await hub.services.intake.submit(PORTAL, hub.submission(**change))
        hub.later(minutes=7)
    await hub.drain()
    system = hub.agencies["kobar-disdukcapil"]
    system.move("0", CaseStatus.IN_PROGRESS, WORDS)
    await hub.drain()
    system.move("0", CaseStatus.ANSWERED, WORDS)
    await hub.drain()


async def alike(hub: Hub, query: str, caller: Caller, **variables: Any) -> Any:
    """The data; the reference's bytes are the same, and rows were what answered."""
    hub.compares = True
    before = hub.schema.engine.counted["ROWS"]
    data = await hub.ask(query, caller, **variables)
    assert hub.schema.engine.counted["ROWS"] == before + 1, hub.schema.engine.left
    return data


async def test_every_viewer_reads_the_same_from_rows(hub: Hub) -> None:
    for viewer in VIEWERS.values():
        for page in PAGES.values():
            await alike(hub, f"{{ {page} {{ edges {{ cursor node {{ {LEAVES % 2} }} }} }} }}", viewer)


async def test_a_page_goes_on_where_its_cursor_says(hub: Hub) -> None:
    text = """query ($after: Cursor) { cases(first: 2, after: $after) {
        edges { cursor node { trackingNumber } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
    seen: list[str] = []
    after = None
    while True:
        page = (await alike(hub, text, COORDINATOR, after=after))["cases"]
        seen += [edge["node"]["trackingNumber"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    everything = await hub.ask("{ cases(first: 100) { edges { node { trackingNumber } } } }", COORDINATOR)
    assert seen == [edge["node"]["trackingNumber"] for edge in everything["cases"]["edges"]]


async def test_one_case_by_its_number_for_who_may_see_it_and_null_for_others(hub: Hub) -> None:
    numbers = [
        edge["node"]["trackingNumber"]
        for edge in (await hub.ask("{ cases(first: 100) { edges { node { trackingNumber } } } }", OPERATOR))[
            "cases"
        ]["edges"]
    ]
    shown = set()
    for caller in VIEWERS.values():
        for number in numbers:
            text = (
                f"query ($n: String!) {{ case(trackingNumber: $n) {{ {LEAVES % 100} }} other: __typename }}"
            )
            shown.add((await alike(hub, text, caller, n=number.lower()))["case"] is None)
    assert shown == {True, False}


async def test_what_rows_do_not_tell_is_answered_the_ordinary_way(hub: Hub) -> None:
    hub.compares = True
    for text in (
        '{ cases(filter: {search: "ktp"}) { edges { node { id } } } }',
        "{ cases(filter: {overdue: true}) { edges { node { id } } } }",
        "{ cases(last: 2) { edges { node { id } } } }",
        "{ cases { totalCount edges { node { id } } } }",
        "{ cases { edges { node { rating } } } }",
        "{ cases { edges { node { owner { cases { totalCount } } } } } }",
        "{ cases { edges { node { timeline { edges { cursor } } } } } }",
    ):
        await hub.ask(text, COORDINATOR)
    assert hub.schema.engine.counted["ROWS"] == 0


async def test_a_wrong_argument_is_the_same_error_as_ever(hub: Hub) -> None:
    for text in (
        "{ cases(first: 101) { edges { node { id } } } }",
        '{ cases(after: "x") { edges { node { id } } } }',
    ):
        answer = await hub.answer(text, COORDINATOR)
        assert answer.data is None
        assert [error.extensions["code"] for error in answer.errors or [] if error.extensions] != []


async def test_a_renamed_agency_is_told_by_its_new_name_at_once(hub: Hub) -> None:
    text = "{ cases(first: 100) { edges { node { owner { name } } } } }"
    await alike(hub, text, COORDINATOR)
    directory = hub.edition[0]
    agencies = {code: replace(one, name="Nama baru") for code, one in directory.agencies.items()}
    hub.edition[0] = replace(directory, agencies=agencies)
    names = {
        edge["node"]["owner"]["name"] for edge in (await alike(hub, text, COORDINATOR))["cases"]["edges"]
    }
    assert names == {"Nama baru"}


def test_the_plan_of_one_kind_of_viewer_is_never_that_of_another() -> None:
    roots = {role: CaseRows().roots(role) for role in Role}
    masked = {role for role, found in roots.items() if found["cases"].type.cells["body"].write is not None}
    assert Role.PARTNER in masked
    assert not masked & {Role.OFFICER, Role.COORDINATOR, Role.ADMIN}


def test_rows_are_read_in_the_callers_scope_only() -> None:
    """There is no way to ask for rows without a caller."""
    assert "caller" in RowReading.page.__annotations__
    assert "caller" in RowReading.by_tracking.__annotations__
