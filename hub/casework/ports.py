"""What casework needs from the rooms above it, as protocols; the composition root hands them in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Run:
    """One durable attempt at a delivery. The same id submitted twice is one run."""

    delivery_id: str
    number: int  # 1, 2, 3 ... per delivery
    queue: str  # connector name
    wait: float = 0.0  # seconds until it may start

    @property
    def id(self) -> str:
        """Unique and stable: `<delivery>.<number>`."""
        return f"{self.delivery_id}.{self.number}"


class DurableWork(Protocol):
    """Work that survives any process. Inputs are ids only, never personal data."""

    async def submit(self, conn: AsyncConnection, run: Run) -> None:
        """Enqueue inside the caller's transaction: it exists if and only if the transaction commits."""
        ...

    async def cancel(self, run_ids: Sequence[str]) -> None:
        """Runs that have not started never will."""
        ...

    async def open_runs(self) -> frozenset[str]:
        """Ids of runs that are queued, delayed or at work."""
        ...
