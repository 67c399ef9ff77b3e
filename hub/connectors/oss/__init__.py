"""OSS-RBA: the nation's business licences."""

from hub.connectors.oss.connector import prepare

__all__ = ["prepare"]
