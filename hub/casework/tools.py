"""What every use case works with. Built once by the composition root, immutable."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hub.casework.ports import DurableWork
from hub.connectors.base import Peers
from hub.domain.advice import Advise, no_advice
from hub.domain.delivery import Patience
from hub.domain.directory import Directory
from hub.store.database import Database
from hub.store.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Secrets:
    """Keys of the hub's own hashes. All different, each at least 32 bytes; start-up refuses equal ones."""

    receipt: bytes  # derives receipts
    pepper: bytes  # hashes receipts for look-up
    content: bytes  # hashes requests and fingerprints

    def __repr__(self) -> str:
        """Never the content."""
        return "Secrets(...)"


@dataclass(frozen=True, slots=True)
class Tools:
    """Store, rules' data, keys, time and chance, and the durable work."""

    db: Database
    directory: Callable[[], Directory]
    clock: Callable[[], datetime]  # aware, UTC
    new_id: Callable[[], str]  # sortable by time, unique
    randomness: Callable[[int], bytes]
    luck: Callable[[], float]  # uniform in 0..1, for spreading waits
    work: DurableWork
    peers: Peers
    sealer: Sealer
    secrets: Secrets
    patience: Patience
    hub_id: str = "hub"  # among hubs; see `hub.domain.origin`
    advise: Advise = no_advice  # the routing model in force; see `hub.domain.advice`
