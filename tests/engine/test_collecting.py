"""What is asked of an object: fragments, conditions and merged fields, as graphql-core has them."""

import pytest

from hub.engine.collecting import conditional
from tests.engine.harbour import Crate, Ferry, Harbour, Person, Port, Tug, World, by_name, crew


def world() -> World:
    ships = [Tug(name="Komodo", pull=40), Ferry(name="Sangke", seats=200, speed=12.0)]  # type: ignore[arg-type]
    place = Harbour(length=300, vessels=ships, things=[ships[1], None, Crate(weight=1.5), ships[0]])  # type: ignore[arg-type]
    return World(
        [place],
        {
            "Harbour.master": by_name(Tenau=Person(name="Ani")),
            "Harbour.deputy": by_name(),
            "Vessel.crew": lambda ships, asked: [crew(f"{one.name}-{asked[0]}") for one in ships],
        },
    )


@pytest.mark.parametrize(
    "text",
    [
        "{ a: harbour { x: name y: name } b: harbour { name } }",
        "{ harbour { name length } harbour { length open } ... { harbour { code } } }",
        "{ harbour { master { name } } harbour { master { rank boss: name } master { name } } }",
        "{ ...Q } fragment Q on Query { ...R harbour { name } } fragment R on Query { harbour { open } }",
        "{ harbour { ...H ...H ... on Harbour { name } } } fragment H on Harbour { open name }",
        "{ __typename harbour { t: __typename vessels { __typename name } } ...{ __typename } }",
        "{ harbour { vessels { ... on Tug { pull } ... on Ferry { seats speed } ... on Vessel { name } } } }",
        "{ harbour { vessels { ...V crew { name } } } } "
        "fragment V on Vessel { crew { rank } ... on Tug { pull } }",
        "{ harbour { things { __typename ... on Crate { weight } ... on Vessel { name crew { name } } } } }",
        "{ harbour { things { ... on Tug { a: name } ... on Ferry { a: name seats } ... { __typename } } } }",
        "{ things { ... on Crate { v: weight } } }",
        "{ harbour { name @skip(if: true) open @include(if: true) length @include(if: false) } }",
        "{ harbour { name @skip(if: true) name @include(if: true) @skip(if: false) } }",
        "{ harbour @skip(if: true) { name } }",
        "{ harbour { master @include(if: false) { name } ... @skip(if: true) { name } ...H @skip(if: true) } "
        "} fragment H on Harbour { name }",
    ],
)
async def test_a_document_is_collected_as_the_reference_does(port: Port, text: str) -> None:
    await port.same(world(), text, "COMPILED")


CONDITIONS = """query ($a: Boolean! = true, $b: Boolean = false) { harbour {
  name @skip(if: $a) open @include(if: $b) ... @include(if: $a) { length } ...H @skip(if: $b) } }
fragment H on Harbour { code vessels { name @include(if: $b) ... on Tug @skip(if: $a) { pull } } }"""


@pytest.mark.parametrize("variables", [{}, {"a": False}, {"b": True}, {"a": False, "b": True}])
async def test_conditions_are_decided_by_variables_and_their_defaults(
    port: Port, variables: dict[str, bool]
) -> None:
    await port.same(world(), CONDITIONS, "COMPILED", **variables)


async def test_a_condition_that_is_null_is_the_references_error(port: Port) -> None:
    told = await port.same(world(), CONDITIONS, "INTERPRETED", b=None)
    assert told.errors


def test_the_variables_that_decide_are_found_in_fragments_too(port: Port) -> None:
    asked = port.prepared(
        "query ($a: Boolean!, $b: Boolean!, $t: String!) { echo(text: $t) ...Q }"
        "fragment Q on Query { harbour { ...H } ...R } fragment R on Query { ...S @skip(if: $b) }"
        "fragment S on Query { e: echo } fragment H on Harbour { name @include(if: $a) }"
    )
    assert conditional(asked.operation, asked.fragments) == ("a", "b")
