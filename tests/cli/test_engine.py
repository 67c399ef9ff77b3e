"""`hub engine explain` as an operator uses it."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.conftest import Command

BOARD = """query Board($who: Boolean! = true, $n: Int = 2) { cases(first: $n) { totalCount edges { node {
  status reporter @include(if: $who) { name } } } } }
query Schema { __schema { description } }
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "board.graphql").write_text(BOARD)
    return "board.graphql"


def test_the_plan_its_cost_and_its_rights_are_shown(hub: Command, file: str) -> None:
    done = hub("engine", "explain", file, "--operation", "Board", "--as", "partner:62")
    assert (done.status, done.err) == (0, "")
    assert "one call per list: Case.reporter\n" in done.out
    assert done.out.splitlines()[-4:] == [
        "compiled: 2 loads, each one call per list",
        "estimated: 4 objects, 0 calls to agencies' systems",
        "needs cases:read for Query.cases",
        "as PARTNER: admitted",
    ]
    other = hub(
        "engine",
        "explain",
        file,
        "--operation",
        "Board",
        "--as",
        "anonymous",
        "--variables",
        '{"who": false, "n": 7}',
    )
    assert "Case.reporter" not in other.out
    assert "estimated: 14 objects" in other.out
    assert "as ANONYMOUS: refused, Query.cases needs a credential with cases:read" in other.out


def test_what_is_interpreted_is_told_with_the_reason(hub: Command, file: str) -> None:
    done = hub("engine", "explain", file, "--operation", "Schema")
    assert "interpreted, by the reference: Query.__schema" in done.out


def test_the_plan_is_drawn(hub: Command, file: str) -> None:
    done = hub("engine", "explain", file, "--operation", "Board", "--svg", "plan.svg")
    assert done.out.endswith("drawn: plan.svg\n")
    assert ElementTree.parse("plan.svg").getroot().tag.endswith("svg")  # noqa: S314 - our own
    chart = hub("engine", "explain", file, "--operation", "Board", "--mermaid").out
    assert chart.startswith('flowchart LR\n  n["query"]\n  n --> n0["cases CaseConnection!')


def test_statements_are_counted_when_it_is_run(
    hub: Command, file: str, sqlite_template: Path, tmp_path: Path
) -> None:
    (tmp_path / "hub.db").write_bytes(sqlite_template.read_bytes())
    known = {"HUB_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'hub.db'}"}
    assert hub("migrate", **known).status == 0
    done = hub(
        "engine", "explain", file, "--operation", "Board", "--as", "coordinator:62.01", "--run", **known
    )
    assert "answered: COMPILED in " in done.out or "answered: ROWS in " in done.out
    assert "actual: 0 objects, 0 calls to agencies' systems" in done.out
    statements = done.out.partition("statements: ")[2].splitlines()
    assert int(statements[0].partition(",")[0]) == len(statements) - 1 >= 2
    assert all(" ms  SELECT " in line for line in statements[1:])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["none.graphql"], "none.graphql cannot be read"),
        (["board.graphql"], "the document has no such operation"),
        (["board.graphql", "--operation", "Board", "--variables", "[1]"], "no JSON object"),
        (["board.graphql", "--operation", "Board", "--variables", "{"], "no JSON"),
        (["board.graphql", "--operation", "Board", "--as", "king"], "no role king"),
        (["board.graphql", "--operation", "Board", "--run"], "say --as whom"),
    ],
)
def test_what_cannot_be_explained_is_one_line(
    hub: Command, file: str, arguments: list[str], told: str
) -> None:
    done = hub("engine", "explain", *arguments)
    assert done.status == 1
    assert told in done.err
