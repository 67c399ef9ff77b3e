"""Every field says where its value comes from, and nothing but the batching adapter runs once per object."""

import inspect
from collections.abc import Iterator

import pytest
import strawberry
from graphql import GraphQLObjectType, GraphQLSchema, get_named_type, is_leaf_type, is_list_type
from graphql.type import get_nullable_type
from strawberry.types.field import StrawberryField

from hub.engine.source import SourceKind, source_of
from hub.resolvers.loaders import LOADERS
from hub.schema.cost import LISTED
from hub.schema.fields import column

ROOTS = {"Query", "Mutation", "Subscription"}
BATCHED = {SourceKind.NESTED, SourceKind.LIVE}


def declared_fields(schema: GraphQLSchema) -> Iterator[tuple[str, StrawberryField]]:
    """Coordinate and declaration of every output field but Federation's own."""
    for type_ in schema.type_map.values():
        if not isinstance(type_, GraphQLObjectType) or type_.name.startswith("_"):
            continue
        for name, field in type_.fields.items():
            declared = field.extensions.get("strawberry-definition")
            if isinstance(declared, StrawberryField) and not name.startswith("_"):
                yield f"{type_.name}.{name}", declared


def faults(coordinate: str, field: StrawberryField) -> Iterator[str]:
    """What the house does not allow of a field."""
    source, resolver = source_of(field), field.base_resolver
    if source is None:
        yield "declares no source"
        return
    if field.extensions:
        yield "has an extension"
    if field.permission_classes:
        yield "has permission classes"
    if coordinate.partition(".")[0] in ROOTS:
        return
    if resolver is not None and inspect.iscoroutinefunction(resolver.wrapped_func):
        yield "is resolved one object at a time"
    if source.kind in BATCHED and source.name not in LOADERS:
        yield "has no loader"
    if resolver is None and source.kind in BATCHED | {SourceKind.REFERENCE}:
        yield "cannot be resolved"


def test_every_field_declares_its_source_and_runs_nothing_else_per_object(core: GraphQLSchema) -> None:
    found = {
        f"{coordinate} {fault}"
        for coordinate, field in declared_fields(core)
        for fault in faults(coordinate, field)
    }

    assert found == set()
    assert len(list(declared_fields(core))) > 200


def test_a_nested_field_uses_the_loader_of_its_own_name(core: GraphQLSchema) -> None:
    named = {
        coordinate: source.name
        for coordinate, field in declared_fields(core)
        if (source := source_of(field)) is not None and source.kind in BATCHED
    }

    assert len(named) >= 10
    assert {coordinate: name for coordinate, name in named.items() if coordinate != name} == {}


def test_every_loader_serves_a_field_or_a_way_to_find_objects(core: GraphQLSchema) -> None:
    fields = {coordinate for coordinate, _ in declared_fields(core)}

    assert {name for name in LOADERS if name not in fields and " by " not in name} == set()


def test_a_list_of_objects_says_how_long_it_is(core: GraphQLSchema) -> None:
    silent = []
    for type_ in core.type_map.values():
        if not isinstance(type_, GraphQLObjectType) or type_.name.startswith("_"):
            continue
        for name, field in type_.fields.items():
            if not is_list_type(get_nullable_type(field.type)) or is_leaf_type(get_named_type(field.type)):
                continue
            source = source_of(field.extensions["strawberry-definition"])
            if (
                not name.startswith("_")
                and not set(LISTED) & set(field.args)
                and (not source or not source.rows)
            ):
                silent.append(f"{type_.name}.{name}")

    assert silent == []


@strawberry.type
class Careless:
    """What the walk must find."""

    bare: int
    fine: int = column("t.fine", "Fine.")

    @strawberry.field
    async def slow(self) -> int:
        return 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [("bare", ["declares no source"]), ("slow", ["declares no source"]), ("fine", [])],
)
def test_a_careless_field_is_found(name: str, expected: list[str]) -> None:
    fields = Careless.__strawberry_definition__.fields  # type: ignore[attr-defined]
    field = next(one for one in fields if one.python_name == name)

    assert list(faults(f"Careless.{name}", field)) == expected
