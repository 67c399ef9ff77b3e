"""SP4N-LAPOR! v3 and its tenant sites."""

from hub.connectors.lapor.connector import prepare

__all__ = ["prepare"]
