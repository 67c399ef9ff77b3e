"""Open311 GeoReport v2, so that existing software can list services, hand in and follow requests."""

from hub.web.open311.door import Open311Door

__all__ = ["Open311Door"]
