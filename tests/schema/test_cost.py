"""What an operation may cost, and that finding it out is cheap."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from graphql import GraphQLSchema
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.caller import Caller, Role
from hub.schema.limits import Limits
from hub.schema.reading import Reader
from hub.schema.refusals import Refused

Measure = Callable[[Callable[[], object]], float]

WIDE = Limits(
    characters=100_000, tokens=20_000, depth=500, nesting=500, aliases=500, spreads=500, same_name=500
)
COORDINATOR = Caller(subject="key-1", name="Example", role=Role.COORDINATOR, region="62.01")


def cost(core: GraphQLSchema, text: str, variables: dict[str, Any] | None = None) -> int:
    reading = Reader(core, WIDE).read(text, None)
    return reading.cost.under({**reading.defaults, **(variables or {})})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ viewer { name } }", 1),
        ("{ viewer { name agency { code } } }", 2),
        ("{ cases(first: 100) { edges { node { id } } } }", 100),
        ("{ cases { edges { node { id } } } }", 20),
        ("{ cases(last: 7) { edges { cursor node { id } } pageInfo { endCursor } } }", 7),
        ("{ cases(first: 10) { edges { node { owner { name } assignments { agency { name } } } } } }", 100),
        ("{ cases(first: 10) { edges { node { timeline(first: 5) { edges { node { type } } } } } } }", 60),
        ("{ cases(first: 10) { edges { node { timeline { edges { node { type } } } } } } }", 210),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 3),
        ("{ __typename }", 0),
        ("{ __schema { types { name } } }", 1000),
        ("{ cases(first: 3) { ...F } } fragment F on CaseConnection { edges { node { id } } }", 3),
    ],
)
def test_the_cost_is_the_number_of_objects(core: GraphQLSchema, text: str, expected: int) -> None:
    assert cost(core, text) == expected


def test_a_change_costs_ten_more(core: GraphQLSchema) -> None:
    text = (
        'mutation { acceptCase(input: {trackingNumber: "A", expectedVersion: 1, note: "ok"}) { __typename } }'
    )

    assert cost(core, text) == 11


ROW = '{trackingNumber: "A", expectedVersion: 1, agency: "a", note: "ok"}'


def test_many_changes_at_once_count_per_row(core: GraphQLSchema) -> None:
    asked = "{ trackingNumber case { status owner { name } } }"
    text = "mutation ($rows: [AssignCaseInput!]!) { assignCases(input: $rows) " + asked + " }"

    assert cost(core, "mutation { assignCases(input: [" + ROW * 3 + "]) " + asked + " }") == 10 + 3 * 3
    assert cost(core, text, {"rows": [{}] * 50}) == 10 + 50 * 3


@pytest.mark.parametrize(
    ("variables", "expected"),
    [({"n": 7}, 7), ({}, 30), ({"n": None}, 20), ({"n": -5}, 0), ({"n": "many"}, 20), ({"n": True}, 20)],
)
def test_sizes_may_come_from_variables(core: GraphQLSchema, variables: dict[str, Any], expected: int) -> None:
    text = "query ($n: Int = 30) { cases(first: $n) { edges { node { id } } } }"

    assert cost(core, text, variables) == expected


def test_the_number_of_ids_in_a_variable_counts(core: GraphQLSchema) -> None:
    text = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"

    assert cost(core, text, {"ids": ["a"] * 40}) == 40


@pytest.mark.parametrize(
    "text",
    [
        """{ cases(first: 100) { totalCount pageInfo { endCursor } edges { cursor node {
             trackingNumber title status region { name } owner { code name }
             assignments { state agency { name } }
             timeline(first: 20) { edges { node { type occurredAt } } } } } } }""",
        """{ cases(first: 20) { edges { node { title topic { name } channel { name } clocks { kind dueAt }
             records { status connector { name } } copiedAgencies { name } reporter { name }
             assignments { state delivery { state } explanation { detail } agency { name region { name } } }
             timeline { edges { node { type agency { name } } } } } } } }""",
        """{ agencies(first: 100) { edges { node { name region { name parent { name } } topics { name }
             connector { name health { state pending dead } } } } } }""",
        '{ statistics(filter: {from: "2026-01-01", to: "2026-06-30"}, groupBy: [AGENCY, MONTH]) '
        "{ rows { keys { name } received onTimeShare } total { received } } }",
    ],
)
def test_what_a_portal_or_ministry_asks_every_day_passes(core: GraphQLSchema, text: str) -> None:
    reader = Reader(core, Limits())

    reader.admit(reader.read(text, None), COORDINATOR, {})


@pytest.mark.parametrize(
    "text",
    [
        "{ cases(first: 1000000) { edges { node { id } } } }",
        "{ cases(first: 100) { edges { node { timeline(first: 100) { edges { node { type } } } } } } }",
        "{ agencies(first: 100) { edges { node { cases(first: 100) { edges { node { id } } } } } } }",
        '{ agency(code: "62") { children { children { children { name } } } } }',
    ],
)
def test_what_would_answer_too_much_is_refused(core: GraphQLSchema, text: str) -> None:
    reader = Reader(core, Limits())

    with pytest.raises(Refused, match="at most 5000 are allowed") as refused:
        reader.admit(reader.read(text, None), COORDINATOR, {})

    assert refused.value.errors[0].extensions == {"code": "TOO_COMPLEX"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ viewer { name } }", 0),
        ("{ cases(first: 100) { edges { node { id assignments { hop } } } } }", 0),
        ("{ cases(first: 100) { edges { node { records { status } } } } }", 200),
        ("{ cases(first: 10) { edges { node { a: records { status } records { stale } } } } }", 40),
        (
            '{ connectors { name remoteCounts(from: "2026-01-01", to: "2026-01-31") { total } } }',
            50,
        ),
        (
            "{ cases(first: 4) { ...F } } fragment F on CaseConnection {edges {node {records {url}}}}",
            8,
        ),
        ("{ __schema { types { name } } }", 0),
    ],
)
def test_calls_to_agencies_systems_are_foreseen(core: GraphQLSchema, text: str, expected: int) -> None:
    reading = Reader(core, WIDE).read(text, None)

    assert reading.calls.under(reading.defaults) == expected
    assert Reader(core, replace(WIDE, cost=10**6)).admit(reading, COORDINATOR, {}) == expected


def test_a_document_that_could_cause_too_many_calls_is_refused(core: GraphQLSchema) -> None:
    reader = Reader(core, replace(Limits(), calls=199))
    text = "query ($n: Int!) { cases(first: $n) { edges { node { records { status } } } } }"

    assert reader.admit(reader.read(text, None), COORDINATOR, {"n": 99}) == 198
    with pytest.raises(Refused, match="could cause 200 calls to agencies' systems; at most 199"):
        reader.admit(reader.read(text, None), COORDINATOR, {"n": 100})


def bomb(steps: int, copies: int = 2) -> str:
    """Fragments that each spread the next one several times: `copies` to the power of `steps` fields."""
    spread = [f"...F{number} " * copies for number in range(1, steps + 1)]
    links = [
        f"fragment F{number} on Region {{ parent {{ {next_one} }} }}"
        for number, next_one in enumerate(spread)
    ]
    last = f"fragment F{steps} on Region {{ parent {{ code }} }}"
    return '{ region(code: "62") { ...F0 } } ' + " ".join([*links, last])


@given(steps=st.integers(1, 30), copies=st.integers(1, 4))
def test_a_fragment_counts_as_often_as_it_is_spread(core: GraphQLSchema, steps: int, copies: int) -> None:
    layers = [copies**number for number in range(steps + 1)]

    assert cost(core, bomb(steps, copies)) == 1 + sum(layers)


@given(first=st.integers(0, 100), inner=st.integers(0, 100))
def test_sizes_multiply_whether_they_are_written_or_sent(core: GraphQLSchema, first: int, inner: int) -> None:
    shape = "{ cases(first: %s) { edges { node { timeline(first: %s) { edges { node { id } } } } } } }"
    sent = "query ($a: Int, $b: Int!) " + shape % ("$a", "$b")

    assert cost(core, shape % (first, inner)) == first * (1 + inner)
    assert cost(core, sent, {"a": first, "b": inner}) == first * (1 + inner)


def test_a_bomb_of_95_fragments_is_weighed_in_less_than_a_tenth_of_a_second(
    core: GraphQLSchema, cpu_seconds: Measure
) -> None:
    reader = Reader(core, replace(WIDE, remembered=0))
    reading = reader.read(bomb(95), None)

    assert reading.cost.under({}) > 2**95
    assert cpu_seconds(lambda: reader.read(bomb(95), None).cost.under({})) < 0.1
    with pytest.raises(Refused, match=r"more than 10\^9 objects"):
        reader.admit(reading, COORDINATOR, {})


def test_a_bomb_whose_size_comes_from_a_variable_is_weighed_as_quickly(
    core: GraphQLSchema, cpu_seconds: Measure
) -> None:
    links = [f"fragment F{n} on Agency {{ parent {{ ...F{n + 1} ...F{n + 1} }} }}" for n in range(60)]
    last = "fragment F60 on Agency { cases(first: $n) { edges { node { id } } } }"
    text = 'query ($n: Int!) { agency(code: "62") { ...F0 } } ' + " ".join([*links, last])
    reading = Reader(core, WIDE).read(text, None)

    assert reading.cost.under({"n": 3}) > 3 * 2**60
    assert cpu_seconds(lambda: reading.cost.under({"n": 3})) < 0.1


def test_a_bomb_is_refused_by_the_usual_limits_in_less_than_a_tenth_of_a_second(
    core: GraphQLSchema, cpu_seconds: Measure
) -> None:
    reader = Reader(core, Limits())

    def read() -> None:
        with pytest.raises(Refused):
            reader.read(bomb(95), None)

    assert cpu_seconds(read) < 0.1
