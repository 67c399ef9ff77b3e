"""Minutes of public consultations, and what became of what was agreed. Public: no person stands in them."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from hub.store.metadata import metadata
from hub.store.types import Instant, Json

consultations = Table(
    "consultations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("recorder", Text, nullable=False),  # agency or place of the credential; scope of the key
    Column("idempotency_key", Text, nullable=False),
    Column("request_hash", LargeBinary, nullable=False),
    Column("agency", Text, nullable=False),
    Column("region", Text, nullable=False),  # of the agency; '' is the nation
    Column("held_on", Date, nullable=False),
    Column("subject", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("topic", Text),
    Column("parties", Json, nullable=False),
    Column("minutes_url", Text),
    Column("minutes_sha256", Text),
    Column("recorded_at", Instant, nullable=False),
    UniqueConstraint("recorder", "idempotency_key"),
    Index("ix_consultations_held_on_id", "held_on", "id"),
    Index("ix_consultations_agency_held_on", "agency", "held_on"),
)

consultation_agreements = Table(
    "consultation_agreements",
    metadata,
    Column("id", Text, primary_key=True),
    Column("consultation_id", Text, ForeignKey("consultations.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("agency", Text, nullable=False, index=True),  # who has to do it
    Column("due_on", Date, nullable=False),
    Column("state", Text, nullable=False),
)

consultation_follow_ups = Table(
    "consultation_follow_ups",
    metadata,
    Column("id", Text, primary_key=True),
    Column("agreement_id", Text, ForeignKey("consultation_agreements.id"), nullable=False, index=True),
    Column("action_id", Text),
    Column("request_hash", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("agency", Text, nullable=False),  # whose words they are
    Column("evidence_url", Text),
    Column("reported_at", Instant, nullable=False),
    UniqueConstraint("agreement_id", "action_id"),
)
