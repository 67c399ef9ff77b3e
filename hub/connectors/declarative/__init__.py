"""An agency's REST interface described in one TOML file, without code."""

from hub.connectors.declarative.connector import prepare

__all__ = ["prepare"]
