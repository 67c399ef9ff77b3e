"""A document is read once; what depends on the request is asked every time."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from graphql import GraphQLSchema, OperationType

from hub.domain.caller import ANONYMOUS
from hub.schema.limits import Limits
from hub.schema.reading import Reader
from hub.schema.refusals import Refused
from tests.harness import COORDINATOR


def test_the_same_text_is_read_once(core: GraphQLSchema) -> None:
    reader = Reader(core, Limits())

    assert reader.read("{ viewer { name } }", None) is reader.read("{ viewer { name } }", None)


def test_only_so_many_documents_are_remembered_and_the_least_used_goes_first(core: GraphQLSchema) -> None:
    reader = Reader(core, Limits(remembered=2))
    kept = reader.read("{ a: viewer { name } }", None)
    lost = reader.read("{ b: viewer { name } }", None)
    reader.read("{ a: viewer { name } }", None)
    reader.read("{ c: viewer { name } }", None)

    assert reader.read("{ a: viewer { name } }", None) is kept
    assert reader.read("{ b: viewer { name } }", None) is not lost


def test_a_refused_document_takes_no_memory(core: GraphQLSchema) -> None:
    reader = Reader(core, Limits(remembered=1))
    kept = reader.read("{ viewer { name } }", None)
    for number in range(5):
        with pytest.raises(Refused):
            reader.read(f"{{ nothing{number} }}", None)

    assert reader.read("{ viewer { name } }", None) is kept


def test_the_operation_is_chosen_by_name(core: GraphQLSchema) -> None:
    text = (
        "query A { viewer { name } } subscription B { caseEvents { id } } "
        'mutation C { redeliver(assignmentId: "x") { __typename } }'
    )
    reader = Reader(core, Limits())

    kinds = {name: reader.read(text, name).kind for name in ("A", "B", "C")}

    assert kinds == {"A": OperationType.QUERY, "B": OperationType.SUBSCRIPTION, "C": OperationType.MUTATION}


@pytest.mark.parametrize("name", [None, "D", ""])
def test_an_operation_that_is_not_there_is_refused(core: GraphQLSchema, name: str | None) -> None:
    text = "query A { viewer { name } } query B { viewer { name } }"

    with pytest.raises(Refused, match="no such operation"):
        Reader(core, Limits()).read(text, name)


def test_a_misspelt_field_gets_no_hint_from_the_schema(core: GraphQLSchema) -> None:
    with pytest.raises(Refused) as refused:
        Reader(core, Limits()).read("{ viwer { name } }", None)

    assert refused.value.errors[0].message == "Cannot query field 'viwer' on type 'Query'."
    assert refused.value.errors[0].extensions == {"code": "GRAPHQL_VALIDATION_FAILED"}


def test_at_most_ten_errors_are_answered(core: GraphQLSchema) -> None:
    with pytest.raises(Refused) as refused:
        Reader(core, Limits(root_fields=50)).read("{" + " ".join(f"x{n}" for n in range(30)) + "}", None)

    assert len(refused.value.errors) == 10


@pytest.mark.parametrize("value", ["a\0b", "\ud800", ["fine", {"deep": ["\0"]}], {"\0": 1}])
def test_text_that_no_database_keeps_is_refused_in_variables(core: GraphQLSchema, value: object) -> None:
    reader = Reader(core, Limits())
    reading = reader.read("query ($code: String!) { region(code: $code) { name } }", None)

    with pytest.raises(Refused, match="cannot be stored"):
        reader.admit(reading, ANONYMOUS, {"code": value})


@pytest.mark.parametrize(
    "text",
    [
        "{ cases { edges { node { " + " ".join(f"a{n}: title" for n in range(15)) + " body " * 10 + "} } } }",
        "{ cases { edges { node { "
        + " ".join("...F" for _ in range(50))
        + "} } } } fragment F on Case { owner { name } }",
        "{ cases { edges { node { ...F0 } } } }"
        + "".join(
            f" fragment F{n} on Case {{ owner {{ name }} region {{ name }} ...F{n + 1} }}" for n in range(45)
        )
        + " fragment F45 on Case { title }",
        "{" + "".join(f" x{n}" for n in range(9)) + "}",
    ],
    ids=["aliases", "spreads", "chain", "unknown"],
)
def test_the_worst_documents_the_limits_allow_are_judged_in_a_tenth_of_a_second(
    core: GraphQLSchema, text: str, cpu_seconds: Callable[[Callable[[], object]], float]
) -> None:
    reader = Reader(core, Limits(remembered=0))

    def judge() -> None:
        with suppress(Refused):
            reader.read(text, None)

    assert cpu_seconds(judge) < 0.1


def test_a_list_in_a_variable_has_at_most_a_hundred_entries_however_deep_it_lies(core: GraphQLSchema) -> None:
    reader = Reader(core, Limits())
    reading = reader.read("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", None)
    reader.admit(reading, COORDINATOR, {"ids": ["x"] * 100, "more": {"topic": ["x"] * 100}})

    for variables in ({"ids": ["x"] * 101}, {"ids": [], "more": {"topic": [["x"] * 101]}}):
        with pytest.raises(Refused) as refused:
            reader.admit(reading, COORDINATOR, variables)
        assert refused.value.errors[0].extensions == {"code": "TOO_LARGE"}
