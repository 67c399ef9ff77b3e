"""Tables of the rival, in SQLAlchemy's declarative style."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

MOMENT = DateTime(timezone=True)


class Model(DeclarativeBase):
    """Common registry of the tables."""


class Agency(Model):
    """A public body."""

    __tablename__ = "agencies"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    tier: Mapped[str]


class Key(Model):
    """Whose an API key is."""

    __tablename__ = "keys"
    secret_hash: Mapped[bytes] = mapped_column(primary_key=True)
    channel: Mapped[str]


class Case(Model):
    """A complaint, suggestion or information request."""

    __tablename__ = "cases"
    id: Mapped[str] = mapped_column(primary_key=True)
    tracking_number: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[str]
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    receipt_hash: Mapped[bytes] = mapped_column(unique=True)
    kind: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    region: Mapped[str]
    topic: Mapped[str | None]
    reporter: Mapped[str | None]
    status: Mapped[str]
    version: Mapped[int]
    owner_code: Mapped[str | None] = mapped_column(ForeignKey("agencies.code"))
    created_at: Mapped[datetime] = mapped_column(MOMENT, index=True)
    updated_at: Mapped[datetime] = mapped_column(MOMENT)


class Assignment(Model):
    """One hop of a case."""

    __tablename__ = "assignments"
    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    agency_code: Mapped[str] = mapped_column(ForeignKey("agencies.code"))
    state: Mapped[str]
    hop: Mapped[int]
    explanation: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    offered_at: Mapped[datetime] = mapped_column(MOMENT)


class Event(Model):
    """One row of a case's timeline."""

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    type: Mapped[str]
    status: Mapped[str]
    occurred_at: Mapped[datetime] = mapped_column(MOMENT)


class Outgoing(Model):
    """A message that waits for a worker: the outbox."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    state: Mapped[str]
    attempts: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(MOMENT)
