"""How Alembic runs here: on the connection of hub.store.migrate, whose transaction holds the whole run."""

from alembic import context

from hub.store import (
    action_tables,
    bundle_tables,
    compensation_tables,
    consultation_tables,
    desk_tables,
    identity_check_tables,
    licence_tables,
    origin_tables,
    reference_tables,
    routing_tables,
    sketch_tables,
    statistics_tables,
    survey_tables,
    tables,
    token_tables,
    webhook_tables,
)
from hub.store.metadata import metadata

COMPLETE = (
    bundle_tables,
    compensation_tables,
    consultation_tables,
    desk_tables,
    identity_check_tables,
    action_tables,
    licence_tables,
    origin_tables,
    reference_tables,
    routing_tables,
    sketch_tables,
    statistics_tables,
    survey_tables,
    tables,
    token_tables,
    webhook_tables,
)  # their import fills the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite can do it too
)
with context.begin_transaction():
    context.run_migrations()
