"""Everything that is known about a document before any request is looked at, worked out once."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
    validate,
    value_from_ast_untyped,
)

from hub.domain.caller import Caller, Role
from hub.engine.engine import Prepared, prepared
from hub.schema import document as documents
from hub.schema.cost import CALLS, OBJECTS, Cost, Scales
from hub.schema.limits import Limits
from hub.schema.policy import POLICY, SCHEMA, Need, Rule, needs_of
from hub.schema.refusals import RefusalCode, Refused, coded, refusal
from hub.schema.scalars import longest_list, unstorable
from hub.schema.single import repeated, single_fields


@dataclass(frozen=True, slots=True)
class Reading:
    """One operation of a valid document."""

    document: DocumentNode
    operation: OperationDefinitionNode
    needs: tuple[Need, ...]
    cost: Cost  # objects
    calls: Cost  # to agencies' systems
    defaults: Mapping[str, Any]  # of its variables
    asked: Prepared  # with its plans
    shareable: bool  # whether one execution may answer several equal requests of one caller

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.operation.operation


class Reader:
    """Reads documents; remembers the valid ones, the least recently used is forgotten first."""

    def __init__(
        self,
        schema: GraphQLSchema,
        limits: Limits,
        policy: Mapping[str, Rule] = POLICY,
        *,
        open_introspection: bool = False,
    ) -> None:
        self._schema, self.limits, self._open = schema, limits, open_introspection
        self._policy = policy
        self._remembered: OrderedDict[tuple[str, str | None], Reading] = OrderedDict()

    def read(self, text: str, operation_name: str | None) -> Reading:
        """Raises `Refused`: no document, over a limit, invalid, or no such operation."""
        key = (text, operation_name)
        known = self._remembered.get(key)
        if known is not None:
            self._remembered.move_to_end(key)
            return known
        reading = self._read(text, operation_name)
        self._remembered[key] = reading
        if len(self._remembered) > self.limits.remembered:
            self._remembered.popitem(last=False)
        return reading

    def admit(self, reading: Reading, caller: Caller, variables: Mapping[str, Any]) -> int:
        """The calls to agencies' systems it may cause with these variables.

        Raises `Refused` when this caller may not ask it, or it costs too much.
        """
        for need in reading.needs:
            if need.rule.isdisjoint(caller.scopes):
                raise Refused([_denied(need, caller)])
        if variables:
            self._check(variables)
        given = {**reading.defaults, **variables}
        calls = reading.calls.under(given)
        cost = reading.cost.under(given)
        if cost > self.limits.cost:
            raise Refused([_too_dear(cost, self.limits.cost, "answer {} objects")])
        if calls > self.limits.calls:
            raise Refused([_too_dear(calls, self.limits.calls, "cause {} calls to agencies' systems")])
        return calls

    def _check(self, variables: Mapping[str, Any]) -> None:
        if unstorable(variables.values()):
            raise Refused(
                [refusal(RefusalCode.UNSTORABLE, "a variable holds a character that cannot be stored")]
            )
        if longest_list(variables.values()) > self.limits.entries:
            most = f"a list in a variable has at most {self.limits.entries} entries"
            raise Refused([refusal(RefusalCode.TOO_LARGE, most)])

    def _read(self, text: str, operation_name: str | None) -> Reading:
        document = documents.read(text, self.limits)
        errors = validate(self._schema, document, max_errors=self.limits.errors, hide_suggestions=True)
        if errors:
            raise Refused([coded(error, RefusalCode.VALIDATION) for error in errors[: self.limits.errors]])
        operation = get_operation_ast(document, operation_name)
        if operation is None:
            raise Refused(
                [refusal(RefusalCode.OPERATION, "the document has no such operation; name one of them")]
            )
        fragments = documents.fragments_of(document)
        twice = list(repeated(self._schema, operation, fragments))
        if twice:
            raise Refused(twice)
        return Reading(
            document=document,
            operation=operation,
            needs=self._needs(needs_of(self._schema, operation, fragments, self._policy)),
            cost=Scales(self._schema, fragments, OBJECTS).weigh(operation),
            calls=Scales(self._schema, fragments, CALLS).weigh(operation),
            defaults={
                one.variable.name.value: value_from_ast_untyped(one.default_value)
                for one in operation.variable_definitions or ()
                if one.default_value is not None
            },
            asked=prepared(document, operation),
            shareable=operation.operation is OperationType.QUERY
            and not any(single_fields(self._schema, operation, fragments)),
        )

    def _needs(self, needs: tuple[Need, ...]) -> tuple[Need, ...]:
        if not self._open:
            return needs
        return tuple(need for need in needs if need.rule != SCHEMA)


def _denied(need: Need, caller: Caller) -> GraphQLError:
    scopes = " or ".join(sorted(scope.value for scope in need.rule))
    if caller.role is Role.ANONYMOUS:
        return refusal(RefusalCode.UNAUTHENTICATED, f"{need.coordinate} needs a credential with {scopes}")
    return refusal(RefusalCode.FORBIDDEN, f"{need.coordinate} needs {scopes}")


def _too_dear(found: int, most: int, things: str) -> GraphQLError:
    shown = things.format(str(found) if found < 10**9 else "more than 10^9")
    return refusal(RefusalCode.TOO_COMPLEX, f"this could {shown}; at most {most} are allowed")
