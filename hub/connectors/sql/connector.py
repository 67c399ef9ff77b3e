"""An office's database: cases are inserted into one table, and read back from a table or view."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.connectors.address import Address
from hub.connectors.formula import Compiler, Maker
from hub.connectors.instance import Instance, Origin, checked
from hub.connectors.kind import Parts, Prepared
from hub.connectors.sql import reading
from hub.connectors.sql.drivers import engine_of
from hub.connectors.sql.faults import Duplicate
from hub.connectors.sql.feed import feed_page
from hub.connectors.sql.session import Session
from hub.connectors.sql.spec import Changes, Forward, Notes, Spec
from hub.connectors.sql.statements import RecordRows, ReplyRows, insertion, numbered
from hub.connectors.ticket import ticket, ticket_of_key
from hub.connectors.wild import Wild, as_id
from hub.domain.case import GeoPoint
from hub.domain.exchange import (
    Capability,
    ChangePage,
    ExternalRef,
    Health,
    HealthState,
    Idempotency,
    OutgoingCase,
    Registered,
    RemoteCase,
)
from hub.errors import (
    ConfigError,
    ConnectorError,
    CredentialFault,
    Misunderstood,
    Refused,
    Unconfirmed,
    Unreachable,
)

T = TypeVar("T")
CASE = {one.name for one in fields(OutgoingCase)} | {f"location.{one.name}" for one in fields(GeoPoint)}
ALWAYS = frozenset({Capability.FORWARD, Capability.FETCH})
AT_ONCE = 100
NO_RETURNING = "mysql"


def prepare(instance: Instance, keys: Mapping[str, object], origin: Origin) -> Prepared:
    """Checks the sections; see `Kind`."""
    spec = checked(keys, Spec, origin)
    if instance.idempotency is Idempotency.KEY and spec.forward.key is None:
        raise origin.fault("BAD_VALUE", "idempotency", "say `key` only where [forward] has a `key` column")
    if instance.idempotency is Idempotency.SEARCH and spec.search is None:
        raise origin.fault("MISSING_KEY", "idempotency", "add `[search]`: where does our ticket stand?")
    compiler = Compiler(origin, spec.lookups, instance.zone)
    forward = compiler.maker("forward.row", spec.forward.row, CASE | {"ticket", "key"})
    notes = compiler.maker("notes.row", spec.notes.row if spec.notes else {}, {"text", "key"})
    return Prepared(
        ALWAYS | ({Capability.CHANGES} if spec.changes else frozenset()),
        takes_notes=spec.notes is not None,
        build=partial(SqlConnector, spec, forward, notes, origin),
        address=Address.DATABASE,
    )


class SqlConnector:
    """One database. The object has the methods its file has sections for."""

    most_at_once = AT_ONCE

    def __init__(self, spec: Spec, forward: Maker, notes: Maker, origin: Origin, parts: Parts) -> None:
        if parts.reach is None:
            raise ConfigError("a database needs an address")
        self.manifest, self._spec, self._clock = parts.manifest, spec, parts.clock
        self._zone = ZoneInfo(parts.instance.zone)
        offset = parts.clock().astimezone(self._zone).utcoffset() or timedelta()
        engine = engine_of(parts.reach.address, parts.instance, offset, origin)
        self._session = Session(engine, parts.instance.limits.deadline, parts.reach)
        self._records = RecordRows(spec.records, spec.search)
        self._replies = ReplyRows(spec.replies) if spec.replies else None
        self._view = reading.View.of(self.manifest, spec.records.order, parts.instance.statuses)
        self._row, self._note = forward, notes
        if spec.search:
            self.search = self._search
        if spec.changes:
            self.changes = partial(self._changes, spec.changes)
        if spec.notes:
            self.send_note = partial(self._send_note, spec.notes)

    async def health(self) -> Health:
        """Reads one row of what is read; never raises."""
        try:
            await self._session.read(self._sampled)
        except ConnectorError as fault:
            down = isinstance(fault, Unreachable | CredentialFault)
            return Health(HealthState.DOWN if down else HealthState.DEGRADED, str(fault))
        return Health(HealthState.UP)

    async def aclose(self) -> None:
        """Give connections back."""
        await self._session.aclose()

    async def forward(self, case: OutgoingCase, key: str) -> Registered:
        """Inserts the case. Where a unique column has it already, the row that is there is the answer."""
        form = self._spec.forward
        document = {**msgspec.to_builtins(case), "ticket": ticket(case), "key": key}
        row = {**self._row(document), **self._stamps(form.stamped)}
        if form.key is not None:
            row[form.key] = key
        try:
            return Registered(self._ref(await self._session.write(partial(_insert, form, row))))
        except Duplicate:
            found = await self._already(form, case.tracking_number, key)
            if found is None:
                raise Refused("DUPLICATE_OF_ANOTHER") from None
            return Registered(found)

    async def fetch(self, ref: ExternalRef) -> RemoteCase:
        """The row as it is now, with the last reply to it."""
        found = (await self.fetch_many([ref]))[ref]
        if isinstance(found, ConnectorError):
            raise found
        return found

    async def fetch_many(self, refs: Sequence[ExternalRef]) -> dict[ExternalRef, RemoteCase | ConnectorError]:
        """Many rows by two statements, `most_at_once` of them."""
        rows = await self._session.read(partial(self._states, [ref.id for ref in refs]))
        now = self._clock()
        return {ref: self._shown(ref, rows, now) for ref in refs}

    def _shown(self, ref: ExternalRef, rows: reading.Rows, now: Any) -> RemoteCase | ConnectorError:
        row = rows.records.get(ref.id)
        if row is None:
            return Refused("NO_SUCH_RECORD")
        try:
            return self._view.remote(ref, row, rows.replies.get(ref.id), now)
        except Misunderstood as broken:
            self._session.spoil()
            return broken

    async def _search(self, tracking_number: str, key: str) -> ExternalRef | None:
        wanted = ticket_of_key(tracking_number, key)
        rows = await self._session.read(lambda conn: _all(conn, self._records.holding(wanted)))
        found = next((row for row in rows if reading.holds(row["held"], wanted)), None)
        return None if found is None else self._ref(found["id"])

    async def _already(self, form: Forward, tracking_number: str, key: str) -> ExternalRef | None:
        """The row a unique column pointed at."""
        if form.key is not None:
            statement = self._records.by_key(key, form.key)
            rows = await self._session.read(lambda conn: _all(conn, statement))
            return self._ref(rows[0]["id"]) if rows else None
        return await self._search(tracking_number, key) if self._spec.search else None

    async def _changes(self, form: Changes, cursor: str | None) -> ChangePage:
        until = None
        if self._spec.records.order == "time":
            until = reading.wall_time(self._clock(), self._zone, form.lag_seconds)
        page = feed_page(self._records, self._replies, self._view, self._states, cursor, until)
        return await self._session.read(page)

    async def _send_note(self, form: Notes, ref: ExternalRef, text: str, key: str) -> None:
        row = {**self._note({"text": text, "key": key}), **self._stamps(form.stamped), form.record: ref.id}
        await self._session.write(lambda conn: conn.execute(insertion(form, row)))

    async def _states(self, ids: Sequence[str], conn: AsyncConnection) -> reading.Rows:
        records = await _all(conn, self._records.states(ids))
        replies = await _all(conn, self._replies.newest(ids)) if self._replies else []
        return reading.Rows.of(records, replies)

    async def _sampled(self, conn: AsyncConnection) -> None:
        await conn.execute(self._records.sample())
        if self._replies:
            await conn.execute(self._replies.sample())

    def _stamps(self, names: Sequence[str]) -> dict[str, Wild]:
        return dict.fromkeys(names, reading.wall_time(self._clock(), self._zone))

    def _ref(self, number: Wild) -> ExternalRef:
        """Raises `Unconfirmed`: the row is there, but the database does not say what it is called."""
        found = as_id(number)
        if found is None:
            raise Unconfirmed("NO_ID")
        return ExternalRef(self.manifest.name, found)


async def _all(conn: AsyncConnection, statement: Any) -> list[Mapping[str, Any]]:
    return [dict(row) for row in (await conn.execute(statement)).mappings()]


async def _insert(form: Forward, row: Mapping[str, Wild], conn: AsyncConnection) -> Wild:
    """The new row's id. MySQL cannot answer with it, and MariaDB only to who may read all of the row."""
    statement = insertion(form, row)
    if conn.dialect.name != NO_RETURNING:
        return (await conn.execute(numbered(statement, form))).scalar_one()
    return row.get(form.id) or (await conn.execute(statement)).lastrowid
