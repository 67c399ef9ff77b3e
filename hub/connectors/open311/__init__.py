"""Open311 GeoReport v2 endpoints."""

from hub.connectors.open311.connector import prepare

__all__ = ["prepare"]
