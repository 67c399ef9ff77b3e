"""Tables of outgoing webhooks: endpoints, their secrets, events on their way, and what attempts came to."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from hub.store.metadata import Position, metadata
from hub.store.types import Instant, Json

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("subject", Text, nullable=False, index=True),  # the credential that registered it
    Column("url", LargeBinary, nullable=False),  # sealed: partners put tokens into addresses
    Column("description", Text, nullable=False),
    Column("filter", Json, nullable=False),
    Column("state", Text, nullable=False),  # ACTIVE HELD GONE
    Column("place", Text, nullable=False),  # in the feed: everything up to here was looked at
    Column("looked_at", Instant, nullable=False),  # when that was noted
    Column("pauses", Integer, nullable=False),
    Column("paused_until", Instant),
    Column("failing_since", Instant),
    Column("last_delivery_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("lease_holder", Text),
    Column("lease_until", Instant),  # by the database's clock
)

webhook_secrets = Table(
    "webhook_secrets",
    metadata,
    Column("webhook_id", Text, ForeignKey("webhooks.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("box", LargeBinary, nullable=False),  # sealed
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),  # null: the current one
)

webhook_messages = Table(
    "webhook_messages",
    metadata,
    Column("webhook_id", Text, ForeignKey("webhooks.id"), primary_key=True),
    Column("event_id", Text, ForeignKey("case_events.id"), primary_key=True),
    Column("case_id", Text, nullable=False),
    Column("txid", BigInteger, nullable=False),  # with `position`: the event's place in the feed
    Column("position", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("failed_since", Instant),
    Column("next_attempt_at", Instant, nullable=False),
    Index("ix_webhook_messages_case", "webhook_id", "case_id", "txid", "position"),
    Index("ix_webhook_messages_next", "webhook_id", "next_attempt_at"),
)

webhook_attempts = Table(
    "webhook_attempts",
    metadata,
    Column("id", Position, primary_key=True, autoincrement=True),
    Column("webhook_id", Text, ForeignKey("webhooks.id"), nullable=False),
    Column("event_id", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("http_status", Integer),
    Column("duration_ms", Integer, nullable=False),
    Index("ix_webhook_attempts_webhook_id_id", "webhook_id", "id"),
)
