"""Which of the two paths to a peer a call takes.

A reader waits for a query, so a call on the query path is cut short and has a gate of its own: readers never
take the places of messages. The mark travels with the task: a connector's methods are the same on both.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_PATIENCE: ContextVar[float | None] = ContextVar("patience", default=None)


@contextmanager
def reading(seconds: float) -> Iterator[None]:
    """Calls inside are on the query path and may take so long each. Whoever says so bounds their number."""
    before = _PATIENCE.set(seconds)
    try:
        yield
    finally:
        _PATIENCE.reset(before)


def patience() -> float | None:
    """Seconds a call of this task may take on the query path; None: it carries messages."""
    return _PATIENCE.get()
