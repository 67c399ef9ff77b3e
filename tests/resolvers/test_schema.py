"""What the doors ask of the schema before they run anything."""

import pytest
from graphql import OperationType, build_schema

from hub.resolvers.schema import build, sdl
from hub.schema.limits import Limits

BOTH = "query A { viewer { name } } subscription B { caseEvents { id } }"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("{ viewer { name } }", None, OperationType.QUERY),
        (BOTH, "B", OperationType.SUBSCRIPTION),
        (BOTH, None, None),
        ("{ nothing }", None, None),
        ("{", None, None),
        ("", None, None),
    ],
)
def test_a_door_learns_the_kind_of_what_can_run(
    text: str, name: str | None, kind: OperationType | None
) -> None:
    known = build().known(text, name)

    assert (known.kind if known is not None else None) is kind


def test_other_limits_can_be_handed_in() -> None:
    assert build(Limits(depth=1)).known("{ viewer { name } }", None) is None


def test_the_text_of_the_schema_is_complete_in_itself() -> None:
    schema = build_schema(sdl(), assume_valid_sdl=True)

    assert schema.query_type is not None
    assert {"cases", "_entities", "_service"} <= set(schema.query_type.fields)
