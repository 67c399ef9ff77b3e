"""One identity check per operation, whatever aliases and fragments it is hidden behind."""

from typing import Any

import pytest
from graphql import GraphQLSchema

from hub.schema.limits import Limits
from hub.schema.reading import Reader
from hub.schema.refusals import Refused

ONE = '(input: {nationalId: "1", fullName: "a", birthDate: "1990-08-17", purpose: "Verifikasi pelapor"})'
OTHER = ONE.replace('"1"', '"2"')
ASK = f"verifyIdentity{ONE} {{ outcome }}"
AGAIN = f"b: verifyIdentity{OTHER} {{ outcome }}"


def read(core: GraphQLSchema, text: str, name: str | None = None) -> Any:
    return Reader(core, Limits()).read(text, name)


@pytest.mark.parametrize(
    "text",
    [
        f"{{ {ASK} {AGAIN} }}",
        f"{{ a: {ASK} {AGAIN} }}",
        f"{{ {ASK} ... {{ {AGAIN} }} }}",
        f"{{ {ASK} ... on Query {{ ... {{ {AGAIN} }} }} }}",
        f"{{ {ASK} ...F }} fragment F on Query {{ {AGAIN} }}",
        f"{{ ...F ...G }} fragment F on Query {{ {ASK} }} fragment G on Query {{ {AGAIN} }}",
        f"{{ ...F }} fragment F on Query {{ {ASK} ...G }} fragment G on Query {{ {AGAIN} }}",
        f"{{ {ASK} {AGAIN.replace(') {', ') @skip(if: true) {', 1)} }}",
        f"query Q($i: VerifyIdentityInput!) {{ {ASK} c: verifyIdentity(input: $i) {{ outcome }} }}",
        f"{{ viewer {{ name }} {ASK} {AGAIN} }}",
    ],
)
def test_a_second_check_is_refused_with_a_code_of_its_own(core: GraphQLSchema, text: str) -> None:
    with pytest.raises(Refused) as caught:
        read(core, text)

    (error,) = caught.value.errors
    assert error.extensions == {"code": "ONE_PER_OPERATION"}
    assert error.message == "an operation has verifyIdentity once"


@pytest.mark.parametrize(
    "text",
    [
        f"{{ {ASK} }}",
        f"{{ a: {ASK} viewer {{ name }} }}",
        f"{{ {ASK} verifyIdentity{ONE} {{ asOf }} }}",
        f"{{ {ASK} ...F ...F }} fragment F on Query {{ {ASK} }}",
        "{ a: viewer { name } b: viewer { name } }",
    ],
)
def test_one_answer_is_one_check(core: GraphQLSchema, text: str) -> None:
    assert read(core, text)


def test_another_operation_of_the_document_is_another_operation(core: GraphQLSchema) -> None:
    assert read(core, f"query A {{ {ASK} }} query B {{ {AGAIN} }}", "A")


def test_fragments_that_double_are_read_once(core: GraphQLSchema) -> None:
    chain = " ".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(3))

    assert read(core, f"{{ ...f0 }} {chain} fragment f3 on Query {{ {ASK} }}")
