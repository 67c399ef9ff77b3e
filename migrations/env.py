"""How Alembic runs here: on the connection of hub.store.migrate, whose transaction holds the whole run."""

from alembic import context

from hub.store import reference_tables, tables
from hub.store.metadata import metadata

COMPLETE = (reference_tables, tables)  # their import fills the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite can do it too
)
with context.begin_transaction():
    context.run_migrations()
