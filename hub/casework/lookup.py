"""Reading agencies' systems at query time. A dead one costs only its own fields."""

from collections.abc import Sequence

from hub.casework.tools import Tools
from hub.connectors.base import ReadsLive, Sourced
from hub.domain.exchange import ExternalRef, RemoteCase
from hub.domain.visible import VisibleCase, VisibleConnectorHealth, VisibleRecord
from hub.errors import ConnectorError
from hub.store import cursors, deliveries, records
from hub.store.cursors import Standing
from hub.store.records import StoredRecord


class Lookup:
    """Live fields: external records, and how the systems fare."""

    def __init__(self, tools: Tools, live: ReadsLive) -> None:
        self.tools, self.live = tools, live

    async def records(self, parents: Sequence[VisibleCase]) -> list[tuple[VisibleRecord, ...]]:
        """The records of every case as their systems show them now.

        Where a system does not answer, what was last heard stands in, marked stale; a record never heard of
        carries the failure.
        """
        async with self.tools.db.reading() as conn:
            stored = await records.of_cases(conn, [parent.id for parent in parents])
        refs = {
            (one.connector, one.external_id): ExternalRef(one.connector, one.external_id, one.url)
            for rows in stored.values()
            for one in rows
        }
        answers = await self.live.fetch_many(list(refs.values())) if refs else {}
        return [
            tuple(_merged(row, answers[refs[row.connector, row.external_id]]) for row in stored[parent.id])
            for parent in parents
        ]

    async def connector_health(self, names: Sequence[str]) -> list[VisibleConnectorHealth]:
        """How every connector fares, from its last calls and its queue: no call is made."""
        async with self.tools.db.reading() as conn:
            standings = await cursors.standings(conn, names)
            backlog = await deliveries.backlog(conn, names)
        now = self.tools.clock()
        found = []
        for name in names:
            standing = standings.get(name)
            pending, dead, oldest = backlog.get(name, (0, 0, None))
            found.append(
                VisibleConnectorHealth(
                    name=name,
                    state=self._state(name, standing),
                    last_success_at=standing.last_success_at if standing else None,
                    last_error=standing.last_error if standing else None,
                    pending=pending,
                    dead=dead,
                    lag_seconds=int((now - oldest).total_seconds()) if oldest else None,
                )
            )
        return found

    def _state(self, name: str, standing: Standing | None) -> str:
        if self.tools.peers.get(name) is None or standing is None:
            return "UNKNOWN"
        if standing.held_since is not None or self.tools.peers.circuit_open(name):
            return "DOWN"
        if standing.last_error is not None:
            return "DEGRADED"
        return "UP" if standing.last_success_at else "UNKNOWN"


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
