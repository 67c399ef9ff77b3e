"""The civil registry's NIK service (Dukcapil): it compares, and is never asked for data."""

from hub.connectors.dukcapil.connector import prepare

__all__ = ["prepare"]
