"""The page about the schema says what is in force."""

import re
from pathlib import Path

from graphql import GraphQLSchema

from hub.schema.limits import Limits

PAGE = Path(__file__).parents[2] / "docs" / "schema.md"


def rows(heading: str) -> dict[str, str]:
    """First and second column of the table under a heading of the page."""
    section = PAGE.read_text().partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `([^`]+)` \| ([^|]+?) \|", section, re.MULTILINE))


def test_no_operation_of_the_schema_is_announced_without_being_served(core: GraphQLSchema) -> None:
    for root in (core.query_type, core.mutation_type, core.subscription_type):
        assert root is not None
        assert not [name for name, one in root.fields.items() if "Not served yet" in (one.description or "")]


def test_the_page_shows_the_limits_that_are_in_force() -> None:
    shown = {name: int(value.replace(",", "")) for name, value in rows("Limits of a document").items()}

    assert shown == {name: getattr(Limits(), name) for name in Limits.__dataclass_fields__}
