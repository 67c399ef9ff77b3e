"""Another hub, above or below this one."""

from hub.connectors.peerhub.connector import prepare

__all__ = ["prepare"]
