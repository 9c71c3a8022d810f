"""Run migrations on the connection that ``opening.bring_up_to_date`` hands over, inside its transaction."""

from alembic import context

from coaching.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
