"""Which statements a piece of work sends, and how long each takes. For looking at one operation by hand."""

import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import event

from hub.store.database import Database
from hub.store.hot import Hot, Question

T = TypeVar("T")


@dataclass(slots=True)
class Sent:
    """One statement, without the values of its parameters: they may be somebody's. Seconds until its rows."""

    text: str
    seconds: float


@contextmanager
def watched(db: Database) -> Iterator[list[Sent]]:
    """The reads that are sent meanwhile by anybody, in order. Not for a hub that serves."""
    sent: list[Sent] = []
    before, engine = db.hot, db._reader.sync_engine

    def begins(_: object, __: object, text: str, *___: object) -> None:
        sent.append(Sent(text, -time.perf_counter()))

    def ends(*_: object) -> None:
        sent[-1].seconds += time.perf_counter()

    event.listen(engine, "before_cursor_execute", begins)
    event.listen(engine, "after_cursor_execute", ends)
    db.hot = _Noting(before, sent)
    try:
        yield sent
    finally:
        db.hot = before
        event.remove(engine, "before_cursor_execute", begins)
        event.remove(engine, "after_cursor_execute", ends)


class _Noting:
    def __init__(self, hot: Hot, sent: list[Sent]) -> None:
        self._hot, self._sent, self.dialect = hot, sent, hot.dialect

    async def ask(self, question: Question[T]) -> T:
        return await self._hot.ask(self._noted(question))

    async def aclose(self) -> None:
        await self._hot.aclose()

    def _noted(self, question: Question[T]) -> Generator[tuple[str, Mapping[str, Any]], list[Any], T]:
        try:
            asked = next(question)
            while True:
                begun = time.perf_counter()
                rows = yield asked
                self._sent.append(Sent(asked[0], time.perf_counter() - begun))
                asked = question.send(rows)
        except StopIteration as done:
            found: T = done.value
            return found
