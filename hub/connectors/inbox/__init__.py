"""An office without a system of its own: it fetches its cases from the hub, or gets them as a file."""

from hub.connectors.inbox.connector import prepare

__all__ = ["prepare"]
