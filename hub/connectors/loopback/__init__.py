"""An agency in memory, for tests of what is above the connectors."""

from hub.connectors.loopback.connector import Loopback, prepare

__all__ = ["Loopback", "prepare"]
