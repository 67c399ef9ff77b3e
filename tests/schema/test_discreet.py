"""What a caller sent does not come back in the engine's messages."""

from typing import Any

import pytest
from graphql import GraphQLSchema
from graphql.execution.values import get_variable_values

from hub.schema.discreet import unechoed
from hub.schema.limits import Limits
from hub.schema.reading import Reader
from hub.schema.refusals import RefusalCode, Refused, coded

QUERY = """query ($input: VerifyIdentityInput!, $filter: CaseFilter, $first: Int) {
  verifyIdentity(input: $input) { outcome }
  cases(filter: $filter, first: $first) { totalCount }
}"""
SOUND = {"nationalId": "1", "fullName": "a", "birthDate": "1990-08-17", "purpose": "Verifikasi"}
CANARIES = ("6201991708909001", "Sekar", "17-08-1990", "Rimba")


def silent(message: str) -> bool:
    return not [canary for canary in CANARIES if canary.lower() in message.lower()]


@pytest.mark.parametrize(
    ("variables", "kept"),
    [
        ({"input": {**SOUND, "nationalId": 6201991708909001}}, "$input"),
        ({"input": {**SOUND, "fullName": ["Sekar", {"x": "Rimba"}]}}, ".fullName"),
        ({"input": {**SOUND, "birthDate": "17-08-1990"}}, "write it like 2026-01-31"),
        ({"input": {**SOUND, "fullName": "Sekar", "Rimba": "17-08-1990"}}, "VerifyIdentityInput"),
        ({"input": {"fullName": "Sekar"}}, "nationalId"),
        ({"input": "Sekar; found: 'Rimba' at .x"}, "to be an object"),
        ({"input": SOUND, "filter": {"status": ["Sekar' does not exist in 'x' enum. Rimba"]}}, "CaseStatus"),
        ({"input": SOUND, "first": "Sekar\nRimba"}, "Int cannot represent"),
        ({"input": SOUND, "first": {"Sekar": 6201991708909001}}, "$first"),
    ],
)
def test_a_variable_that_does_not_fit_is_told_without_its_value(
    core: GraphQLSchema, variables: dict[str, Any], kept: str
) -> None:
    reading = Reader(core, Limits()).read(QUERY, None)
    found = get_variable_values(core, reading.operation.variable_definitions or (), variables)

    assert isinstance(found, list)
    for error in found:
        told = coded(error, RefusalCode.INPUT)
        assert silent(told.formatted["message"])
        assert silent(str(told.formatted))
    assert kept in " ".join(error.message for error in found)


@pytest.mark.parametrize(
    "text",
    [
        '{ verifyIdentity(input: {nationalId: 6201991708909001, fullName: "Sekar"}) { outcome } }',
        '{ verifyIdentity(input: {fullName: "Sekar", birthDate: "17-08-1990"}) { outcome } }',
        '{ verifyIdentity(input: {fullName: "Sekar", Rimba: "17-08-1990"}) { outcome } }',
        '{ verifyIdentity(input: "Sekar Rimba") { outcome } }',
        "{ cases(filter: {status: Sekar}) { totalCount } }",
        '{ cases(first: "Sekar") { totalCount } }',
        '{ verifyIdentity(input: {fullName "Sekar Rimba"}) { outcome } }',
        '{ verifyIdentity "Sekar Rimba" { outcome } }',
        "{ verifyIdentity(input: {nationalId: 6201991708909001 6201991708909001}) { outcome } }",
    ],
)
def test_a_refused_document_is_told_without_its_values(core: GraphQLSchema, text: str) -> None:
    with pytest.raises(Refused) as caught:
        Reader(core, Limits()).read(text, None)

    assert [error.message for error in caught.value.errors if not silent(error.message)] == []


def test_other_messages_stay_as_they_are() -> None:
    for message in (
        "Cannot query field 'x' on type 'Case'.",
        "a document has at most 15 aliases; this one has 16",
        "Variable '$input' has invalid value: Expected value of non-null type 'X!' not to be None.",
        "Query.cases needs cases:read",
    ):
        assert unechoed(message) == message
