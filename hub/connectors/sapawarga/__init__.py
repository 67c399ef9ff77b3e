"""Regional complaint portals of the Sapawarga family."""

from hub.connectors.sapawarga.connector import prepare

__all__ = ["prepare"]
