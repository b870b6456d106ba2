"""Alembic's entry: runs on the connection that `wp_bridge.schema` hands over, with the site's prefix on the version table."""

from alembic import context

attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    version_table=f"{attributes['prefix']}sp_schema_version",
    # MySQL and MariaDB commit DDL implicitly; each revision records itself as soon as it is done.
    transaction_per_migration=True,
    on_version_apply=attributes["on_step"],
)
with context.begin_transaction():
    context.run_migrations()
