"""Alembic's way in: the steps run on the connection, and inside the transaction, that they are given."""

from alembic import context

from clearway.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
