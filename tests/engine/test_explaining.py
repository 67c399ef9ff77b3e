"""A plan for people: every field is in the tree, the chart and the picture, and text stays text."""

from xml.etree import ElementTree

import pytest

from hub.engine.explaining import Told, explained, loads, mermaid, objects, svg, tree
from hub.engine.plan import Plan
from hub.engine.planning import planned
from tests.engine.harbour import Crate, Harbour, Person, Port, Tug, World, by_name, crew

TEXT = """{ __typename h: harbours(first: 2) { name flag master { name } vessels { crew { name } }
  things { ... on Crate { weight } } } }"""
EVIL = Told('<b>"&`#</b>', "]]> -->", "live", (Told("child", "", "plain"),))


@pytest.fixture
def plan(port: Port) -> Plan:
    asked = port.prepared(TEXT)
    return planned(port.core, asked.operation, asked.fragments, {})


def test_the_tree_says_how_each_field_is_got(plan: Plan) -> None:
    assert tree(explained(plan)) == [
        "├ __typename: 'Query'",
        "└ h: harbours [Harbour!]!  one use case",
        "  ├ name String!           column harbour.name",
        "  ├ flag String            reference flag",
        "  ├ master Person!         one call per list: Harbour.master",
        "  │ └ name String          column person.name",
        "  ├ vessels [Vessel!]!     column harbour.vessels",
        "  │ ├ on Tug",
        "  │ │ └ crew [Person!]!    one call per list: Vessel.crew",
        "  │ │   └ name String      column person.name",
        "  │ └ on Ferry",
        "  │   └ crew [Person!]!    one call per list: Vessel.crew",
        "  │     └ name String      column person.name",
        "  └ things [Thing]         column harbour.things",
        "    ├ on Tug",
        "    ├ on Ferry",
        "    └ on Crate",
        "      └ weight Float!      column crate.weight",
    ]
    assert loads(explained(plan)) == 3


def test_the_chart_has_a_line_to_every_field(plan: Plan) -> None:
    chart = mermaid(explained(plan))
    arrows = [line.split() for line in chart.splitlines() if " --> " in line]
    assert len(arrows) == len(tree(explained(plan)))
    known = {"n"}
    for parent, _, child, *_ in arrows:
        assert parent in known
        known.add(child.partition("[")[0])
    assert 'n1 --> n4["master Person!<br/>one call per list: Harbour.master"]:::batch' in chart


def test_the_picture_is_xml_and_shows_every_line(plan: Plan) -> None:
    drawn = ElementTree.fromstring(svg(explained(plan), "query"))  # noqa: S314 - our own
    shown = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert len(shown) == len(tree(explained(plan))) + 1
    assert "name String!   column harbour.name" in shown


def test_text_of_a_client_is_only_text() -> None:
    drawn = ElementTree.fromstring(svg([EVIL], '"><script>'))  # noqa: S314 - our own
    shown = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert shown == ['"><script>', '<b>"&`#</b>   ]]> -->', "child"]
    assert 'n0["<b>#quot;&#96;#35;</b>' in mermaid([EVIL])


async def test_objects_are_counted_as_the_cost_counts_them(port: Port, plan: Plan) -> None:
    places = [Harbour(name=name, vessels=[Tug(name="t")], things=[Crate(weight=1.0), None]) for name in "ab"]
    answers = {"Harbour.master": by_name(a=Person(name="x"), b=Person(name="y"))}
    world = World(places, {**answers, "Vessel.crew": lambda ships, _: [crew("c", "d") for _ in ships]})
    told = await port.same(world, TEXT, "COMPILED")
    assert objects(plan.steps, told.value) == 2 * (1 + 1 + 1 + 2 + 1)
    assert (objects(plan.steps, None), objects(plan.steps, {"h": None})) == (0, 0)
