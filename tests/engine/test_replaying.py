"""Failures: told by the reference at their place, from what was read already."""

from typing import Any

import pytest

from tests.engine.harbour import Ferry, Harbour, Person, Port, Tug, World, crew

NAMES = ("Tenau", "Bolok", "Wini")


def world(**answers: Any) -> World:
    """Three harbours; the second one's master is bad unless said otherwise."""
    places = [
        Harbour(name=name, vessels=[Tug(name=f"tug {name}"), Ferry(name=f"f {name}")]) for name in NAMES
    ]
    people = {name: Person(name=f"m {name}") for name in NAMES}

    def answer(parents: Any, _: Any) -> Any:
        return [people[one.name] for one in parents]

    return World(
        places,
        {
            "Harbour.master": answer,
            "Harbour.deputy": answer,
            "Harbour.rating": lambda parents, _: [1 for _ in parents],
            "Vessel.crew": lambda ships, asked: [crew(*"ab"[: asked[0]]) for _ in ships],
            "Person.boss": lambda people, _: [None for _ in people],
            "Berth.holder": lambda berths, _: [Person(name=str(one.number)) for one in berths],
            **answers,
        },
    )


def fails_for(*names: str, with_: Any = None) -> Any:
    """A loader that fails for these, or answers them badly."""

    def answer(parents: Any, _: Any) -> Any:
        bad = ValueError("no line") if with_ is None else with_
        return [bad if one.name in names else Person(name="x") for one in parents]

    return answer


def breaks(parents: Any, _: Any) -> Any:
    """A loader that fails as a whole."""
    raise OSError("no line")


DEPUTIES = "{ harbours { name deputy { name boss { name } } vessels { crew { name } } } }"
MASTERS = "{ harbours { name master { name } } harbour { name } }"


async def test_a_failure_for_one_parent_is_an_error_at_its_place(port: Port) -> None:
    told = await port.same(world(**{"Harbour.deputy": fails_for("Bolok")}), DEPUTIES, "REPLAYED")
    assert told.errors == [(("harbours", 1, "deputy"), "no line")]
    assert [one["deputy"] is None for one in told.value["harbours"]] == [False, True, False]


async def test_a_failure_for_all_is_an_error_of_each(port: Port) -> None:
    told = await port.same(world(**{"Harbour.deputy": breaks}), DEPUTIES, "REPLAYED")
    assert [path for path, _ in told.errors] == [("harbours", place, "deputy") for place in range(3)]


@pytest.mark.parametrize(
    "answer",
    [
        fails_for("Bolok"),
        fails_for("Bolok", with_=7),
        fails_for("Bolok", with_=Tug(name="x")),
        lambda parents, _: [None for _ in parents],
        lambda parents, _: [Person(name="x")],
        breaks,
    ],
    ids=["fails", "number", "other", "null", "few", "all"],
)
@pytest.mark.parametrize("text", [DEPUTIES, MASTERS], ids=["nullable", "not null"])
async def test_whatever_a_loader_does_the_answer_is_the_references(
    port: Port, answer: Any, text: str
) -> None:
    await port.same(world(**{"Harbour.deputy": answer, "Harbour.master": answer}), text)


EVERYTHING = """{ harbours { name flag deputy { name boss { name } } master { name } rating
  vessels { name crew { name boss { name } } } berth(number: 4) { holder { name } } } harbour { name } }"""


async def test_what_was_read_is_not_read_again(port: Port) -> None:
    bad = world(**{"Harbour.deputy": fails_for("Bolok")})
    told = await port.same(bad, EVERYTHING, "REPLAYED")
    clean = await port.same(world(), EVERYTHING, "COMPILED")
    assert told.called == clean.called
    assert {name: told.parents[name] for name in ("Harbour.master", "Vessel.crew", "Berth.holder")} == {
        "Harbour.master": 3,
        "Vessel.crew": 6,
        "Berth.holder": 3,
    }
    assert (told.called["harbours"], told.called["harbour"], told.called["berth"]) == (1, 1, 3)


async def test_a_root_that_failed_is_not_asked_again(port: Port) -> None:
    told = await port.same(world(), "{ failing { name } harbours { master { name } } }", "REPLAYED")
    assert (told.called["failing"], told.called["harbours"], told.called["Harbour.master"]) == (1, 1, 1)
    assert told.errors == [(("failing",), "closed")]


async def test_a_root_that_may_not_fail_takes_everything_with_it(port: Port) -> None:
    told = await port.same(world(), "{ harbours { name } broken { name } }", "REPLAYED")
    assert (told.data, told.errors) == (b"null", [(("broken",), "broken")])


async def test_a_rule_that_fails_costs_its_own_field(port: Port) -> None:
    places = world()
    places.harbours[0].depth, places.harbours[1].depth = 4.0, 0.0
    told = await port.same(places, "{ harbours { risk } }", "REPLAYED")
    assert [one["risk"] for one in told.value["harbours"]] == [0.25, None, None]


async def test_a_rule_that_fails_beside_a_load_leaves_nothing_unawaited(port: Port) -> None:
    closed = world()
    closed.harbours[1].open = False
    text = "{ harbours { master { boss { name } } rating slip { holder { name } } } }"
    told = await port.same(closed, text, "REPLAYED")
    assert told.errors == [(("harbours", 1, "slip"), "closed")]
    assert (told.called["Harbour.master"], told.called["Harbour.rating"]) == (1, 1)


async def test_one_field_under_several_names_and_arguments_is_told_apart(port: Port) -> None:
    def some(ships: Any, asked: Any) -> Any:
        return [
            crew("a", "b")[: asked[0]] if "Wini" not in one.name else ValueError(str(asked)) for one in ships
        ]

    text = """{ harbours { vessels {
        one: crew(first: 1) { name } two: crew { name } three: crew(rank: MATE) { rank } } }
      again: harbours(first: 1) { vessels { one: crew(first: 2, rank: MASTER) { name } } } }"""
    told = await port.same(world(**{"Vessel.crew": some}), text, "REPLAYED")
    assert (told.called["Vessel.crew"], told.data) == (8, b"null")  # two classes, three ways and one more


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("{ harbour { greeting(times: -1) } }", {}),
        ("{ harbour { vessels { crew(first: -1) { name } } master { name } } }", {}),
        ("query ($n: Int!) { harbour { name greeting(times: $n) } }", {"n": -1}),
        ("query ($n: Int = -2) { harbour { name vessels { crew(first: $n) { name } } } }", {}),
        ("query ($n: Int = -2) { harbours(first: 0) { vessels { crew(first: $n) { name } } } }", {}),
        ("query ($n: Int = 2) { harbour { name vessels { crew(first: $n) { name } } } }", {"n": None}),
    ],
)
async def test_arguments_that_no_rule_takes_are_told_by_the_reference(
    port: Port, text: str, variables: dict[str, Any]
) -> None:
    await port.same(world(), text, "REPLAYED", **variables)
