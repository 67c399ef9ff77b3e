"""The database of a village office that runs OpenSID (shape of v2410), and its officers.

One table holds complaints and the replies to them: a reply is a row with `id_pengaduan` set. A partner gets
two views over the rows it brought in, and may insert into the table.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    DateTime,
    Engine,
    Integer,
    MetaData,
    Row,
    SmallInteger,
    String,
    Table,
    Text,
    create_engine,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects import mysql

from sandbox.officers import Script, next_act
from sandbox.records import Event, Record, Step
from sandbox.wire import Object

STATES = {1: "created", 2: "accept", 3: "answer"}
STATUSES = {"accept": 2, "progress": 2, "answer": 3, "close": 3}
SCRIPT = ("accept", "answer")
UNKNOWN = 90  # added to every status while the fault `unknown_word` is on
PARTNER = "Hub pengaduan"
MOMENT = DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")

pengaduan = Table(
    "pengaduan",
    MetaData(),
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("id_pengaduan", Integer),
    Column("nik", String(16), nullable=False),
    Column("nama", String(100), nullable=False),
    Column("email", String(100)),
    Column("telepon", String(20)),
    Column("judul", String(100)),
    Column("isi", Text, nullable=False),
    Column("foto", Text),
    Column("status", SmallInteger, nullable=False),
    Column("ip_address", String(100)),
    Column("created_at", MOMENT, nullable=False),
    Column("updated_at", MOMENT, nullable=False),
)
VIEWS = (
    """CREATE VIEW hub_pengaduan AS SELECT id, isi, status, updated_at FROM pengaduan
       WHERE id_pengaduan IS NULL AND nama = 'Hub pengaduan'""",
    """CREATE VIEW hub_tanggapan AS SELECT r.id, r.id_pengaduan, r.isi, r.created_at FROM pengaduan r
       JOIN pengaduan p ON p.id = r.id_pengaduan
       WHERE p.nama = 'Hub pengaduan' AND r.nama <> 'Hub pengaduan'""",
)
GRANTS = {
    "postgresql": (
        "CREATE ROLE {user} LOGIN PASSWORD '{password}'",
        "GRANT SELECT ON hub_pengaduan, hub_tanggapan TO {user}",
        "GRANT INSERT, SELECT (id) ON pengaduan TO {user}",
        "GRANT USAGE ON SEQUENCE pengaduan_id_seq TO {user}",
    ),
    "mysql": (
        "CREATE USER {user}@'%' IDENTIFIED BY '{password}'",
        "GRANT SELECT ON hub_pengaduan TO {user}@'%'",
        "GRANT SELECT ON hub_tanggapan TO {user}@'%'",
        "GRANT INSERT, SELECT (id) ON pengaduan TO {user}@'%'",
    ),
}


@dataclass(frozen=True)
class VillageConfig:
    """`database` as SQLAlchemy writes it, for an account that may make tables; empty: a file beside `--db`.

    `account`: {user, password} of the partner, made on servers; letters and digits only.
    """

    database: str = ""
    account: Object | None = None
    offset_hours: int = 7
    ticket_pattern: str = r"Nomor tiket: (\S+)"


class Village:
    """The office: its table and its officers' orders. Other systems have `Office` and `Store` instead."""

    def __init__(self, name: str, config: VillageConfig, url: str, now: Callable[[], float], script: Script):
        self.name, self.config, self.now, self.script = name, config, now, script
        self.store = self
        self.engine: Engine = create_engine(url)
        self._prepare()

    def close(self) -> None:
        self.engine.dispose()

    def _prepare(self) -> None:
        """Table, views and the partner's account, where they are not there yet."""
        with self.engine.begin() as db:
            if self.engine.dialect.has_table(db, "pengaduan"):
                return
            pengaduan.create(db)
            for view in VIEWS:
                db.execute(text(view))
            account = self.config.account
            for grant in GRANTS.get(self.engine.dialect.name, ()) if account else ():
                db.execute(text(grant.format(**account)))  # type: ignore[arg-type]

    def wall(self) -> datetime:
        """The time on the office's wall, as the application writes it."""
        return datetime.fromtimestamp(self.now(), UTC).replace(tzinfo=None) + self._offset

    @property
    def _offset(self) -> timedelta:
        return timedelta(hours=self.config.offset_hours)

    def disturb(self, mode: str) -> None:
        """Let the status words be strange, or mend them."""
        status = pengaduan.c.status
        strange = mode == "unknown_word"
        shifted = status + UNKNOWN if strange else status - UNKNOWN
        wanted = status < UNKNOWN if strange else status >= UNKNOWN
        with self.engine.begin() as db:
            db.execute(update(pengaduan).where(wanted).values(status=shifted))

    def act(self, record: Record, step: Step) -> Record:
        """An officer answers in a row of its own and moves the status.

        Raises:
            ValueError: officers here do no such thing.
        """
        if step.action not in STATUSES:
            raise ValueError(f"officers here cannot {step.action}")
        at = self.wall()
        said = {"id_pengaduan": record.number, "nik": "0", "nama": "Operator Desa", "isi": step.note or "-"}
        reply = {**said, "status": 1, "created_at": at, "updated_at": at}
        word = int(step.word) if step.word else STATUSES[step.action]
        with self.engine.begin() as db:
            db.execute(insert(pengaduan).values(reply))
            moved = update(pengaduan).where(pengaduan.c.id == record.number)
            db.execute(moved.values(status=word, updated_at=at))
        return self.named(record.id) or record

    def instruct(self, script: Object) -> None:
        """Replace the officers' orders."""
        self.script = Script.of(script)

    def turn(self) -> None:
        """Let the officers do what is due."""
        for record in self.every() if self.script.enabled else ():
            act = next_act(record, self.script, SCRIPT)
            if act is not None and record.updated + act.wait <= self.now():
                self.act(record, act.step)

    def count(self) -> int:
        return len(self.every())

    def every(self) -> list[Record]:
        with self.engine.connect() as db:
            rows = db.execute(_roots().order_by(pengaduan.c.id)).all()
        return [self._record(row) for row in rows]

    def with_ticket(self, ticket: str) -> list[Record]:
        return [record for record in self.every() if record.ticket == ticket]

    def named(self, record_id: str) -> Record | None:
        return next((record for record in self.every() if record.id == record_id), None)

    def every_event(self) -> list[Event]:
        return [event for record in self.every() for event in self.events_of(record.number)]

    def events_of(self, number: int) -> list[Event]:
        """The complaint itself, then every row that answers it."""
        wanted = (pengaduan.c.id == number) | (pengaduan.c.id_pengaduan == number)
        with self.engine.connect() as db:
            rows = db.execute(select(pengaduan).where(wanted).order_by(pengaduan.c.id)).all()
        return [self._event(row, str(number)) for row in rows]

    def _event(self, row: Row[Any], record: str) -> Event:
        mine = row.nama == PARTNER
        action = "created" if row.id_pengaduan is None else "message" if mine else "reply"
        by, note = ("sender" if mine else "officer"), row.isi if row.id_pengaduan else None
        at = self._unix(row.created_at)
        return Event(row.id, record, None, at, by, action, None, str(row.status), note, None, None)

    def _record(self, row: Row[Any]) -> Record:
        found = re.search(self.config.ticket_pattern, row.isi)
        state = STATES.get(row.status % UNKNOWN, "accept")
        times = (self._unix(row.created_at), self._unix(row.updated_at))
        payload = {str(name): str(value) for name, value in row._mapping.items() if value is not None}
        identity = (row.id, str(row.id), found[1] if found else None, row.judul or "", row.isi)
        return Record(*identity, None, None, state, str(row.status), None, None, *times, payload)

    def _unix(self, wall: datetime) -> float:
        return (wall - self._offset).replace(tzinfo=UTC).timestamp()


def _roots() -> Any:
    return select(pengaduan).where(pengaduan.c.id_pengaduan.is_(None))
