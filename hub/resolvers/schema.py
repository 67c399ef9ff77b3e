"""The schema as it is served: `build()` for the application, `sdl()` for the committed file."""

from collections.abc import AsyncGenerator
from typing import Any

import strawberry.federation
from strawberry.types.execution import ExecutionResult

from hub.schema.limits import Limits


class HubSchema(strawberry.federation.Schema):
    """Reads a document once (bounded memory), then checks rights and cost per request, then executes."""

    async def execute(self, query, variable_values=None, context_value=None, root_value=None, operation_name=None, *a, **k) -> ExecutionResult: ...

    async def subscribe(self, query, variable_values=None, context_value=None, root_value=None, operation_name=None, *a, **k) -> AsyncGenerator[ExecutionResult, None]: ...


def build(limits: Limits | None = None, *, open_introspection: bool = False) -> HubSchema:
    """The schema. `open_introspection`: everybody may read the schema (development), not only partners."""
    raise NotImplementedError


def sdl() -> str:
    """The public schema as text, with a final newline."""
    return build().as_str() + "\n"
