"""What is announced and not served yet stands in one list, and the list is shown to readers."""

import re
from pathlib import Path

import pytest
from graphql import GraphQLObjectType, GraphQLSchema

from hub.errors import NotAvailable
from hub.schema.later import LATER, not_available
from hub.schema.limits import Limits

PAGE = Path(__file__).parents[2] / "docs" / "schema.md"


def rows(heading: str) -> dict[str, str]:
    """First and second column of the table under a heading of the page."""
    section = PAGE.read_text().partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `([^`]+)` \| ([^|]+?) \|", section, re.MULTILINE))


def test_the_page_and_the_list_are_the_same() -> None:
    assert rows("Not served yet") == LATER


def test_every_operation_of_the_list_is_in_the_schema(core: GraphQLSchema) -> None:
    for coordinate in LATER:
        type_name, _, field = coordinate.partition(".")
        type_ = core.type_map[type_name]
        assert isinstance(type_, GraphQLObjectType)
        assert "Not served yet" in (type_.fields[field].description or "")


def test_no_other_operation_claims_to_come_later(core: GraphQLSchema) -> None:
    claims = {
        f"{root.name}.{name}"
        for root in (core.query_type, core.mutation_type, core.subscription_type)
        if root is not None
        for name, field in root.fields.items()
        if "Not served yet" in (field.description or "")
    }

    assert claims == set(LATER)


@pytest.mark.parametrize("coordinate", list(LATER))
def test_the_failure_names_the_operation_and_the_reason(coordinate: str) -> None:
    failure = not_available(coordinate)

    assert isinstance(failure, NotAvailable)
    assert str(failure) == f"{coordinate.partition('.')[2]} is not served yet: {LATER[coordinate]}"


def test_the_page_shows_the_limits_that_are_in_force() -> None:
    shown = {name: int(value.replace(",", "")) for name, value in rows("Limits of a document").items()}

    assert shown == {name: getattr(Limits(), name) for name in Limits.__dataclass_fields__}
