"""DBOS in this process: takes runs from the queues and performs them on the application's own event loop."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import structlog
from dbos import DBOS, DBOSConfig
from dbos import error as dbos_errors

from hub.delivery.failing import told
from hub.delivery.library import APPLICATION, POOL_SIZE, SERIALIZER, THREADS, VERSION, WORKFLOW, quieten
from hub.delivery.ports import Attempt
from hub.errors import ConfigError

log = structlog.get_logger()

LISTENER_S = 0.25  # the hub sends no DBOS notifications; a stop has to wait for this thread
ENDING_S = 0.8  # for attempts at work when the process is asked to stop


class RunFailed(Exception):
    """What DBOS keeps of a failed run: a code, never a message."""


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """`executor_id` is unique per process: two that share one would perform each other's runs again."""

    url: str
    executor_id: str


class Engine:
    """One per process: DBOS keeps its state in module globals."""

    def __init__(self, options: EngineOptions, attempt: Attempt) -> None:
        self._options, self._attempt = options, attempt
        self._active: dict[str, asyncio.Task[None]] = {}
        self._abandoned: set[str] = set()

    @property
    def active(self) -> frozenset[str]:
        """Ids of the runs this process performs now."""
        return frozenset(self._active)

    async def start(self) -> None:
        """Connect and begin to take runs from every queue that is registered.

        Raises:
            ConfigError: the tables of DBOS are missing or too old.
        """
        quieten()
        DBOS(config=self._config())
        DBOS.workflow(name=WORKFLOW)(self._workflow())
        try:
            DBOS.launch()  # on this thread, so that it adopts this loop
        except dbos_errors.DBOSException as refused:
            await self.stop()
            raise ConfigError(f"the durable queue cannot start: {type(refused).__name__}") from None

    async def stop(self) -> None:
        """Take no more runs, give those at work a moment, cut off the rest: others will take them over."""
        grace = 1 if self._active else 0
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1) as thread:
            await loop.run_in_executor(
                thread, lambda: DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=grace)
            )
        loop.set_default_executor(ThreadPoolExecutor(thread_name_prefix="hub"))  # DBOS closed the one it set
        tasks = set(self._active.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=ENDING_S)

    def abandon(self) -> None:
        """Break off every attempt: this worker counts as dead, others may be at the same messages."""
        self._abandoned |= self._active.keys()
        for task in self._active.values():
            task.cancel()

    def _config(self) -> DBOSConfig:
        return DBOSConfig(
            name=APPLICATION,
            system_database_url=self._options.url,
            application_version=VERSION,
            executor_id=self._options.executor_id,
            serializer=SERIALIZER,
            run_migrations=False,  # `hub migrate` does, see `hub.delivery.library`
            sys_db_pool_size=POOL_SIZE,
            max_executor_threads=THREADS,
            notification_listener_polling_interval_sec=LISTENER_S,
            db_engine_kwargs={"hide_parameters": True},
            log_level="WARNING",
        )

    def _workflow(self) -> Callable[[str, int], Coroutine[None, None, None]]:
        """The function DBOS knows by name; its hints tell it what the arguments are."""

        async def deliver(delivery_id: str, run: int) -> None:
            await self._perform(delivery_id, run)

        return deliver

    async def _perform(self, delivery_id: str, run: int) -> None:
        run_id = f"{delivery_id}.{run}"
        task = asyncio.ensure_future(self._attempt(delivery_id, run))
        self._active[run_id] = task
        try:
            await task
        except asyncio.CancelledError:
            task.cancel()
            if run_id not in self._abandoned:
                raise
            # ended for DBOS too, so that the sweep gives the message a new run
            raise RunFailed("ABANDONED") from None
        except Exception as error:  # noqa: BLE001 outermost frame: nothing of it may reach DBOS's tables
            log.error("run failed", run=run_id, **told(error))
            raise RunFailed(type(error).__name__) from None
        finally:
            self._active.pop(run_id, None)
            self._abandoned.discard(run_id)
