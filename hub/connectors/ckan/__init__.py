"""Kind `ckan`: portals of open data (Satu Data) on CKAN."""

from hub.connectors.ckan.connector import prepare

__all__ = ["prepare"]
