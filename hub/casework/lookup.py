"""Reading agencies' systems at query time. A dead one costs only its own fields."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from hub.casework.allowance import Allowance, Bounds, Budgets
from hub.casework.tools import Tools
from hub.connectors.asking import Question, ReadsLive, Sourced
from hub.connectors.base import CountsCases
from hub.domain.caller import Caller
from hub.domain.exchange import Counts, ExternalRef, RemoteCase
from hub.domain.respondents import kept_from
from hub.domain.visible import VisibleCase, VisibleCircuit, VisibleConnectorHealth, VisibleRecord
from hub.errors import ConnectorError, RuleViolation
from hub.store import cursors, deliveries, records
from hub.store.cursors import Standing
from hub.store.records import StoredRecord

LONGEST_PERIOD = timedelta(days=366)
LONGEST_ABSENCE = timedelta(hours=24)
"""An office that fetches its cases looks in once a day."""


class Lookup:
    """Live fields: external records, what systems count themselves, and how the systems fare.

    Args:
        tools: of every use case.
        live: reads the systems.
        bounds: what live fields may cost.
        ticks: monotonic seconds; None: the hub's own clock will do.
    """

    def __init__(
        self,
        tools: Tools,
        live: ReadsLive,
        bounds: Bounds | None = None,
        ticks: Callable[[], float] | None = None,
    ) -> None:
        self.tools, self.live, self._bounds = tools, live, bounds or Bounds()
        self._ticks = ticks or (lambda: tools.clock().timestamp())
        self._budgets = Budgets(self._ticks, self._bounds.per_minute)

    def allowance(self, caller: Caller) -> Allowance:
        """What one operation of this caller may cost from now on."""
        return Allowance(caller.subject, self._budgets, self._bounds, self._ticks)

    async def records(
        self, parents: Sequence[VisibleCase], allowance: Allowance
    ) -> list[tuple[VisibleRecord, ...]]:
        """The records of every case as their systems show them now.

        Where a system does not answer, or the budget does not reach, what was last heard stands in, marked
        stale; a record never heard of carries the failure.
        """
        async with self.tools.db.reading() as conn:
            stored = await records.of_cases(conn, [parent.id for parent in parents])
        refs = {
            (one.connector, one.external_id): ExternalRef(one.connector, one.external_id, one.url)
            for rows in stored.values()
            for one in rows
        }
        answers = await self.live.fetch_many(list(refs.values()), allowance) if refs else {}
        return [
            tuple(_merged(row, answers[refs[row.connector, row.external_id]]) for row in stored[parent.id])
            for parent in parents
        ]

    async def counts(
        self, names: Sequence[str], first: date, last: date, allowance: Allowance
    ) -> list[Sourced[Counts] | ConnectorError | None]:
        """What every system counts itself, from `first` to `last`, both included. None: it counts nothing.

        Raises:
            RuleViolation: INVALID, the period runs backwards or is longer than a year.
        """
        if not timedelta() <= last - first <= LONGEST_PERIOD:
            raise RuleViolation("INVALID", "a period has 1 to 367 days", "to")
        questions: list[Question[Counts]] = []
        for name in dict.fromkeys(names):
            peer = self.tools.peers.get(name)
            if isinstance(peer, CountsCases):
                asked = partial(peer.counts, first, last)
                questions.append(Question(name, "counts", f"{first}/{last}", asked, Counts))
        found = await self.live.ask(questions, allowance)
        answers = {one.connector: answer for one, answer in zip(questions, found, strict=True)}
        return [answers.get(name) for name in names]

    async def connector_health(self, caller: Caller, names: Sequence[str]) -> list[VisibleConnectorHealth]:
        """How every connector fares, from its last calls and its queue: no call is made.

        Messages of cases that accuse the caller's agency are not counted.
        """
        async with self.tools.db.reading() as conn:
            standings = await cursors.standings(conn, names)
            backlog = await deliveries.backlog(conn, names, kept_from(caller, self.tools.directory()))
        now = self.tools.clock()
        found = []
        for name in names:
            standing = standings.get(name)
            pending, dead, oldest = backlog.get(name, (0, 0, None))
            found.append(
                VisibleConnectorHealth(
                    name=name,
                    state=self._state(name, standing, oldest),
                    last_success_at=standing.last_success_at if standing else None,
                    last_error=standing.last_error if standing else None,
                    pending=pending,
                    dead=dead,
                    lag_seconds=int((now - oldest).total_seconds()) if oldest else None,
                    circuits=self._circuits(name),
                    reading=self.live.in_flight(name),
                    rests_until=_later(now, self.tools.peers.resting(name)),
                )
            )
        return found

    def _circuits(self, name: str) -> tuple[VisibleCircuit, ...]:
        now = self.tools.clock()
        return tuple(
            VisibleCircuit(one.operation or None, one.state, _later(now, one.wait))
            for one in self.tools.peers.circuits(name)
        )

    def _state(self, name: str, standing: Standing | None, oldest: datetime | None) -> str:
        manifest = self.tools.peers.manifest(name)
        if manifest is not None and manifest.pull:
            return _visited(standing.last_success_at if standing else None, oldest, self.tools.clock())
        if self.tools.peers.get(name) is None or standing is None:
            return "UNKNOWN"
        if standing.held_since is not None or self.tools.peers.circuit_open(name):
            return "DOWN"
        if standing.last_error is not None:
            return "DEGRADED"
        return "UP" if standing.last_success_at else "UNKNOWN"


def _visited(last: datetime | None, oldest: datetime | None, now: datetime) -> str:
    """How an office fares that fetches its cases: DEGRADED when something waits and nobody came for a day.

    `oldest`: since when something waits; of an office that never came it is what the day is counted from.
    """
    since = last or oldest
    if oldest is not None and since is not None and now - since > LONGEST_ABSENCE:
        return "DEGRADED"
    return "UP" if last is not None else "UNKNOWN"


def _later(now: datetime, seconds: float) -> datetime | None:
    return now + timedelta(seconds=seconds) if seconds > 0 else None


def _merged(row: StoredRecord, answer: Sourced[RemoteCase] | ConnectorError) -> VisibleRecord:
    """The live answer, or the newest word there is: polling may have heard more than the last reader did."""
    if isinstance(answer, ConnectorError):
        return _stored(row, answer if row.status_text is None else None)
    if answer.stale and row.status_text is not None and answer.as_of < row.as_of:
        return _stored(row, None)
    remote = answer.value
    return VisibleRecord(
        connector=row.connector,
        external_id=row.external_id,
        url=remote.ref.url or row.url,
        status_text=remote.status_text,
        status=remote.status,
        as_of=answer.as_of,
        stale=answer.stale,
    )


def _stored(row: StoredRecord, failure: ConnectorError | None) -> VisibleRecord:
    return VisibleRecord(
        connector=row.connector,
        external_id=row.external_id,
        url=row.url,
        status_text=row.status_text,
        status=row.status,
        as_of=row.as_of,
        stale=True,
        failure=failure,
    )
