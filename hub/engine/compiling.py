"""From a plan to something that runs."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode

from hub.engine.collecting import Conditions
from hub.engine.generating import Generated
from hub.engine.plan import Plan, Step
from hub.engine.planning import planned
from hub.engine.running import Run


@dataclass(frozen=True, slots=True)
class Compiled:
    """`main` answers the operation's data; `places` are the steps that need something of the request."""

    plan: Plan
    main: Callable[[Run], Awaitable[dict[str, Any]]]
    places: tuple[Step, ...]
    source: str


def compiled(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    conditions: Conditions,
) -> Compiled:
    """The operation, ready to run. Raises `Unplannable`."""
    plan = planned(schema, operation, fragments, conditions)
    generated = Generated(plan)
    main = generated.executed()["main"]
    return Compiled(plan, main, tuple(generated.places), generated.source)
