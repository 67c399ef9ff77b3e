"""Answers from rows over an invented fleet: what is read, what is written, and when rows decline."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
import strawberry
from graphql import get_operation_ast, parse

from hub.engine.engine import Engine, Interpreted, prepared
from hub.engine.rows import Cell, Declined, Part, RowRoot, RowType, Wanted
from hub.schema.fields import column, nested, operation, reference


@strawberry.type
class Harbour:
    name: str = column("harbour.name", "Name.")


@strawberry.type
class Sailor:
    name: str = column("sailor.name", "Name.")


@strawberry.type
class Ship:
    name: str = column("ship.name", "Name.")
    speed: int | None = column("ship.speed", "Speed.")
    crew: list[Sailor] = nested("Ship.crew", "Crew.")

    @reference("harbours", "Home.", keyed="home")
    def home(self, info: strawberry.Info) -> Harbour | None:
        return None


@strawberry.type
class Place:
    has_next_page: bool = column("page.next", "More.")
    end_cursor: str | None = column("page.end", "Last.")


@strawberry.type
class Edge:
    cursor: str = column("edge.cursor", "Where.")
    node: Ship = column("edge.node", "Ship.")


@strawberry.type
class Fleet:
    edges: list[Edge] = column("fleet.edges", "Ships.")
    page_info: Place = column("fleet.place", "Place.")


@strawberry.type
class Query:
    @operation("All.")
    def fleet(self, first: int = 2) -> Fleet:
        return Fleet(edges=[], page_info=Place(has_next_page=False, end_cursor=None))

    @operation("One.")
    def ship(self, name: str) -> Ship | None:
        return None


@dataclass
class Page:
    """What a fetch brings."""

    rows: list[tuple[Any, ...]]
    parts: list[Mapping[str, Any]] = field(default_factory=list)
    has_next: bool = True
    has_previous: bool = False
    cursors: list[str] = field(default_factory=lambda: ["c1", "c2"])


class Harbours:
    """The bindings: `wanted` is what was asked last, `made` counts harbours, `page` what comes back."""

    def __init__(self, page: Page) -> None:
        self.page, self.made, self.year = page, 0, 1
        self.wanted: Wanted | None = None
        self.arguments: Mapping[str, Any] = {}

    def view(self, context: Any) -> str:
        return str(context)

    def roots(self, view: Any) -> Mapping[str, RowRoot]:
        crew = Part("crew", RowType({"name": Cell(("called",))}))
        name = Cell(("name",), str.upper if view == "loud" else None)
        cells = {"name": name, "speed": Cell(("speed",)), "home": Cell(("home",), make=self.harbour)}
        ship = RowType(cells, {"crew": crew})
        return {"fleet": RowRoot(ship, True, self.fetch), "ship": RowRoot(ship, False, self.fetch)}

    def edition(self, context: Any) -> object:
        return self.year

    def harbour(self, info: Any, key: Any) -> Harbour:
        self.made += 1
        return Harbour(name=f"{key} {self.year}")

    async def fetch(self, context: Any, arguments: Mapping[str, Any], wanted: Wanted) -> Page:
        self.wanted, self.arguments = wanted, arguments
        if arguments.get("first") == 99:
            raise Declined
        return self.page


class Nothing:
    """Nobody loads anything here."""

    def load(self, name: str, parent: object, arguments: Any = None) -> Any:
        raise AssertionError(name)

    def close(self) -> None: ...


async def nothing(name: str, parents: Any, arguments: Any) -> Any:
    raise AssertionError(name)


class Asker:
    """One engine over the bindings; documents keep their plans."""

    def __init__(self, bindings: Harbours) -> None:
        self.engine = Engine(strawberry.Schema(Query), bindings)
        self.known: dict[str, Any] = {}

    async def ask(self, text: str, view: str = "plain", **variables: Any) -> Any:
        if text not in self.known:
            document = parse(text)
            operation = get_operation_ast(document)
            assert operation is not None
            self.known[text] = prepared(document, operation)
        answer = await self.engine.answer(self.known[text], variables, view, nothing, Nothing())
        assert not isinstance(answer, Interpreted), answer.why
        return orjson.loads(answer)


CREW = {"1": [("Ani", "1"), ("Budi", "1")]}


async def test_exactly_the_selected_columns_are_read_and_written_under_their_keys() -> None:
    bindings = Harbours(Page([("1", "Arka"), ("2", "Biru")]))
    asker = Asker(bindings)
    text = "{ f: fleet(first: 5) { __typename edges { cursor node { a: name b: name kind: __typename } } } }"
    told = await asker.ask(text)
    edges = [
        {"cursor": cursor, "node": {"a": name, "b": name, "kind": "Ship"}}
        for cursor, name in (("c1", "Arka"), ("c2", "Biru"))
    ]
    assert told == {"f": {"__typename": "Fleet", "edges": edges}}
    assert bindings.wanted == Wanted(("name",), ())
    assert bindings.arguments == {"first": 5}
    assert asker.engine.counted["ROWS"] == 1


async def test_parts_are_found_by_the_id_of_their_row() -> None:
    asker = Asker(bindings := Harbours(Page([("1", 9), ("2", None)], [CREW])))
    told = await asker.ask("{ fleet { edges { node { speed crew { name } } } pageInfo { hasNextPage } } }")
    assert told["fleet"] == {
        "edges": [
            {"node": {"speed": 9, "crew": [{"name": "Ani"}, {"name": "Budi"}]}},
            {"node": {"speed": None, "crew": []}},
        ],
        "pageInfo": {"hasNextPage": True},
    }
    assert bindings.wanted == Wanted(("speed",), (("crew", ("called",), None),))


async def test_what_is_made_is_made_once_per_key_and_edition() -> None:
    asker = Asker(bindings := Harbours(Page([("1", "Kumai"), ("2", "Kumai"), ("3", None)])))
    text = "{ fleet { edges { node { home { name } } } } }"
    for year in (1, 1, 2):
        bindings.year = year
        nodes = [edge["node"]["home"] for edge in (await asker.ask(text))["fleet"]["edges"]]
        assert nodes == [{"name": f"Kumai {year}"}, {"name": f"Kumai {year}"}, None]
    assert bindings.made == 2


async def test_one_view_never_gets_the_plan_of_another() -> None:
    asker = Asker(Harbours(Page([("1", "Arka")])))
    text = '{ ship(name: "x") { name } }'
    assert await asker.ask(text, "loud") == {"ship": {"name": "ARKA"}}
    assert await asker.ask(text, "plain") == {"ship": {"name": "Arka"}}
    assert await asker.ask(text, "loud") == {"ship": {"name": "ARKA"}}


async def test_no_row_is_null() -> None:
    asker = Asker(Harbours(Page([])))
    assert await asker.ask('{ ship(name: "x") { name } t: __typename }') == {"ship": None, "t": "Query"}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("{ fleet(first: 99) { edges { node { name } } } }", {"Declined": 1}),
        ("{ fleet { edges { node { name } } } }", {"Unclean": 1}),  # the name is null
    ],
)
async def test_what_rows_cannot_answer_the_ordinary_plan_does(text: str, left: dict[str, int]) -> None:
    asker = Asker(Harbours(Page([("1", None)])))
    assert await asker.ask(text) == {"fleet": {"edges": []}}
    assert (dict(asker.engine.left), asker.engine.counted["COMPILED"]) == (left, 1)


async def test_two_roots_are_read_side_by_side() -> None:
    asker = Asker(Harbours(Page([("1", "Arka")])))
    told = await asker.ask('{ a: ship(name: "x") { name } b: fleet { edges { node { name } } } }')
    assert told == {"a": {"name": "Arka"}, "b": {"edges": [{"node": {"name": "Arka"}}]}}
