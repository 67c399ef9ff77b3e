"""The engine: keeps plans, runs them, and says when the reference has to take over."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    get_variable_values,
)
from graphql.execution.values import VariableValues
from strawberry import Schema

from hub.engine.asking import Asking
from hub.engine.collecting import conditional
from hub.engine.compiling import Compiled, compiled
from hub.engine.leaves import Unclean
from hub.engine.plan import Unplannable
from hub.engine.replaying import Loads, Replay
from hub.engine.row_running import RowCompiled, row_compiled
from hub.engine.rows import RowBindings
from hub.engine.running import Load, Run

MOST_VARIANTS = 16
"""Plans of one operation, by the values of its `@skip` and `@include` variables."""


@dataclass(frozen=True, slots=True)
class Interpreted:
    """The operation is for the reference: `why`, in words of the schema; `replay` has what was read."""

    why: str
    replay: Replay | None = None


@dataclass(slots=True)
class Prepared:
    """One operation of a valid document, with its plans so far."""

    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    conditions: tuple[str, ...]
    plans: dict[tuple[bool, ...], Compiled | Interpreted] = field(default_factory=dict)
    rows: dict[tuple[Hashable, ...], RowCompiled | None] = field(default_factory=dict)


def prepared(document: DocumentNode, operation: OperationDefinitionNode) -> Prepared:
    """An operation that has no plan yet; keep it with the document, for its next request."""
    fragments = {
        one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
    }
    return Prepared(operation, fragments, conditional(operation, fragments))


class Engine:
    """Compiles each distinct operation once, per choice of its conditions.

    Args:
        schema: whose fields say where their values come from.
        rows: what can be answered from rows; None: nothing.
        compiling: makes a plan; another one only in tests.
    """

    def __init__(
        self,
        schema: Schema,
        rows: RowBindings | None = None,
        compiling: Callable[..., Compiled] = compiled,
    ) -> None:
        self._schema, self.rows, self._compiling = schema, rows, compiling
        self._core: GraphQLSchema = schema._schema
        self._scalars = schema.schema_converter.scalar_registry
        self.counted: Counter[str] = Counter()
        """Operations by how they were answered: ROWS, COMPILED, REPLAYED or INTERPRETED."""
        self.left: Counter[str] = Counter()
        """Why operations that rows could answer were answered otherwise, by class of error."""

    def plan(self, asked: Prepared, coerced: Mapping[str, Any]) -> Compiled | Interpreted:
        """The plan under these values of the variables, made now if it is the first time."""
        chosen: tuple[Any, ...] = tuple(coerced.get(name) for name in asked.conditions)
        if any(one.__class__ is not bool for one in chosen):  # sent as null, where there is a default
            return Interpreted("a condition that is null")
        found = asked.plans.get(chosen)
        if found is None and len(asked.plans) >= MOST_VARIANTS:  # nor kept: a client chooses how many
            return Interpreted("too many conditions")
        if found is None:
            found = asked.plans[chosen] = self._planned(asked, chosen)
        return found

    def _planned(self, asked: Prepared, chosen: tuple[bool, ...]) -> Compiled | Interpreted:
        if asked.operation.operation is OperationType.MUTATION:
            return Interpreted(asked.operation.operation.value)
        conditions = dict(zip(asked.conditions, chosen, strict=True))
        try:
            return self._compiling(self._core, asked.operation, asked.fragments, conditions)
        except Unplannable as unknown:
            return Interpreted(str(unknown))

    def _coerced(self, asked: Prepared, variables: dict[str, Any]) -> VariableValues | list[GraphQLError]:
        declared = asked.operation.variable_definitions
        if not declared:
            return VariableValues({}, {})
        return get_variable_values(self._core, declared, variables, hide_suggestions=True)

    async def answer(
        self, asked: Prepared, variables: dict[str, Any], context: Any, load: Load, loads: Loads
    ) -> bytes | Interpreted:
        """The value of `data` as JSON, or why the reference must answer.

        `load` answers a nested field for a list of parents; `loads` is what the reference uses.
        """
        values = self._coerced(asked, variables)
        if not isinstance(values, VariableValues):
            return self._left("variables that do not fit")
        found = self.plan(asked, values.coerced)
        if isinstance(found, Interpreted):
            return self._left(found.why)
        asking = self._asking(asked, values, context)
        return await self._from_rows(asked, found, asking) or await self._run(found, asking, load, loads)

    async def event(
        self, asked: Prepared, variables: dict[str, Any], context: Any, event: Any, load: Load, loads: Loads
    ) -> bytes | Interpreted:
        """The same for one event of a subscription: `event` is what its source gave."""
        values = self._coerced(asked, variables)
        if not isinstance(values, VariableValues):
            return self._left("variables that do not fit")
        found = self.plan(asked, values.coerced)
        if isinstance(found, Interpreted):
            return self._left(found.why)
        return await self._run(found, self._asking(asked, values, context), load, loads, lambda _: event)

    async def _from_rows(self, asked: Prepared, found: Compiled, asking: Asking) -> bytes | None:
        """The answer without an object per row; None: it is for the ordinary plan, whatever the reason."""
        if self.rows is None:
            return None
        view = self.rows.view(asking.context)
        key = (id(found), view)
        if key not in asked.rows:
            asked.rows[key] = row_compiled(found.plan, self.rows.roots(view))
        rows = asked.rows[key]
        if rows is None:
            return None
        try:
            data = await rows.answer(asking, self.rows.edition(asking.context))
        except Exception as left:  # noqa: BLE001 - the ordinary plan meets it again
            self.left[type(left).__name__] += 1
            return None
        self.counted["ROWS"] += 1
        return data

    async def _run(
        self,
        found: Compiled,
        asking: Asking,
        load: Load,
        loads: Loads,
        start: Callable[[int], Any] | None = None,
    ) -> bytes | Interpreted:
        run = Run(load, (), start or (lambda place: asking.start(found.places[place])))
        try:
            run.given = asking.given(found.places)
            data = orjson.dumps(await found.main(run))
        except Exception as broken:  # noqa: BLE001 - the reference meets it again, and tells it in its place
            self.counted["REPLAYED"] += 1
            why = "a value is not clean" if isinstance(broken, Unclean) else type(broken).__name__
            return Interpreted(why, Replay(found, run, loads))
        self.counted["COMPILED"] += 1
        return data

    def _left(self, why: str) -> Interpreted:
        self.counted["INTERPRETED"] += 1
        return Interpreted(why)

    def _asking(self, asked: Prepared, values: VariableValues, context: Any) -> Asking:
        return Asking(
            schema=self._core,
            config=self._schema.config,
            scalars=self._scalars,
            operation=asked.operation,
            fragments=asked.fragments,
            values=values,
            context=context,
        )
