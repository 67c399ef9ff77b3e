"""Lists, nulls and abstract types in generated code, and in what it leaves to the reference."""

from typing import Any

import pytest

from hub.engine.compiling import compiled
from tests.engine.harbour import Crate, Ferry, Harbour, Person, Port, Tug, World, by_name, crew

TUG, FERRY, CRATE = Tug(name="Komodo"), Ferry(name="Sangke"), Crate(weight=1.0)


class Launch(Tug):
    """A class that no type of the schema stands for."""


@pytest.mark.parametrize(
    "values",
    [
        {"grid": []},
        {"grid": [[1, None], None, []], "strict": [[1], []], "tags": []},
        {"grid": ((1, 2), [3]), "strict": None, "tags": ("a", "b")},
    ],
)
async def test_lists_in_lists_are_written(port: Port, values: dict[str, Any]) -> None:
    await port.same(World([Harbour(**values)]), "{ harbour { grid strict tags } }", "COMPILED")


@pytest.mark.parametrize(
    ("values", "nulls"),
    [
        ({"grid": None}, {"harbour": None}),
        ({"grid": [[2**40]]}, {"harbour": {"grid": [[None]], "strict": None, "tags": None}}),
        ({"strict": [[1], None]}, {"harbour": {"grid": [], "strict": None, "tags": None}}),
        ({"strict": [[1, None]]}, {"harbour": {"grid": [], "strict": None, "tags": None}}),
        ({"tags": ["a", None]}, {"harbour": {"grid": [], "strict": None, "tags": None}}),
        ({"tags": "abc"}, {"harbour": {"grid": [], "strict": None, "tags": None}}),
        ({"tags": {"a": 1}}, None),
        ({"grid": [7]}, {"harbour": {"grid": [None], "strict": None, "tags": None}}),
    ],
)
async def test_a_null_climbs_to_the_nearest_parent_that_may_be_null(
    port: Port, values: dict[str, Any], nulls: Any
) -> None:
    told = await port.same(World([Harbour(**values)]), "{ harbour { grid strict tags } }", "REPLAYED")
    assert nulls is None or (told.value == nulls and told.errors)


async def test_a_generator_and_a_set_are_lists_for_the_reference_only(port: Port) -> None:
    await port.same(World([Harbour(tags={"a"})]), "{ harbour { tags } }", "REPLAYED")  # type: ignore[arg-type]


SHIPS = "{ harbour { main { __typename name } vessels { __typename name } things { __typename } } }"


@pytest.mark.parametrize(
    ("values", "how"),
    [
        ({"main": TUG, "vessels": [TUG, FERRY, TUG], "things": [CRATE, None, TUG]}, "COMPILED"),
        ({"main": None, "vessels": [], "things": None}, "COMPILED"),
        ({"vessels": [TUG, None]}, "REPLAYED"),
        ({"vessels": [CRATE]}, "REPLAYED"),
        ({"things": [Harbour()]}, "REPLAYED"),
        ({"main": Launch(name="Kecil")}, "REPLAYED"),
        ({"main": 7}, "REPLAYED"),
        ({"main": [TUG]}, "REPLAYED"),
        ({"vessels": TUG}, "REPLAYED"),
    ],
)
async def test_several_classes_in_one_list(port: Port, values: dict[str, Any], how: str) -> None:
    await port.same(World([Harbour(**values)]), SHIPS, how)


DEEP = """{ harbour { main { crew { name } } vessels { name crew(first: 1) { name } }
  piers { name crew { name boss { name } } } things { ... on Crate { owner { name } } } } }"""


def deep(**values: Any) -> World:
    return World(
        [Harbour(**values)],
        {
            "Vessel.crew": lambda ships, asked: [
                crew(*[f"{s.name}{n}" for n in range(asked[0])]) for s in ships
            ],
            "Person.boss": lambda people, _: [one if one.name.endswith("1") else None for one in people],
            "Crate.owner": lambda crates, _: [Person(name=str(one.weight)) for one in crates],
        },
    )


@pytest.mark.parametrize(
    ("values", "how"),
    [
        ({}, "COMPILED"),
        ({"main": TUG, "vessels": [TUG, FERRY, TUG], "things": [CRATE, TUG, None, CRATE]}, "COMPILED"),
        ({"piers": [[TUG, None], [], [None, FERRY, TUG]]}, "COMPILED"),
        ({"piers": [[TUG], None]}, "REPLAYED"),
        ({"piers": [[TUG], [CRATE]]}, "REPLAYED"),
        ({"piers": [TUG]}, "REPLAYED"),
        ({"things": [CRATE, Launch(name="x")]}, "REPLAYED"),
        ({"vessels": None}, "REPLAYED"),
        ({"vessels": [None]}, "REPLAYED"),
        ({"main": CRATE}, "REPLAYED"),
    ],
)
async def test_loads_below_lists_and_abstract_types(port: Port, values: dict[str, Any], how: str) -> None:
    await port.same(deep(**values), DEEP, how)


async def test_a_list_of_any_length_is_one_call(port: Port) -> None:
    told = await port.same(
        deep(vessels=[TUG, FERRY] * 50), "{ harbour { vessels { crew { boss { name } } } } }"
    )
    assert (told.called["Vessel.crew"], told.called["Person.boss"]) == (2, 2)  # one per class of the list
    assert told.parents["Person.boss"] == 200


async def test_a_loaded_value_that_may_not_be_null(port: Port) -> None:
    world = World([Harbour(name="a"), Harbour(name="b")], {"Harbour.rating": by_name(a=1)})
    told = await port.same(world, "{ harbours { rating } harbour { name } }", "REPLAYED")
    assert (told.data, told.errors[0][0]) == (b"null", ("harbours", 1, "rating"))
    world.answers["Harbour.rating"] = by_name(a=1, b=2)
    await port.same(world, "{ harbours { rating r: rating } }", "COMPILED")


def test_no_word_of_a_client_but_its_keys_gets_into_the_source(port: Port) -> None:
    asked = port.prepared('query Secret($v: String = "hunter2") { k: echo(text: $v) l: echo(text: "open") }')
    source = compiled(port.core, asked.operation, asked.fragments, {}).source
    assert not any(word in source for word in ("Secret", "hunter2", "open"))
    assert "'k': " in source
