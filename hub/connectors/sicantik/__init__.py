"""SiCantik Cloud: permits of regional one-stop offices."""

from hub.connectors.sicantik.connector import prepare

__all__ = ["prepare"]
