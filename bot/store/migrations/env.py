"""How Alembic reaches the database: the engine is handed over by `bot.store.engine.migrate`."""

from alembic import context

from bot.store.described import Described

with context.config.attributes["engine"].connect() as connection:
    context.configure(connection=connection, target_metadata=Described.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
