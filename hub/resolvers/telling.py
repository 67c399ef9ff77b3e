"""What a client that asks for it is told about the agencies' systems behind an answer."""

from typing import Any

from hub.domain.caller import Scope
from hub.resolvers.context import Context


def extensions(context: Context) -> dict[str, Any] | None:
    """`extensions` of the response: every system that took part, and what the operation cost them.

    None for who did not ask, or may not look at connectors.
    """
    if not context.tells_sources or not context.caller.may(Scope.CONNECTORS_READ):
        return None
    sources = [
        {
            "name": one.name,
            "status": one.status,
            "latencyMs": one.latency_ms,
            "asOf": one.as_of.isoformat() if one.as_of is not None else None,
        }
        for one in context.allowance.sources
    ]
    return {
        "sources": sources,
        "upstream": {"estimated": context.estimated, "calls": context.allowance.calls},
    }
