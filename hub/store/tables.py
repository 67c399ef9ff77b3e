"""Tables of what the hub remembers. `migrations/` makes them; a test holds the two against each other.

Only there text columns get byte order on PostgreSQL: said here too, every bound value would repeat it.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    FetchedValue,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from hub.store.metadata import Position, metadata
from hub.store.types import Instant, Json

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

RAISED = "raised_to IS NOT NULL"

cases = Table(
    "cases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tracking_number", Text, nullable=False, unique=True),
    Column("receipt_hash", LargeBinary, nullable=False, unique=True),
    Column("submitter", Text, nullable=False),  # portal that handed it in; scope of the idempotency key
    Column("idempotency_key", Text, nullable=False),
    Column("request_hash", LargeBinary, nullable=False),  # keyed hash of the whole request
    Column("fingerprint", LargeBinary, nullable=False, index=True),  # keyed hash of folded text and place
    Column("kind", Text, nullable=False),
    Column("sensitivity", Text, nullable=False),
    Column("identity_protection", Text, nullable=False),
    Column("visibility", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("search_text", Text, nullable=False),  # title and body, case folded
    Column("topic", Text),
    Column("region", Text, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("occurred_on", Date),
    Column("channel", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("owner", Text),
    Column("assignee", Text),
    Column("hop", Integer, nullable=False),
    Column("answer", Text),
    Column("maladministration", Text),
    Column("copied", Json, nullable=False),
    Column("resume_status", Text),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("verified_at", Instant),
    Column("first_response_at", Instant),
    Column("answered_at", Instant),
    Column("closed_at", Instant),
    Column("due_at", Instant),
    Column("breached", Boolean, nullable=False),
    Column("returns", Integer, nullable=False),
    Column("escalated", Boolean, nullable=False),
    Column("binding", Boolean, nullable=False),
    Column("delivered", Boolean, nullable=False),
    Column("respondent", Text),  # agency the reporter named
    Column("oversight", Text, nullable=False),
    Column("oversight_reference", Text),
    Column("merged_into", Text, index=True),
    Column("predecessor", Text, index=True),
    Column("reopened_at", Instant),
    Column("rating", Integer),
    Column("auto_routed", Boolean, nullable=False),
    Column("raised_to", Text),
    Column("raised_for", Text),
    Column("compensation", Text, nullable=False),
    Column("calendar", Text),
    Column("deadlines", Json, nullable=False),  # due date of every clock, as computed with `calendar`
    Column("look_at", Instant),
    UniqueConstraint("submitter", "idempotency_key"),
    Index("ix_cases_created_at_id", "created_at", "id"),
    Index("ix_cases_updated_at_id", "updated_at", "id"),
    Index("ix_cases_due_at_id", "due_at", "id"),
    Index("ix_cases_look_at_id", "look_at", "id"),
    Index("ix_cases_assignee_created_at", "assignee", "created_at"),
    Index("ix_cases_owner_created_at", "owner", "created_at"),
    Index("ix_cases_owner_status", "owner", "status"),  # open cases of a work list
    Index("ix_cases_assignee_status", "assignee", "status"),
    Index(  # nearly every row has none
        "ix_cases_raised_to", "raised_to", sqlite_where=text(RAISED), postgresql_where=text(RAISED)
    ),
    Index("ix_cases_channel_created_at", "channel", "created_at"),
    Index("ix_cases_region_created_at", "region", "created_at"),
    Index("ix_cases_status", "status"),
)

case_copies = Table(
    "case_copies",
    metadata,
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("agency", Text, primary_key=True, index=True),
)

reporters = Table(
    "reporters",
    metadata,
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("protection", Text, nullable=False),  # NAMED: readable by entitled viewers; SEALED: custodian only
    Column("box", LargeBinary, nullable=False),  # ciphertext, prefixed by its key id
    Column("created_at", Instant, nullable=False),
)

case_events = Table(
    "case_events",
    metadata,
    Column("position", Position, primary_key=True, autoincrement=True),
    # PostgreSQL: of the writing transaction; SQLite: 0. The database fills it in.
    Column("txid", BigInteger, FetchedValue(), nullable=False),
    Column("id", Text, nullable=False, unique=True),
    Column("case_id", Text, ForeignKey("cases.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("actor", Text, nullable=False),
    Column("agency", Text),
    Column("note", Text),
    Column("occurred_at", Instant, nullable=False),
    Column("claimed_at", Instant),
    Column("facts", Json, nullable=False),
    UniqueConstraint("case_id", "sequence"),
    Index("ix_case_events_txid_position", "txid", "position"),
    Index("ix_case_events_occurred_at", "occurred_at"),
)

assignments = Table(
    "assignments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.id"), nullable=False),
    Column("hop", Integer, nullable=False),
    Column("agency", Text, nullable=False, index=True),
    Column("connector", Text),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("explanation", Json, nullable=False),
    Column("binding", Boolean, nullable=False),
    Column("offered_at", Instant, nullable=False),
    Column("delivered_at", Instant),
    Column("accepted_at", Instant),
    Column("ended_at", Instant),
    UniqueConstraint("case_id", "hop"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.id"), nullable=False, index=True),
    Column("assignment_id", Text, ForeignKey("assignments.id"), nullable=False, index=True),
    Column("connector", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("run", Integer, nullable=False),
    Column("external_id", Text),
    Column("external_url", Text),
    Column("note", Text),
    Column("last_error", Text),
    Column("same_error", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("next_attempt_at", Instant),
    Column("waiting_since", Instant),
    Column("ended_at", Instant),
    Column("doubtful_since", Instant),
    Column("ordinal", Position, nullable=False),  # order of messages of one case
    Index("ix_deliveries_state_next", "state", "next_attempt_at"),
    Index("ix_deliveries_connector_state", "connector", "state"),
)

external_records = Table(
    "external_records",
    metadata,
    Column("connector", Text, primary_key=True),
    Column("external_id", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.id"), nullable=False, index=True),
    Column("assignment_id", Text, ForeignKey("assignments.id"), nullable=False),
    Column("hop", Integer, nullable=False),
    Column("url", Text),
    Column("status_text", Text),
    Column("status", Text),
    Column("last_order", BigInteger),  # the peer's order of the last change that moved the case
    Column("as_of", Instant, nullable=False),
    Column("next_poll_at", Instant),
    Index("ix_external_records_connector_next", "connector", "next_poll_at"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("position", Position, primary_key=True, autoincrement=True),
    Column("connector", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("source", Text, nullable=False),  # webhook, feed, poll
    Column("body", LargeBinary, nullable=False),  # sealed
    Column("state", Text, nullable=False),  # PENDING APPLIED IGNORED WAITING QUARANTINED
    Column("reason", Text),
    Column("case_id", Text),
    Column("received_at", Instant, nullable=False),
    Column("next_try_at", Instant),
    Column("tries", Integer, nullable=False),
    UniqueConstraint("connector", "event_id"),
    Index("ix_inbox_state_next", "state", "next_try_at"),
)

cursors = Table(
    "cursors",
    metadata,
    Column("name", Text, primary_key=True),  # a connector, or a periodic duty of the hub
    Column("value", Text),
    Column("updated_at", Instant),
    Column("lease_holder", Text),
    Column("lease_until", Instant),
    Column("last_success_at", Instant),
    Column("last_error", Text),
    Column("held_since", Instant),  # credential fault or closed circuit: nothing is sent
)

workers = Table(
    "workers",
    metadata,
    Column("executor_id", Text, primary_key=True),
    Column("started_at", Instant, nullable=False),
    Column("heartbeat_at", Instant, nullable=False),
)

credentials = Table(
    "credentials",
    metadata,
    Column("id", Text, primary_key=True),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("agency", Text),
    Column("channel", Text),
    Column("region", Text),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)
