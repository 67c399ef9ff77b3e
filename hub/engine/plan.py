"""A plan: what is asked, of which Python classes, and where each value comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from graphql import FieldNode, GraphQLField, GraphQLLeafType, GraphQLObjectType
from strawberry.types.field import StrawberryField

from hub.engine.source import Source


class How(Enum):
    """How a value is got from its parent."""

    ATTRIBUTE = "attribute"  # it came with the parent
    METHOD = "method"  # a method of the parent, without waiting
    BATCH = "batch"  # a loader: all parents of the list in one call
    ROOT = "root"  # the operation's own field: one use case


@dataclass(frozen=True, slots=True)
class Shape:
    """The wrapping of a type, outermost first: `nullable[i]` of the i-th list, the last of the value itself.

    `[Case!]!` is (False, False), `String` is (True,).
    """

    nullable: tuple[bool, ...]

    @property
    def depth(self) -> int:
        """How many lists are around the value."""
        return len(self.nullable) - 1


@dataclass(frozen=True, slots=True)
class Typename:
    """A key whose value is the name of the type."""

    key: str
    name: str

    @property
    def waits(self) -> bool:
        """Never."""
        return False


@dataclass(frozen=True, slots=True)
class Step:
    """One key of the answer: field `definition` of `parent`, asked at `nodes`. `name` is of the attribute,
    method or loader.
    """

    key: str
    how: How
    name: str
    shape: Shape
    value: "GraphQLLeafType | Selection"
    definition: GraphQLField
    field: StrawberryField
    source: Source | None
    nodes: tuple[FieldNode, ...]
    parent: GraphQLObjectType

    @property
    def deep(self) -> "Selection | None":
        """What is asked of its objects, where something below them is loaded."""
        return self.value if isinstance(self.value, Selection) and self.value.waits else None

    @property
    def waits(self) -> bool:
        """Whether it or something below it is loaded."""
        return self.how in (How.BATCH, How.ROOT) or self.deep is not None


Steps = tuple[Step | Typename, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked of objects, per Python class they may be of; several behind interfaces and unions.

    `strict`: graphql-core looks at the class too; else whatever has the attributes will do.
    """

    possible: Mapping[type, Steps]
    strict: bool = True

    @property
    def waits(self) -> bool:
        """Whether something in it is loaded: then it is answered for the whole list at once."""
        return any(step.waits for steps in self.possible.values() for step in steps)


@dataclass(frozen=True, slots=True)
class Plan:
    """One operation under one choice of its `@skip` and `@include` variables."""

    root: GraphQLObjectType
    steps: Steps


class Unplannable(Exception):
    """The operation is for the reference; the text says why, in words of the schema only."""
