"""Databases of offices, read by a table or view and written by inserting."""

from hub.connectors.sql.connector import prepare

__all__ = ["prepare"]
