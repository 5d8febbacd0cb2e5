"""How Alembic reaches the database: the address is handed in by callguard.db.migrate."""

from contextlib import closing

from alembic import context

from callguard.db import models  # noqa: F401 - registers the tables for autogenerate
from callguard.db.base import Base
from callguard.db.session import Database

with (
    closing(Database(context.config.attributes["url"])) as database,
    database.engine.execution_options(callguard_writes=True).connect() as connection,
):
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
