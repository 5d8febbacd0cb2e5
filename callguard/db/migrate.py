"""Brings the schema up to date, and says whether it is."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.resources import migrations_dir


def upgrade(url: str, vault: Vault | None = None) -> None:
    """Runs every migration that is missing; without the vault only where there is nothing to seal yet."""
    command.upgrade(_config(url, vault), "head")


def is_current(url: str) -> bool:
    """Whether the schema is the one this version of callguard needs."""
    head = ScriptDirectory.from_config(_config(url)).get_current_head()
    database = Database(url)
    try:
        with database.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() == head
    finally:
        database.close()


def _config(url: str, vault: Vault | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_dir()))
    config.attributes["url"] = url
    config.attributes["vault"] = vault
    return config
