"""The hub's first tables."""

from secrets import token_hex

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import sqlite

from hub.errors import ConfigError

revision = "pre_0001"
down_revision = None
branch_labels = None
depends_on = None

# Byte order on both databases, whatever the server's locale.
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")
NUMBER = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")

TABLES = (
    "agencies",
    "agency_aliases",
    "calendar_changes",
    "cases",
    "channels",
    "credentials",
    "cursors",
    "holidays",
    "inbox",
    "jurisdictions",
    "keyword_rules",
    "legal_limits",
    "meta",
    "regions",
    "routing_rules",
    "statistics_cells",
    "statistics_deltas",
    "statistics_editions",
    "statistics_mark_deltas",
    "statistics_marks",
    "templates",
    "topics",
    "workers",
    "assignments",
    "case_copies",
    "case_events",
    "compensations",
    "reporters",
    "deliveries",
    "external_records",
    "identity_checks",
    "quotas",
    "case_origins",
    "webhooks",
    "webhook_attempts",
    "webhook_messages",
    "webhook_secrets",
    "awaited_numbers",
    "licence_checks",
    "case_licences",
    "case_sketches",
    "actions",
    "desk_claims",
    "officer_notes",
    "bundle_offices",
    "bundles",
    "consultations",
    "consultation_agreements",
    "consultation_follow_ups",
    "survey_answers",
    "survey_comments",
    "survey_marks",
)

