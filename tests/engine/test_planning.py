"""What becomes a plan, what it says, and what is left to the reference with a reason."""

from typing import Any, Generic, TypeVar

import pytest
import strawberry
from strawberry.extensions import FieldExtension

from hub.engine.collecting import Conditions
from hub.engine.plan import How, Plan, Selection, Shape, Step, Typename, Unplannable
from hub.engine.planning import MOST_STEPS, planned, shape_of
from tests.engine.harbour import Harbour, Port, World

T = TypeVar("T")


def plan_of(port: Port, text: str, conditions: Conditions | None = None) -> Plan:
    asked = port.prepared(text)
    return planned(port.core, asked.operation, asked.fragments, conditions or {})


def step(steps: Any, *keys: str) -> Step:
    """The step at these keys; behind an abstract type that of the first class."""
    found: Any = None
    for key in keys:
        [found] = [one for one in steps if one.key == key]
        if isinstance(found, Step) and isinstance(found.value, Selection):
            steps = next(iter(found.value.possible.values()))
    return found


def test_a_plan_says_how_each_value_is_got(port: Port) -> None:
    plan = plan_of(
        port,
        "{ h: harbour { t: __typename name flag greeting(loud: true) master { name } "
        "vessels { crew { name } } } }",
    )
    assert [step(plan.steps, "h", key).how for key in ("name", "flag", "greeting", "master", "vessels")] == [
        How.ATTRIBUTE,
        How.METHOD,
        How.METHOD,
        How.BATCH,
        How.ATTRIBUTE,
    ]
    assert step(plan.steps, "h").how is How.ROOT
    assert step(plan.steps, "h", "t") == Typename("t", "Harbour")
    assert step(plan.steps, "h", "vessels", "crew").name == "Vessel.crew"
    assert (step(plan.steps, "h", "vessels").waits, step(plan.steps, "h", "flag").waits) == (True, False)


def test_an_abstract_type_has_steps_for_each_class(port: Port) -> None:
    found = step(
        plan_of(port, "{ things { ... on Crate { weight } ... on Vessel { name } } }").steps, "things"
    )
    assert isinstance(found.value, Selection)
    shown = {kind.__name__: [one.key for one in steps] for kind, steps in found.value.possible.items()}
    assert shown == {"Tug": ["name"], "Ferry": ["name"], "Crate": ["weight"]}


def test_shapes_are_those_of_the_schema(port: Port) -> None:
    fields: Any = port.core.type_map["Harbour"].fields  # type: ignore[union-attr]
    assert shape_of(fields["grid"].type) == Shape((False, True, True))
    assert shape_of(fields["strict"].type) == Shape((True, False, False))
    assert (shape_of(fields["depth"].type).depth, shape_of(fields["strict"].type).depth) == (0, 2)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{ __schema { description } }", "Query.__schema"),
        ('{ harbour { name } __type(name: "Tug") { name } }', "Query.__type"),
    ],
)
def test_what_is_not_planned_is_named(port: Port, text: str, why: str) -> None:
    with pytest.raises(Unplannable, match=why):
        plan_of(port, text)


class Louder(FieldExtension):
    def resolve(self, next_: Any, source: Any, info: strawberry.Info, **kwargs: Any) -> Any:
        return f"{next_(source, info, **kwargs)}!"


def shout(times: int = 1) -> str:
    """A resolver without a parent."""
    return "a" * times


def reads(parent: strawberry.Parent["Odd"]) -> int:
    """One that calls its parent otherwise."""
    return parent.number


@strawberry.interface
class Thing:
    number: int


@strawberry.type
class Odd(Thing):
    loud: str = strawberry.field(default="a", extensions=[Louder()])
    shout: str = strawberry.field(resolver=shout)
    reads: int = strawberry.field(resolver=reads)

    @strawberry.field
    async def slow(self) -> int:
        return self.number


@strawberry.type
class Box(Generic[T]):
    inside: T


@strawberry.type
class Oddities:
    @strawberry.field
    def odd(self) -> Odd:
        return Odd(number=3)

    @strawberry.field
    def boxes(self) -> list[Box[int] | Box[str]]:
        return [Box(inside=1), Box(inside="a")]


@pytest.fixture(scope="module")
def odd() -> Port:
    """A schema with what no plan takes."""
    return Port(Oddities)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{ odd { loud } }", "Odd.loud has an extension of its own"),
        ("{ odd { shout } }", "Odd.shout is no method of its object"),
        ("{ odd { shout(times: 3) } }", "Odd.shout is no method of its object"),
        ("{ odd { reads } }", "Odd.reads is no method of its object"),
        ("{ odd { slow } }", "Odd.slow waits for every object"),
    ],
)
async def test_fields_out_of_the_ordinary_are_the_references(odd: Port, text: str, why: str) -> None:
    with pytest.raises(Unplannable, match=why):
        plan_of(odd, text)
    await odd.same(World(), text, "INTERPRETED")


async def test_objects_of_a_generic_class_are_told_apart_by_the_reference(odd: Port) -> None:
    await odd.same(
        World(), "{ boxes { ... on IntBox { a: inside } ... on StrBox { b: inside } } }", "REPLAYED"
    )


def bomb(levels: int, fields: int) -> str:
    """A short document that means `fields ** levels` steps."""
    spread = " ".join(f"f{number}: boss {{ ...L%d }}" for number in range(fields))
    fragments = " ".join(
        f"fragment L{level} on Person {{ {spread.replace('%d', str(level + 1))} }}" for level in range(levels)
    )
    last = f"fragment L{levels} on Person {{ name }}"
    return f"{{ harbours(first: 0) {{ master {{ ...L0 }} }} }} {fragments} {last}"


async def test_a_short_document_that_means_a_long_plan_is_not_planned(port: Port) -> None:
    text = bomb(7, 6)
    assert len(text) < 1_100
    with pytest.raises(Unplannable, match=f"more than {MOST_STEPS} fields"):
        plan_of(port, text)
    await port.same(World([Harbour()]), text, "INTERPRETED")
    await port.same(World([]), bomb(3, 6), "COMPILED")
