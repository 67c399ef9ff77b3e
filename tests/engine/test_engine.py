"""Plans are made once, kept in bounds, and counted by how they answered."""

from typing import Any

import pytest

from hub.engine.compiling import compiled
from hub.engine.engine import MOST_VARIANTS, Engine, Interpreted
from tests.engine.harbour import Harbour, Person, Port, World, by_name

ECHO = 'query ($t: String! = "a", $r: Rank) { echo(text: $t, rank: $r) }'


@pytest.mark.parametrize("variables", [{}, {"t": 'x"y'}, {"r": "MASTER"}, {"t": "b", "r": None}])
async def test_variables_and_defaults_reach_the_field(port: Port, variables: dict[str, Any]) -> None:
    await port.same(World(), ECHO, "COMPILED", **variables)


@pytest.mark.parametrize("variables", [{"t": None}, {"t": 5}, {"r": "COOK"}])
async def test_variables_that_do_not_fit_are_told_by_the_reference(port: Port, variables: Any) -> None:
    told = await port.same(World(), ECHO, "INTERPRETED", **variables)
    assert told.errors


async def test_a_field_gets_the_context_by_its_info(port: Port) -> None:
    world = World([Harbour()], flag="blue")
    assert (await port.same(world, "{ harbour { flag } }", "COMPILED")).value == {"harbour": {"flag": "blue"}}


async def test_nothing_found_is_clean(port: Port) -> None:
    assert (await port.same(World(), "{ harbour { name } harbours { name } }", "COMPILED")).value == {
        "harbour": None,
        "harbours": [],
    }


def counting(port: Port) -> tuple[Engine, list[Any]]:
    """An engine of which it is known what it compiled."""
    made: list[Any] = []

    def compiling(*given: Any) -> Any:
        made.append(given[3])
        return compiled(*given)

    return Engine(port.schema, compiling=compiling), made


async def test_an_operation_is_compiled_once_per_choice(port: Port) -> None:
    engine, made = counting(port)
    asked = port.prepared("query ($a: Boolean!) { harbour { name @skip(if: $a) open } echo }")
    for value in (True, False, True, False):
        assert not isinstance(engine.plan(asked, {"a": value}), Interpreted)
    assert made == [{"a": True}, {"a": False}]


async def test_an_operation_has_a_bounded_number_of_plans(port: Port) -> None:
    engine, made = counting(port)
    names = [f"v{number}" for number in range(6)]
    fields = " ".join(f"f{name}: name @include(if: ${name})" for name in names)
    asked = port.prepared(
        f"query ({' '.join(f'${name}: Boolean!' for name in names)}) {{ harbour {{ {fields} open }} }}"
    )
    choices = [{name: bool(place >> at & 1) for at, name in enumerate(names)} for place in range(64)]
    found = [engine.plan(asked, choice) for choice in choices]
    assert [isinstance(one, Interpreted) for one in found] == [False] * MOST_VARIANTS + [True] * 48
    assert (len(made), len(asked.plans)) == (MOST_VARIANTS, MOST_VARIANTS)
    assert engine.plan(asked, choices[3]) is found[3]
    world = World([Harbour()])
    text = f"query ({' '.join(f'${name}: Boolean!' for name in names)}) {{ harbour {{ {fields} open }} }}"
    for choice in (choices[0], choices[63]):
        await port.same(world, text, **choice)


async def test_operations_are_counted_by_how_they_were_answered(port: Port) -> None:
    world = World([Harbour()], {"Harbour.master": by_name(Tenau=Person(name="Ani"))})
    for text in ("{ harbour { master { name } } }", "{ failing { name } }", "{ __schema { description } }"):
        await port.engines(world, text)
    assert port.engine.counted == {"COMPILED": 1, "REPLAYED": 1, "INTERPRETED": 1}


async def test_data_that_json_cannot_hold_is_the_references(port: Port) -> None:
    text = "{ harbour { name } }"
    asked, world = port.prepared(text), World([Harbour(name="\ud800")])
    with pytest.raises(TypeError, match="surrogates"):
        await port.engines(world, text, asked)
    assert port.engine.counted == {"REPLAYED": 1}
