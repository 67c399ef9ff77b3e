"""What we ask another hub is what we serve ourselves."""

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    parse,
    validate,
)

from hub.connectors.peerhub import documents, mapping
from hub.connectors.peerhub.connector import STATUSES
from hub.resolvers.schema import build
from sandbox.hub_schema import SDL
from tests.connectors.samples import CASE, key_of

SERVED: GraphQLSchema = build(open_introspection=True)._schema
ASKED = {
    "viewer": documents.VIEWER,
    "submit": documents.SUBMIT,
    "one": documents.ONE,
    "many": documents.MANY,
    "events": documents.EVENTS,
    "counts": documents.counts(STATUSES[:6]),
    "more counts": documents.counts(STATUSES[6:]),
    **documents.ACTS,
}


@pytest.mark.parametrize("name", ASKED)
def test_every_document_fits_our_own_schema_and_the_simulated_hub(name: str) -> None:
    document = parse(ASKED[name])
    assert validate(SERVED, document) == []
    assert validate(build_schema(SDL), document) == []


def test_the_submission_has_fields_of_our_own_input_only() -> None:
    known = SERVED.type_map["SubmitCaseInput"]
    assert isinstance(known, GraphQLInputObjectType)
    assert set(mapping.to_submission(CASE, key_of(CASE))) <= set(known.fields)


def test_the_simulated_hub_promises_nothing_that_we_do_not_serve() -> None:
    for name, simulated in build_schema(SDL).type_map.items():
        if name.startswith("__") or not isinstance(simulated, GraphQLObjectType | GraphQLInputObjectType):
            continue
        served = SERVED.type_map[name]
        assert isinstance(served, GraphQLObjectType | GraphQLInputObjectType)
        assert set(simulated.fields) <= set(served.fields), name


def test_every_status_we_serve_is_a_word_we_read() -> None:
    statuses = SERVED.type_map["CaseStatus"]
    assert isinstance(statuses, GraphQLEnumType)
    assert set(statuses.values) == set(mapping.WORDS)
    types = get_named_type(SERVED.type_map["CaseEvent"].fields["type"].type)  # type: ignore[attr-defined]
    assert isinstance(types, GraphQLEnumType)
    assert set(types.values) >= mapping.SILENT
