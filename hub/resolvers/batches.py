"""Nested fields, list in, list out: the only code that runs once per parent object."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, TypeVar

Asked = TypeVar("Asked")

Batch = Callable[[Asked, Sequence[Any], Any], Awaitable[Sequence[Any]]]
"""(context, parents, arguments) -> one answer per parent, in order; an answer may be an exception."""

_Group = list[tuple[Any, "asyncio.Future[Any]"]]


class Batches(Generic[Asked]):
    """Collects the parents of one field with the same arguments and asks for all of them at once.

    Nothing is kept between two rounds: a feed that lives for hours always reads afresh.
    """

    def __init__(self, context: Asked, functions: Mapping[str, Batch[Asked]]) -> None:
        self._context, self._functions = context, functions
        self._waiting: dict[tuple[str, Hashable], _Group] = {}
        self._running: dict[asyncio.Task[None], _Group] = {}

    def load(self, name: str, parent: object, arguments: Hashable = None) -> "asyncio.Future[Any]":
        """The answer for `parent`; loads of one name and the same arguments share one call."""
        loop = asyncio.get_running_loop()
        group = self._waiting.get((name, arguments))
        if group is None:
            group = self._waiting[name, arguments] = []
            loop.call_soon(self._start, name, arguments)
        future: asyncio.Future[Any] = loop.create_future()
        group.append((parent, future))
        return future

    async def all(self, name: str, parents: Sequence[Any], arguments: Hashable = None) -> Sequence[Any]:
        """The answers for all parents of a list at once; nothing is collected."""
        return await self._functions[name](self._context, parents, arguments)

    def close(self) -> None:
        """End what still waits or runs: the operation that asked has been answered or given up."""
        for task in self._running:
            task.cancel()
        for group in [*self._waiting.values(), *self._running.values()]:
            for _, future in group:
                future.cancel()
        self._waiting.clear()

    def _start(self, name: str, arguments: Hashable) -> None:
        group = self._waiting.pop((name, arguments), None)
        if group is None:  # closed meanwhile
            return
        task = asyncio.get_running_loop().create_task(self._run(name, arguments, group))
        self._running[task] = group
        task.add_done_callback(self._running.pop)

    async def _run(self, name: str, arguments: Hashable, group: _Group) -> None:
        parents = [parent for parent, _ in group]
        try:
            answers = await self._functions[name](self._context, parents, arguments)
            if len(answers) != len(parents):
                raise LookupError(f"{name}: {len(answers)} answers for {len(parents)} parents")
        except Exception as broken:  # noqa: BLE001 - handed to everyone who waits, at their own path
            answers = [broken] * len(parents)
        for (_, future), answer in zip(group, answers, strict=True):
            _settle(future, answer)


def _settle(future: "asyncio.Future[Any]", answer: object) -> None:
    if future.done():  # its part of the answer was given up meanwhile
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
        future.exception()  # seen: a sibling that failed first must not turn this one into a log line
    else:
        future.set_result(answer)
