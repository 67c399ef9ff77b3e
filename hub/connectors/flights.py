"""Calls under way for readers: at most one per question, so many per peer, and none that nobody waits for."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import structlog

from hub.connectors.cached import Entry
from hub.connectors.lane import reading
from hub.errors import ConnectorError, Misunderstood, Unreachable

log = structlog.get_logger()
T = TypeVar("T")

Flight: TypeAlias = asyncio.Future[Entry | ConnectorError]
"""A failure is a result too: nobody may be left to take an exception."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call to a peer. `run` answers every key by a value or a `ConnectorError`, or raises one for all."""

    connector: str
    operation: str
    keys: tuple[str, ...]
    run: Callable[[], Awaitable[Mapping[str, Any]]]


class Flights:
    """By key. A reader that gives up does not end the call others wait for.

    Args:
        places: how many calls a peer bears at a time, asked once per peer.
        landed: (operation, key, value or failure) -> what the readers get.
    """

    def __init__(
        self,
        places: Callable[[str], int],
        landed: Callable[[str, str, Any], Awaitable[Entry | ConnectorError]],
    ) -> None:
        self._places, self._landed = places, landed
        self._flights: dict[str, Flight] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._gates: dict[str, asyncio.Semaphore] = {}
        self._inside: dict[str, int] = {}

    def __contains__(self, key: str) -> bool:
        """Whether a call for it is under way."""
        return key in self._flights

    def get(self, key: str) -> Flight | None:
        """To be waited for."""
        return self._flights.get(key)

    def under_way(self, connector: str) -> int:
        """Calls to this peer now."""
        return self._inside.get(connector, 0)

    def start(self, call: Call, wait: float, patience: float) -> None:
        """Call, as soon as there is a place; after `wait` seconds without one nobody waits any more.

        Args:
            call: none of its keys may be under way.
            wait: seconds.
            patience: seconds the call itself may take.
        """
        loop = asyncio.get_running_loop()
        flights: dict[str, Flight] = {key: loop.create_future() for key in call.keys}
        self._flights.update(flights)
        task = loop.create_task(self._fly(call, flights, wait, patience))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def aclose(self) -> None:
        """End them all."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _fly(self, call: Call, flights: Mapping[str, Flight], wait: float, patience: float) -> None:
        try:
            answers = await self._called(call, wait, patience)
            for key, flight in flights.items():
                answer = _light(answers.get(key, Misunderstood("NO_ANSWER_FOR_IT")))
                flight.set_result(await self._landed(call.operation, key, answer))
        except ConnectorError as fault:
            for key, flight in flights.items():
                flight.set_result(await self._landed(call.operation, key, _light(fault)))
        except Exception:  # a fault in the code of one kind costs its own fields, not the query
            log.exception("live read broke", connector=call.connector, operation=call.operation)
        finally:
            for key, flight in flights.items():
                del self._flights[key]
                if not flight.done():
                    flight.set_result(Misunderstood("BROKEN"))

    async def _called(self, call: Call, wait: float, patience: float) -> Mapping[str, Any]:
        gate = self._gates.get(call.connector)
        if gate is None:
            gate = self._gates[call.connector] = asyncio.Semaphore(self._places(call.connector))
        try:
            async with asyncio.timeout(wait):
                await gate.acquire()
        except TimeoutError:
            raise Unreachable("BUSY") from None
        self._inside[call.connector] = self.under_way(call.connector) + 1
        try:
            with reading(patience):
                async with asyncio.timeout(patience + 1.0):  # the seam's own deadline comes first
                    return await call.run()
        except TimeoutError:
            raise Unreachable("DEADLINE") from None
        finally:
            self._inside[call.connector] -= 1
            gate.release()


def _light(answer: T) -> T:
    """A failure without the frames and causes behind it: those hold the peer's whole answer."""
    if isinstance(answer, ConnectorError):
        answer.__traceback__ = answer.__context__ = answer.__cause__ = None
    return answer
