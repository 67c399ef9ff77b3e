"""SQLite memory of one simulated system. What a caller was told is stored survives a kill -9."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import orjson

from sandbox.records import Draft, Event, Record, Step

SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, ticket TEXT, title TEXT NOT NULL,
  body TEXT NOT NULL, origin TEXT, institution TEXT, state TEXT NOT NULL, word TEXT NOT NULL,
  note TEXT, proposed TEXT, created REAL NOT NULL, updated REAL NOT NULL, payload BLOB NOT NULL, due REAL);
CREATE INDEX IF NOT EXISTS records_by_ticket ON records (ticket);
CREATE INDEX IF NOT EXISTS records_by_due ON records (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, record INTEGER NOT NULL REFERENCES records (number),
  at REAL NOT NULL, by TEXT NOT NULL, action TEXT NOT NULL, old_word TEXT, word TEXT NOT NULL,
  note TEXT, proposed TEXT, institution TEXT, files BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS events_by_record ON events (record, seq);
CREATE TABLE IF NOT EXISTS keys (
  key TEXT PRIMARY KEY, record INTEGER NOT NULL REFERENCES records (number));
CREATE TABLE IF NOT EXISTS files (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL,
  sha256 TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value BLOB NOT NULL);
"""
RECORD = tuple(column.name for column in fields(Record))
INSERT_RECORD = f"INSERT INTO records ({', '.join(RECORD)}) VALUES ({', '.join('?' * len(RECORD))})"  # noqa: S608 (our own columns)
UPDATE_RECORD = f"UPDATE records SET {', '.join(f'{name} = ?' for name in RECORD)} WHERE number = ?"  # noqa: S608
INSERT_EVENT = (
    "INSERT INTO events (record, at, by, action, old_word, word, note, proposed, institution, files) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
EVENT = (
    "SELECT e.seq, r.id, r.ticket, e.at, e.by, e.action, e.old_word, e.word, e.note, e.proposed, "
    "e.institution, e.files FROM events e JOIN records r ON r.number = e.record "
)
Row = tuple[Any, ...]


class Store:
    """One connection, used by one thread. Every write is durable when the outermost `batch` ends."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(SCHEMA)
        self._open = False

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """All writes inside are one transaction; an inner batch joins the outer one."""
        if self._open:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        self._open = True
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        else:
            self._db.execute("COMMIT")
        finally:
            self._open = False

    def add(
        self, draft: Draft, identify: Callable[[int, float], str], first: int, word: str, at: float
    ) -> Record:
        """Keep a new record under the next number, counted from `first`, with its first event."""
        with self.batch():
            (last,) = self._one("SELECT max(number) FROM records") or (None,)
            number = first if last is None else last + 1
            text = (draft.ticket, draft.title, draft.body, draft.origin, draft.origin)
            record = Record(
                number, identify(number, at), *text, "created", word, None, None, at, at, draft.payload
            )
            self._db.execute(INSERT_RECORD, _columns(record))
            self._event(record, Step("created", "sender"), None, word, at)
        return record

    def append(self, record: Record, step: Step, at: float) -> Record:
        """Write one event, move the record as the step says. A sender's words never replace an answer."""
        moved = replace(
            record,
            state=step.state or record.state,
            word=step.word or record.word,
            note=(step.note if step.by == "officer" else None) or record.note,
            proposed=step.proposed if step.state else record.proposed,
            institution=step.institution or record.institution,
            payload=step.payload or record.payload,
            updated=at,
        )
        with self.batch():
            self._event(record, step, record.word, moved.word, at)
            self._db.execute(UPDATE_RECORD, (*_columns(moved), record.number))
        return moved

    def _event(self, record: Record, step: Step, old_word: str | None, word: str, at: float) -> None:
        said = (step.note, step.proposed, record.institution, orjson.dumps(step.files))
        self._db.execute(INSERT_EVENT, (record.number, at, step.by, step.action, old_word, word, *said))

    def plan(self, number: int, due: float | None) -> None:
        """When an officer takes the record up next; None: nobody will."""
        with self.batch():
            self._db.execute("UPDATE records SET due = ? WHERE number = ?", (due, number))

    def due(self, at: float, limit: int) -> list[Record]:
        return self._records("WHERE due <= ? ORDER BY due LIMIT ?", (at, limit))

    def next_due(self) -> float | None:
        row = self._one("SELECT min(due) FROM records WHERE due IS NOT NULL")
        return row[0] if row else None

    def numbered(self, number: int) -> Record:
        return self._records("WHERE number = ?", (number,))[0]

    def named(self, record_id: str) -> Record | None:
        return next(iter(self._records("WHERE id = ?", (record_id,))), None)

    def with_ticket(self, ticket: str) -> list[Record]:
        return self._records("WHERE ticket = ? ORDER BY number", (ticket,))

    def every(self) -> list[Record]:
        return self._records("ORDER BY number", ())

    def page(self, words: Sequence[str], order: str, limit: int, offset: int) -> tuple[list[Record], int]:
        """Newest first by `order` (created or updated), with the total; no words means every word."""
        marks = ", ".join("?" * len(words))
        where = f"WHERE word IN ({marks})" if words else ""
        column = {"created": "created", "updated": "updated"}[order]
        tail = f"{where} ORDER BY {column} DESC, number DESC LIMIT ? OFFSET ?"
        (total,) = self._one(f"SELECT count(*) FROM records {where}", tuple(words)) or (0,)  # noqa: S608
        return self._records(tail, (*words, limit, offset)), total

    def count(self) -> int:
        (total,) = self._one("SELECT count(*) FROM records") or (0,)
        return int(total)

    def events_of(self, number: int) -> list[Event]:
        return self._events("WHERE e.record = ? ORDER BY e.seq", (number,))

    def events_after(self, seq: int, limit: int, offset: int = 0) -> list[Event]:
        return self._events("WHERE e.seq > ? ORDER BY e.seq LIMIT ? OFFSET ?", (seq, limit, offset))

    def every_event(self) -> list[Event]:
        return self._events("ORDER BY e.seq", ())

    def last_seq(self) -> int:
        (last,) = self._one("SELECT max(seq) FROM events") or (None,)
        return int(last or 0)

    def keyed(self, key: str) -> Record | None:
        row = self._one("SELECT record FROM keys WHERE key = ?", (key,))
        return self.numbered(row[0]) if row else None

    def keep_key(self, key: str, number: int) -> None:
        with self.batch():
            self._db.execute("INSERT INTO keys VALUES (?, ?)", (key, number))

    def keep_file(self, name: str, media_type: str, size: int, sha256: str) -> int:
        with self.batch():
            row = self._one(
                "INSERT INTO files (name, media_type, size, sha256) VALUES (?, ?, ?, ?) RETURNING id",
                (name, media_type, size, sha256),
            )
        return int(row[0]) if row else 0

    def files(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        """Those of the given files that exist, in the order given."""
        names = ("id", "name", "media_type", "size", "sha256")
        sql = "SELECT id, name, media_type, size, sha256 FROM files WHERE id = ?"
        rows = [self._one(sql, (number,)) for number in ids]
        return [dict(zip(names, row, strict=True)) for row in rows if row]

    def setting(self, name: str) -> Any:
        row = self._one("SELECT value FROM settings WHERE name = ?", (name,))
        return orjson.loads(row[0]) if row else None

    def keep_setting(self, name: str, value: object) -> None:
        with self.batch():
            self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, orjson.dumps(value)))

    def _one(self, sql: str, values: Row = ()) -> Row | None:
        # RETURNING rows only count as written once they are all read, hence fetchall.
        return next(iter(self._db.execute(sql, values).fetchall()), None)

    def _records(self, tail: str, values: Row) -> list[Record]:
        rows = self._db.execute(f"SELECT {', '.join(RECORD)} FROM records {tail}", values)  # noqa: S608
        return [Record(*(*row[:-1], orjson.loads(row[-1]))) for row in rows]

    def _events(self, tail: str, values: Row) -> list[Event]:
        rows = self._db.execute(EVENT + tail, values)
        return [Event(*(*row[:-1], tuple(orjson.loads(row[-1])))) for row in rows]


def _columns(record: Record) -> Row:
    values = [getattr(record, name) for name in RECORD[:-1]]
    return (*values, orjson.dumps(record.payload))
