"""A plan: what is asked, of which Python classes, and where each value comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from graphql import FieldNode, GraphQLField, GraphQLLeafType, GraphQLObjectType
from strawberry.types.field import StrawberryField

from hub.engine.source import Source


class How(Enum):
    """How a value is got from its parent."""

    TYPENAME = "typename"  # the name of the type, known when planning
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
class Step:
    """One key of the answer."""

    key: str
    how: How
    name: str  # of the attribute, method, loader or type
    shape: Shape
    leaf: GraphQLLeafType | None
    child: "Selection | None"
    node: FieldNode
    definition: GraphQLField | None = None
    field: StrawberryField | None = None
    source: Source | None = None
    nodes: tuple[FieldNode, ...] = ()
    parent: GraphQLObjectType | None = None

    @property
    def waits(self) -> bool:
        """Whether it or something below it is loaded."""
        return self.how in (How.BATCH, How.ROOT) or (self.child is not None and self.child.waits)


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked of objects, per Python class they may be of; several behind interfaces and unions."""

    possible: Mapping[type, tuple[Step, ...]]

    @property
    def waits(self) -> bool:
        """Whether something in it is loaded: then it is answered for the whole list at once."""
        return any(step.waits for steps in self.possible.values() for step in steps)


@dataclass(frozen=True, slots=True)
class Plan:
    """One operation under one choice of its `@skip` and `@include` variables."""

    root: GraphQLObjectType
    steps: tuple[Step, ...]


class Unplannable(Exception):
    """The operation is for the reference; the text says why, in words of the schema only."""