SQLITE_APPEND_ONLY = """
CREATE TRIGGER {table}_no_{word} BEFORE {word} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRES = (
    """
    CREATE FUNCTION hub_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
    """,
    """
    CREATE TRIGGER case_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_events
    FOR EACH STATEMENT EXECUTE FUNCTION hub_refuse()
    """,
    """
    CREATE TRIGGER identity_checks_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON identity_checks
    FOR EACH STATEMENT EXECUTE FUNCTION hub_refuse()
    """,
    """
    CREATE FUNCTION hub_wake() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_notify('hub_events', ''); RETURN NULL; END $$
    """,
    """
    CREATE TRIGGER case_events_wake AFTER INSERT ON case_events
    FOR EACH STATEMENT EXECUTE FUNCTION hub_wake()
    """,
)


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    # The transaction that wrote an event: the first half of its place in the feed.
    transaction = sa.text("(pg_current_xact_id()::text::bigint)" if on_postgresql else "0")
    op.create_table(
        "agencies",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("tier", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("region", TEXT, nullable=True),
        sa.Column("parent", TEXT, nullable=True),
        sa.Column("connector", TEXT, nullable=True),
        sa.Column("external_id", TEXT, nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("seat", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_agencies")),
    )
    op.create_table(
        "agency_aliases",
        sa.Column("alias", TEXT, nullable=False),
        sa.Column("agency", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("alias", name=op.f("pk_agency_aliases")),
    )
    op.create_table(
        "cases",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tracking_number", TEXT, nullable=False),
        sa.Column("receipt_hash", sa.LargeBinary(), nullable=False),
        sa.Column("submitter", TEXT, nullable=False),
        sa.Column("idempotency_key", TEXT, nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("sensitivity", TEXT, nullable=False),
        sa.Column("identity_protection", TEXT, nullable=False),
        sa.Column("visibility", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("search_text", TEXT, nullable=False),
        sa.Column("topic", TEXT, nullable=True),
        sa.Column("region", TEXT, nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner", TEXT, nullable=True),
        sa.Column("assignee", TEXT, nullable=True),
        sa.Column("hop", sa.Integer(), nullable=False),
        sa.Column("answer", TEXT, nullable=True),
        sa.Column("maladministration", TEXT, nullable=True),
        sa.Column("copied", sa.Text(), nullable=False),
        sa.Column("resume_status", TEXT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("verified_at", INSTANT, nullable=True),
        sa.Column("first_response_at", INSTANT, nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("breached", sa.Boolean(), nullable=False),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("escalated", sa.Boolean(), nullable=False),
        sa.Column("binding", sa.Boolean(), nullable=False),
        sa.Column("delivered", sa.Boolean(), nullable=False),
        sa.Column("respondent", TEXT, nullable=True),
        sa.Column("oversight", TEXT, nullable=False),
        sa.Column("oversight_reference", TEXT, nullable=True),
        sa.Column("merged_into", TEXT, nullable=True),
        sa.Column("predecessor", TEXT, nullable=True),
        sa.Column("reopened_at", INSTANT, nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("auto_routed", sa.Boolean(), nullable=False),
        sa.Column("raised_to", TEXT, nullable=True),
        sa.Column("raised_for", TEXT, nullable=True),
        sa.Column("compensation", TEXT, nullable=False),
        sa.Column("calendar", TEXT, nullable=True),
        sa.Column("deadlines", sa.Text(), nullable=False),
        sa.Column("look_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("receipt_hash", name=op.f("uq_cases_receipt_hash")),
        sa.UniqueConstraint("submitter", "idempotency_key", name=op.f("uq_cases_submitter_idempotency_key")),
        sa.UniqueConstraint("tracking_number", name=op.f("uq_cases_tracking_number")),
    )
    op.create_index("ix_cases_assignee_created_at", "cases", ["assignee", "created_at"], unique=False)
    op.create_index("ix_cases_channel_created_at", "cases", ["channel", "created_at"], unique=False)
    op.create_index("ix_cases_created_at_id", "cases", ["created_at", "id"], unique=False)
    op.create_index("ix_cases_due_at_id", "cases", ["due_at", "id"], unique=False)
    op.create_index("ix_cases_look_at_id", "cases", ["look_at", "id"], unique=False)
    op.create_index(op.f("ix_cases_fingerprint"), "cases", ["fingerprint"], unique=False)
    op.create_index(op.f("ix_cases_merged_into"), "cases", ["merged_into"], unique=False)
    op.create_index(op.f("ix_cases_predecessor"), "cases", ["predecessor"], unique=False)
    raised = sa.text("raised_to IS NOT NULL")
    op.create_index(
        "ix_cases_raised_to", "cases", ["raised_to"], sqlite_where=raised, postgresql_where=raised
    )
    op.create_index("ix_cases_owner_created_at", "cases", ["owner", "created_at"], unique=False)
    op.create_index("ix_cases_assignee_status", "cases", ["assignee", "status"], unique=False)
    op.create_index("ix_cases_owner_status", "cases", ["owner", "status"], unique=False)
    op.create_index("ix_cases_region_created_at", "cases", ["region", "created_at"], unique=False)
    op.create_index("ix_cases_status", "cases", ["status"], unique=False)
    op.create_index("ix_cases_updated_at_id", "cases", ["updated_at", "id"], unique=False)
    op.create_table(
        "compensations",
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("claimed_at", INSTANT, nullable=False),
        sa.Column("claimed", sa.BigInteger(), nullable=False),
        sa.Column("decide_by", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("tell_by", INSTANT, nullable=True),
        sa.Column("granted", sa.BigInteger(), nullable=True),
        sa.Column("payment_due_on", sa.Date(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_compensations_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_compensations")),
    )
    op.create_table(
        "channels",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_channels")),
    )
    op.create_table(
        "credentials",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("agency", TEXT, nullable=True),
        sa.Column("channel", TEXT, nullable=True),
        sa.Column("region", TEXT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials")),
    )
    op.create_table(
        "cursors",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=True),
        sa.Column("updated_at", INSTANT, nullable=True),
        sa.Column("lease_holder", TEXT, nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("last_success_at", INSTANT, nullable=True),
        sa.Column("last_error", TEXT, nullable=True),
        sa.Column("held_since", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_cursors")),
    )
    op.create_table(
        "holidays",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("collective", sa.Boolean(), nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holidays")),
    )
    op.create_table(
        "calendar_changes",
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("change", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("region", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("ordinal", name=op.f("pk_calendar_changes")),
    )
    op.create_table(
        "inbox",
        sa.Column("position", NUMBER, autoincrement=True, nullable=False),
        sa.Column("connector", TEXT, nullable=False),
        sa.Column("event_id", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("case_id", TEXT, nullable=True),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_inbox")),
        sa.UniqueConstraint("connector", "event_id", name=op.f("uq_inbox_connector_event_id")),
    )
    op.create_index("ix_inbox_state_next", "inbox", ["state", "next_try_at"], unique=False)
    op.create_table(
        "jurisdictions",
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("topic", TEXT, nullable=False),
        sa.Column("region", TEXT, nullable=True),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("ordinal", name=op.f("pk_jurisdictions")),
    )
    op.create_table(
        "keyword_rules",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("topic", TEXT, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keyword_rules")),
    )
    op.create_table(
        "legal_limits",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("clock", TEXT, nullable=False),
        sa.Column("starts", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=True),
        sa.Column("sensitivity", TEXT, nullable=True),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("certainty", TEXT, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("near", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "valid_from", name=op.f("pk_legal_limits")),
    )
    op.create_table(
        "routing_rules",
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("why_id", TEXT, nullable=False),
        sa.Column("why_en", TEXT, nullable=False),
        sa.Column("region", TEXT, nullable=True),
        sa.Column("topic", TEXT, nullable=True),
        sa.Column("kind", TEXT, nullable=True),
        sa.Column("channel", TEXT, nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("ordinal", name=op.f("pk_routing_rules")),
    )
    op.create_table(
        "meta",
        sa.Column("key", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    op.create_table(
        "regions",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("parent", TEXT, nullable=True),
        sa.Column("zone", TEXT, nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
    )
    op.create_table(
        "statistics_cells",
        sa.Column("month", TEXT, nullable=False),
        sa.Column("region", TEXT, nullable=False),
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("topic", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("respondent", TEXT, nullable=False),
        sa.Column("delicate", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("in_time", sa.BigInteger(), nullable=False),
        sa.Column("late", sa.BigInteger(), nullable=False),
        sa.Column("missed", sa.BigInteger(), nullable=False),
        sa.Column("verification_met", sa.BigInteger(), nullable=False),
        sa.Column("verification_breached", sa.BigInteger(), nullable=False),
        sa.Column("response_met", sa.BigInteger(), nullable=False),
        sa.Column("response_breached", sa.BigInteger(), nullable=False),
        sa.Column("overdue", sa.BigInteger(), nullable=False),
        sa.Column("returned", sa.BigInteger(), nullable=False),
        sa.Column("escalated", sa.BigInteger(), nullable=False),
        sa.Column("reopened", sa.BigInteger(), nullable=False),
        sa.Column("routed", sa.BigInteger(), nullable=False),
        sa.Column("auto_routed", sa.BigInteger(), nullable=False),
        sa.Column("hops", sa.BigInteger(), nullable=False),
        sa.Column("rated", sa.BigInteger(), nullable=False),
        sa.Column("rating", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month",
            "region",
            "agency",
            "kind",
            "topic",
            "channel",
            "status",
            "respondent",
            "delicate",
            name=op.f("pk_statistics_cells"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "statistics_marks",
        sa.Column("month", TEXT, nullable=False),
        sa.Column("region", TEXT, nullable=False),
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("topic", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("respondent", TEXT, nullable=False),
        sa.Column("delicate", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", TEXT, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month",
            "region",
            "agency",
            "kind",
            "topic",
            "channel",
            "status",
            "respondent",
            "delicate",
            "mark",
            name=op.f("pk_statistics_marks"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "statistics_deltas",
        sa.Column("position", NUMBER, autoincrement=True, nullable=False),
        sa.Column("month", TEXT, nullable=False),
        sa.Column("region", TEXT, nullable=False),
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("topic", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("respondent", TEXT, nullable=False),
        sa.Column("delicate", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("in_time", sa.BigInteger(), nullable=False),
        sa.Column("late", sa.BigInteger(), nullable=False),
        sa.Column("missed", sa.BigInteger(), nullable=False),
        sa.Column("verification_met", sa.BigInteger(), nullable=False),
        sa.Column("verification_breached", sa.BigInteger(), nullable=False),
        sa.Column("response_met", sa.BigInteger(), nullable=False),
        sa.Column("response_breached", sa.BigInteger(), nullable=False),
        sa.Column("overdue", sa.BigInteger(), nullable=False),
        sa.Column("returned", sa.BigInteger(), nullable=False),
        sa.Column("escalated", sa.BigInteger(), nullable=False),
        sa.Column("reopened", sa.BigInteger(), nullable=False),
        sa.Column("routed", sa.BigInteger(), nullable=False),
        sa.Column("auto_routed", sa.BigInteger(), nullable=False),
        sa.Column("hops", sa.BigInteger(), nullable=False),
        sa.Column("rated", sa.BigInteger(), nullable=False),
        sa.Column("rating", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_statistics_deltas")),
    )
    op.create_table(
        "statistics_mark_deltas",
        sa.Column("position", NUMBER, autoincrement=True, nullable=False),
        sa.Column("month", TEXT, nullable=False),
        sa.Column("region", TEXT, nullable=False),
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("topic", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("respondent", TEXT, nullable=False),
        sa.Column("delicate", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", TEXT, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_statistics_mark_deltas")),
    )
    op.create_table(
        "statistics_editions",
        sa.Column("quarter", TEXT, nullable=False),
        sa.Column("place", TEXT, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("closed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("quarter", "place", name=op.f("pk_statistics_editions")),
    )
    op.create_table(
        "templates",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("topic", TEXT, nullable=True),
        sa.Column("agency", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_templates")),
    )
    op.create_table(
        "topics",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("parent", TEXT, nullable=True),
        sa.Column("sp4n_category", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_topics")),
    )
    op.create_table(
        "workers",
        sa.Column("executor_id", TEXT, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("heartbeat_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("executor_id", name=op.f("pk_workers")),
    )
    op.create_table(
        "assignments",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("hop", sa.Integer(), nullable=False),
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("connector", TEXT, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("binding", sa.Boolean(), nullable=False),
        sa.Column("offered_at", INSTANT, nullable=False),
        sa.Column("delivered_at", INSTANT, nullable=True),
        sa.Column("accepted_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_assignments_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint("case_id", "hop", name=op.f("uq_assignments_case_id_hop")),
    )
    op.create_index(op.f("ix_assignments_agency"), "assignments", ["agency"], unique=False)
    op.create_table(
        "case_copies",
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("agency", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_copies_case_id")),
        sa.PrimaryKeyConstraint("case_id", "agency", name=op.f("pk_case_copies")),
    )
    op.create_index(op.f("ix_case_copies_agency"), "case_copies", ["agency"], unique=False)
    op.create_table(
        "case_events",
        sa.Column("position", NUMBER, autoincrement=True, nullable=False),
        sa.Column("txid", sa.BigInteger(), server_default=transaction, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("agency", TEXT, nullable=True),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("occurred_at", INSTANT, nullable=False),
        sa.Column("claimed_at", INSTANT, nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_events_case_id")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_case_events")),
        sa.UniqueConstraint("case_id", "sequence", name=op.f("uq_case_events_case_id_sequence")),
        sa.UniqueConstraint("id", name=op.f("uq_case_events_id")),
    )
    op.create_index("ix_case_events_occurred_at", "case_events", ["occurred_at"], unique=False)
    op.create_index("ix_case_events_txid_position", "case_events", ["txid", "position"], unique=False)
    op.create_table(
        "reporters",
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("protection", TEXT, nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reporters_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_reporters")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("assignment_id", TEXT, nullable=False),
        sa.Column("connector", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("external_id", TEXT, nullable=True),
        sa.Column("external_url", TEXT, nullable=True),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("last_error", TEXT, nullable=True),
        sa.Column("same_error", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("next_attempt_at", INSTANT, nullable=True),
        sa.Column("waiting_since", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("doubtful_since", INSTANT, nullable=True),
        sa.Column("ordinal", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_deliveries_assignment_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_deliveries_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_assignment_id"), "deliveries", ["assignment_id"], unique=False)
    op.create_index(op.f("ix_deliveries_case_id"), "deliveries", ["case_id"], unique=False)
    op.create_index("ix_deliveries_connector_state", "deliveries", ["connector", "state"], unique=False)
    op.create_index("ix_deliveries_state_next", "deliveries", ["state", "next_attempt_at"], unique=False)
    op.create_table(
        "external_records",
        sa.Column("connector", TEXT, nullable=False),
        sa.Column("external_id", TEXT, nullable=False),
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("assignment_id", TEXT, nullable=False),
        sa.Column("hop", sa.Integer(), nullable=False),
        sa.Column("url", TEXT, nullable=True),
        sa.Column("status_text", TEXT, nullable=True),
        sa.Column("status", TEXT, nullable=True),
        sa.Column("last_order", sa.BigInteger(), nullable=True),
        sa.Column("as_of", INSTANT, nullable=False),
        sa.Column("next_poll_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_external_records_assignment_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_external_records_case_id")),
        sa.PrimaryKeyConstraint("connector", "external_id", name=op.f("pk_external_records")),
    )
    op.create_index(op.f("ix_external_records_case_id"), "external_records", ["case_id"], unique=False)
    op.create_index(
        "ix_external_records_connector_next", "external_records", ["connector", "next_poll_at"], unique=False
    )
    op.create_table(
        "identity_checks",
        sa.Column("check_id", TEXT, nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=True),
        sa.Column("purpose", TEXT, nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("connector", TEXT, nullable=True),
        sa.Column("outcome", TEXT, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("check_id", "step", name=op.f("pk_identity_checks")),
    )
    op.create_index("ix_identity_checks_at", "identity_checks", ["at"], unique=False)
    op.create_index("ix_identity_checks_person_at", "identity_checks", ["person", "at"], unique=False)
    op.create_table(
        "quotas",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("period", TEXT, nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", "period", name=op.f("pk_quotas")),
    )
    op.create_index(op.f("ix_quotas_ends_at"), "quotas", ["ends_at"], unique=False)
    op.create_table(
        "case_origins",
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_origins_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_origins")),
    )
    op.create_index("ix_case_origins_source_number", "case_origins", ["source", "number"], unique=False)
    op.create_table(
        "webhooks",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("url", sa.LargeBinary(), nullable=False),
        sa.Column("description", TEXT, nullable=False),
        sa.Column("filter", sa.Text(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("place", TEXT, nullable=False),
        sa.Column("looked_at", INSTANT, nullable=False),
        sa.Column("pauses", sa.Integer(), nullable=False),
        sa.Column("paused_until", INSTANT, nullable=True),
        sa.Column("failing_since", INSTANT, nullable=True),
        sa.Column("last_delivery_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("lease_holder", TEXT, nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_index(op.f("ix_webhooks_subject"), "webhooks", ["subject"], unique=False)
    op.create_table(
        "webhook_attempts",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("webhook_id", TEXT, nullable=False),
        sa.Column("event_id", TEXT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name=op.f("fk_webhook_attempts_webhook_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_attempts")),
    )
    op.create_index(
        "ix_webhook_attempts_webhook_id_id", "webhook_attempts", ["webhook_id", "id"], unique=False
    )
    op.create_table(
        "webhook_messages",
        sa.Column("webhook_id", TEXT, nullable=False),
        sa.Column("event_id", TEXT, nullable=False),
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("txid", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failed_since", INSTANT, nullable=True),
        sa.Column("next_attempt_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["case_events.id"], name=op.f("fk_webhook_messages_event_id")),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name=op.f("fk_webhook_messages_webhook_id")),
        sa.PrimaryKeyConstraint("webhook_id", "event_id", name=op.f("pk_webhook_messages")),
    )
    op.create_index(
        "ix_webhook_messages_case",
        "webhook_messages",
        ["webhook_id", "case_id", "txid", "position"],
        unique=False,
    )
    op.create_index(
        "ix_webhook_messages_next", "webhook_messages", ["webhook_id", "next_attempt_at"], unique=False
    )
    op.create_table(
        "webhook_secrets",
        sa.Column("webhook_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name=op.f("fk_webhook_secrets_webhook_id")),
        sa.PrimaryKeyConstraint("webhook_id", "id", name=op.f("pk_webhook_secrets")),
    )
    op.create_table(
        "awaited_numbers",
        sa.Column("connector", TEXT, nullable=False),
        sa.Column("token", TEXT, nullable=False),
        sa.Column("delivery_id", TEXT, nullable=False),
        sa.Column("assignment_id", TEXT, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_awaited_numbers_assignment_id")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_awaited_numbers_delivery_id")
        ),
        sa.PrimaryKeyConstraint("connector", "token", name=op.f("pk_awaited_numbers")),
    )
    op.create_index(
        op.f("ix_awaited_numbers_assignment_id"), "awaited_numbers", ["assignment_id"], unique=False
    )
    op.create_index(
        "ix_awaited_numbers_connector_next", "awaited_numbers", ["connector", "next_try_at"], unique=False
    )
    op.create_table(
        "licence_checks",
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_licence_checks_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_licence_checks")),
    )
    op.create_index(op.f("ix_licence_checks_next_try_at"), "licence_checks", ["next_try_at"], unique=False)
    op.create_table(
        "case_licences",
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("authority", TEXT, nullable=False),
        sa.Column("topic", TEXT, nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_licences_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_licences")),
    )
    op.create_table(
        "case_sketches",
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", TEXT, nullable=False),
        sa.Column("province", TEXT, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_sketches_case_id")),
        sa.PrimaryKeyConstraint("case_id", "hash", name=op.f("pk_case_sketches")),
    )
    op.create_index("ix_case_sketches_place_hash_at", "case_sketches", ["place", "hash", "at"], unique=False)
    op.create_index(
        "ix_case_sketches_province_hash_at", "case_sketches", ["province", "hash", "at"], unique=False
    )
    op.create_table(
        "actions",
        sa.Column("party", TEXT, nullable=False),
        sa.Column("action_id", TEXT, nullable=False),
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("done_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_actions_case_id")),
        sa.PrimaryKeyConstraint("party", "action_id", name=op.f("pk_actions")),
    )
    op.create_index(op.f("ix_actions_case_id"), "actions", ["case_id"], unique=False)
    op.create_table(
        "desk_claims",
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("desk", TEXT, nullable=False),
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("label", sa.LargeBinary(), nullable=True),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_desk_claims_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_desk_claims")),
    )
    op.create_index(op.f("ix_desk_claims_subject"), "desk_claims", ["subject"], unique=False)
    op.create_table(
        "officer_notes",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("audience", TEXT, nullable=False),
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_officer_notes_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_notes")),
    )
    op.create_index("ix_officer_notes_case_id_id", "officer_notes", ["case_id", "id"], unique=False)
    op.create_table(
        "bundle_offices",
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("chain", TEXT, nullable=False),
        sa.Column("public", TEXT, nullable=False),
        sa.Column("enrolled_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("agency", name=op.f("pk_bundle_offices")),
    )
    op.create_table(
        "bundles",
        sa.Column("chain", TEXT, nullable=False),
        sa.Column("direction", TEXT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("place", TEXT, nullable=True),
        sa.Column("results", sa.Text(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("chain", "direction", "number", name=op.f("pk_bundles")),
    )
    op.create_table(
        "consultations",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("recorder", TEXT, nullable=False),
        sa.Column("idempotency_key", TEXT, nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("region", TEXT, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("place", TEXT, nullable=False),
        sa.Column("topic", TEXT, nullable=True),
        sa.Column("parties", sa.Text(), nullable=False),
        sa.Column("minutes_url", TEXT, nullable=True),
        sa.Column("minutes_sha256", TEXT, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
        sa.UniqueConstraint(
            "recorder", "idempotency_key", name=op.f("uq_consultations_recorder_idempotency_key")
        ),
    )
    op.create_index("ix_consultations_agency_held_on", "consultations", ["agency", "held_on"], unique=False)
    op.create_index("ix_consultations_held_on_id", "consultations", ["held_on", "id"], unique=False)
    op.create_table(
        "consultation_agreements",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("consultation_id", TEXT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_consultation_agreements_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_agreements")),
    )
    for column in ("agency", "consultation_id"):
        op.create_index(
            op.f(f"ix_consultation_agreements_{column}"), "consultation_agreements", [column], unique=False
        )
    op.create_table(
        "consultation_follow_ups",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("agreement_id", TEXT, nullable=False),
        sa.Column("action_id", TEXT, nullable=True),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("evidence_url", TEXT, nullable=True),
        sa.Column("reported_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["consultation_agreements.id"],
            name=op.f("fk_consultation_follow_ups_agreement_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_follow_ups")),
        sa.UniqueConstraint(
            "agreement_id", "action_id", name=op.f("uq_consultation_follow_ups_agreement_id_action_id")
        ),
    )
    op.create_index(
        op.f("ix_consultation_follow_ups_agreement_id"),
        "consultation_follow_ups",
        ["agreement_id"],
        unique=False,
    )
    elements = (
        *("requirements", "procedure", "time", "cost", "product"),
        *("competence", "behaviour", "facilities", "complaints"),
    )
    op.create_table(
        "survey_answers",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("region", TEXT, nullable=False),
        sa.Column("topic", TEXT, nullable=False),
        sa.Column("month", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("counted_topic", TEXT, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in elements),
        sa.Column("age", TEXT, nullable=True),
        sa.Column("sex", TEXT, nullable=True),
        sa.Column("education", TEXT, nullable=True),
        sa.Column("occupation", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answers")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_answers_agency_month", "survey_answers", ["agency", "month"], unique=False)
    op.create_index("ix_survey_answers_counted_month", "survey_answers", ["counted", "month"], unique=False)
    op.create_table(
        "survey_comments",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("agency", TEXT, nullable=False),
        sa.Column("month", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_comments")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_comments_agency_month", "survey_comments", ["agency", "month"], unique=False)
    op.create_table(
        "survey_marks",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_survey_marks")),
        sqlite_with_rowid=False,
    )
    if on_postgresql:
        for statement in POSTGRES:
            op.execute(statement)
    else:
        for table in ("case_events", "identity_checks"):
            for word in ("update", "delete"):
                op.execute(SQLITE_APPEND_ONLY.format(table=table, word=word))
    op.execute(
        sa.text("INSERT INTO meta (key, value) VALUES ('feed_epoch', :value)").bindparams(value=token_hex(8))
    )


def downgrade() -> None:
    connection = op.get_bind()
    if connection.execute(sa.text("SELECT count(*) FROM cases")).scalar_one():
        raise ConfigError("cases would be lost")
    if connection.execute(sa.text("SELECT count(*) FROM identity_checks")).scalar_one():
        raise ConfigError("the register of identity checks would be lost")
    for table in reversed(TABLES):
        op.drop_table(table)
    if connection.dialect.name == "postgresql":
        op.execute("DROP FUNCTION hub_refuse()")
        op.execute("DROP FUNCTION hub_wake()")
