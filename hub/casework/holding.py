"""Whether a system may be called now."""

from hub.casework.tools import Tools
from hub.domain.sending import held_until


def why_held(tools: Tools, name: str) -> str | None:
    """A code when nothing may be sent now: not configured, closed for the day, circuit open."""
    manifest = tools.peers.manifest(name)
    if manifest is None or tools.peers.get(name) is None:
        return "NOT_CONFIGURED"
    if held_until(manifest.window, manifest.zone, tools.clock()) is not None:
        return "WINDOW_CLOSED"
    return "CIRCUIT_OPEN" if tools.peers.circuit_open(name) else None
