"""How a field of the public schema says where its value comes from. Every field is made by one of these."""

import inspect
from collections.abc import AsyncIterable, Awaitable, Callable, Hashable, Mapping
from typing import Any, Protocol, get_origin

import strawberry
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from hub.domain.directory import Directory
from hub.domain.exchange import Manifest
from hub.engine.source import SOURCE, Source, SourceKind


class Loads(Protocol):
    """Answers one nested field for many parents at once."""

    def load(self, name: str, parent: object, arguments: Hashable = None) -> Awaitable[Any]:
        """The answer for `parent`."""
        ...


class Asked(Protocol):
    """What the fields of the types need of a request's context."""

    @property
    def directory(self) -> Directory:
        """The reference data, one version for the whole request."""
        ...

    @property
    def manifests(self) -> Mapping[str, Manifest]:
        """Every connector by name."""
        ...

    @property
    def batches(self) -> Loads:
        """The nested fields."""
        ...


Info = strawberry.Info[Asked, None]


def column(source: str, description: str, rows: int | None = None, **options: Any) -> Any:
    """A stored value: `source` is `table.column`."""
    return _plain(Source(SourceKind.COLUMN, source, rows), description, options)


def constant(description: str, **options: Any) -> Any:
    """A value that is the same for everybody."""
    return _plain(Source(SourceKind.CONSTANT, "constant"), description, options)


def rule(source: str, description: str, rows: int | None = None, **options: Any) -> Any:
    """A value that `of` computes: `source` names the rule."""
    return _plain(Source(SourceKind.RULE, source, rows), description, options)


def computed(source: str, description: str) -> Callable[[Callable[..., Any]], StrawberryField]:
    """Makes a method `(self)` a field: a rule whose answer may be an error of this field alone."""
    return _decorator(Source(SourceKind.RULE, source), description)


def reference(
    source: str, description: str, rows: int | None = None, keyed: str | None = None
) -> Callable[[Callable[..., Any]], StrawberryField]:
    """Makes a method `(self, info)` a field that is looked up in the reference data, without waiting.

    `keyed`: the one column of `self.row` that decides about the answer.
    """
    return _decorator(Source(SourceKind.REFERENCE, source, rows, keyed=keyed), description)


def operation(
    description: str, rows: int | None = None, price: int = 0, calls: int = 0, single: bool = False
) -> Callable[[Callable[..., Any]], StrawberryField]:
    """Makes a method of Query, Mutation or Subscription a root field."""
    return _decorator(Source(SourceKind.OPERATION, "operation", rows, price, calls, single), description)


def nested(
    source: str,
    description: str,
    rows: int | None = None,
    arguments: Callable[..., Hashable] | None = None,
    price: int = 0,
) -> Any:
    """A field that is read for many parents at once, by the loader called `source`.

    `arguments` declares the GraphQL arguments by its signature and makes of them the value the loader gets.
    """
    return _loaded(Source(SourceKind.NESTED, source, rows, price, arguments=arguments), description)


def live(
    source: str,
    description: str,
    calls: int,
    rows: int | None = None,
    arguments: Callable[..., Hashable] | None = None,
) -> Any:
    """Like `nested`, but agencies' systems are asked: it can be slow, stale or fail by itself.

    `calls`: how many it may take for one parent, when nothing is known yet and no list can be asked for.
    """
    return _loaded(Source(SourceKind.LIVE, source, rows, calls=calls, arguments=arguments), description)


def _plain(source: Source, description: str, options: dict[str, Any]) -> Any:
    return strawberry.field(description=description, metadata={SOURCE: source}, **options)


def _decorator(source: Source, description: str) -> Callable[[Callable[..., Any]], StrawberryField]:
    def made(resolver: Callable[..., Any]) -> StrawberryField:
        field: StrawberryField = strawberry.field(description=description, metadata={SOURCE: source})(
            resolver
        )
        field.is_subscription = get_origin(inspect.signature(resolver).return_annotation) is AsyncIterable
        return field

    return made


def _loaded(source: Source, description: str) -> Any:
    arguments = source.arguments

    def resolve(self: object, info: Info, **given: Any) -> Awaitable[Any]:
        return info.context.batches.load(source.name, self, arguments(**given) if arguments else None)

    own = list(inspect.signature(resolve).parameters.values())[:2]
    asked = list(inspect.signature(arguments).parameters.values()) if arguments else []
    keyword_only = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in asked]
    resolve.__signature__ = inspect.Signature([*own, *keyword_only])  # type: ignore[attr-defined]
    return StrawberryField(
        type_annotation=None,
        description=description,
        metadata={SOURCE: source},
        base_resolver=StrawberryResolver(resolve),
    )
