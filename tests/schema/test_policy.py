"""One table says who may ask for what, and it covers the schema exactly."""

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, is_introspection_type

from hub.domain.caller import ANONYMOUS, Caller, Role, Scope
from hub.schema.limits import Limits
from hub.schema.policy import EVERYBODY, POLICY, needs_of, rule_of
from hub.schema.reading import Reader
from hub.schema.refusals import Refused


def coordinates(schema: GraphQLSchema) -> set[str]:
    """Every output field of the schema."""
    return {
        f"{type_.name}.{name}"
        for type_ in schema.type_map.values()
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) and not is_introspection_type(type_)
        for name in type_.fields
    }


def caller(role: Role) -> Caller:
    return Caller(subject="key-1", name="Example", role=role)


def admitted(core: GraphQLSchema, text: str, role: Role, *, open_introspection: bool = False) -> str | None:
    """The code of the refusal, None when the caller may ask."""
    reader = Reader(core, Limits(), open_introspection=open_introspection)
    who = ANONYMOUS if role is Role.ANONYMOUS else caller(role)
    try:
        reader.admit(reader.read(text, None), who, {})
    except Refused as refused:
        return str((refused.errors[0].extensions or {})["code"])
    return None


def test_every_field_has_a_rule(core: GraphQLSchema) -> None:
    lawless = set()
    for coordinate in coordinates(core):
        try:
            rule_of(coordinate)
        except KeyError:
            lawless.add(coordinate)

    assert lawless == set()


def test_no_rule_is_about_a_field_that_does_not_exist(core: GraphQLSchema) -> None:
    known = coordinates(core) | {"Query.__schema", "Query.__type"}
    types = {coordinate.partition(".")[0] for coordinate in known}

    idle = {rule for rule in POLICY if rule not in known and not (rule.endswith(".*") and rule[:-2] in types)}

    assert idle == set()


def test_every_operation_is_named_itself_and_not_covered_by_a_wildcard(core: GraphQLSchema) -> None:
    assert {"Query.*", "Mutation.*", "Subscription.*"} & set(POLICY) == set()


def test_no_change_is_open_to_everybody() -> None:
    assert [name for name, rule in POLICY.items() if name.startswith("Mutation.") and rule == EVERYBODY] == []


@pytest.mark.parametrize(
    "text",
    [
        "{ viewer { name scopes } }",
        '{ agency(code: "62.01.disdukcapil") { name region { name } children { name } } }',
        "{ topics { code } }",
        '{ region(code: "62.01") { parent { name } } }',
        '{ routeCase(input: {title: "Lampu jalan", body: "Lampu jalan mati", region: "62.01"}) { outcome } }',
    ],
)
def test_a_stranger_may_read_reference_data(core: GraphQLSchema, text: str) -> None:
    assert admitted(core, text, Role.ANONYMOUS) is None


@pytest.mark.parametrize(
    ("text", "role", "code"),
    [
        ("{ cases { edges { node { id } } } }", Role.ANONYMOUS, "UNAUTHENTICATED"),
        ("{ cases { edges { node { id } } } }", Role.ANALYST, "FORBIDDEN"),
        ("{ cases { edges { node { id reporter { name } } } } }", Role.PORTAL, None),
        ('{ agency(code: "62.01") { cases { totalCount } } }', Role.ANONYMOUS, "UNAUTHENTICATED"),
        ('{ agency(code: "62.01") { connector { name } } }', Role.ANONYMOUS, "UNAUTHENTICATED"),
        ('{ node(id: "x") { id } }', Role.ANONYMOUS, None),
        ('{ node(id: "x") { id ... on Case { title } } }', Role.ANONYMOUS, "UNAUTHENTICATED"),
        ('{ node(id: "x") { ...F } } fragment F on CaseEvent { case { title } }', Role.ANALYST, "FORBIDDEN"),
        ("{ __schema { types { name } } }", Role.ANONYMOUS, "UNAUTHENTICATED"),
        ("{ __schema { types { name } } }", Role.PARTNER, None),
        ("{ _service { sdl } }", Role.ANONYMOUS, "UNAUTHENTICATED"),
        ('mutation { redeliver(assignmentId: "x") { __typename } }', Role.OFFICER, "FORBIDDEN"),
        ('mutation { redeliver(assignmentId: "x") { __typename } }', Role.ADMIN, None),
        ("subscription { caseEvents { id } }", Role.ANALYST, "FORBIDDEN"),
        ("subscription { caseEvents { id } }", Role.PARTNER, None),
    ],
)
def test_a_right_that_is_missing_is_told_before_anything_runs(
    core: GraphQLSchema, text: str, role: Role, code: str | None
) -> None:
    assert admitted(core, text, role) == code


def test_where_the_schema_is_open_a_stranger_may_read_it(core: GraphQLSchema) -> None:
    assert (
        admitted(
            core, "{ __schema { types { name } } _service { sdl } }", Role.ANONYMOUS, open_introspection=True
        )
        is None
    )


def test_the_refusal_names_the_field_that_is_out_of_reach(core: GraphQLSchema) -> None:
    reader = Reader(core, Limits())
    reading = reader.read("{ viewer { name } statistics: connectors { health { state } } }", None)

    with pytest.raises(Refused, match=r"Query\.connectors needs a credential with connectors:read"):
        reader.admit(reading, ANONYMOUS, {})


def test_each_rule_is_demanded_once_however_often_it_is_met(core: GraphQLSchema) -> None:
    reader = Reader(core, Limits())
    reading = reader.read(
        "{ a: cases { edges { node { id title } } } b: cases { edges { node { body } } } }", None
    )

    assert [need.rule for need in reading.needs] == [frozenset({Scope.CASES_READ})]
    assert needs_of(core, reading.operation, {}) == reading.needs
