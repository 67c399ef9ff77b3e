"""Who holds a case: `owner`, the filter of that name and `Agency.cases` agree."""

from typing import Any

import pytest

from tests.harness import COORDINATOR, PORTAL, Hub
from tests.resolvers.operations import SUBMIT, submission

COORDINATING, OWNING = "62.01.diskominfo", "62.01.disdukcapil"
HELD = """
query ($owner: [String!], $code: String!) {
  cases(filter: {owner: $owner}) { totalCount edges { node { title } } }
  agency(code: $code) { cases { totalCount edges { node { title owner { code } } } } } }
"""


async def held(hub: Hub, code: str) -> tuple[list[str], list[str], int]:
    """Titles by the filter, titles by the agency, and how many the agency counts."""
    answer: dict[str, Any] = await hub.ask(HELD, COORDINATOR, owner=[code], code=code)
    nested = answer["agency"]["cases"]
    return (
        [edge["node"]["title"] for edge in answer["cases"]["edges"]],
        [edge["node"]["title"] for edge in nested["edges"]],
        nested["totalCount"],
    )


@pytest.fixture
async def triage(hub: Hub) -> Hub:
    """One case that nobody could be found for."""
    unclear = {"title": "Sesuatu hal", "body": "hal yang tidak jelas sama sekali", "topic": None}
    await hub.ask(SUBMIT, PORTAL, input=submission(1, **unclear))
    hub.later(minutes=1)
    return hub


async def test_a_case_in_triage_is_among_the_cases_of_its_coordinator(triage: Hub) -> None:
    assert await held(triage, COORDINATING) == (["Sesuatu hal"], ["Sesuatu hal"], 1)


async def test_a_case_under_way_to_its_owner_is_among_the_cases_of_both(triage: Hub) -> None:
    await triage.ask(SUBMIT, PORTAL, input=submission(2, title="Laporan 2"))

    both = ["Laporan 2", "Sesuatu hal"]
    assert await held(triage, COORDINATING) == (both, both, 2)
    assert await held(triage, OWNING) == ([], ["Laporan 2"], 1)


async def test_a_delivered_case_is_listed_once_by_its_owner_and_no_more_by_the_coordinator(
    triage: Hub,
) -> None:
    await triage.ask(SUBMIT, PORTAL, input=submission(2, title="Laporan 2"))
    await triage.drain()

    assert await held(triage, COORDINATING) == (["Sesuatu hal"], ["Sesuatu hal"], 1)
    assert await held(triage, OWNING) == (["Laporan 2"], ["Laporan 2"], 1)
