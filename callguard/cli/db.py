"""`callguard db`: the schema brought up to date, and whether it is."""

import click

from callguard.cli.language import _
from callguard.cli.queue import enter_older_callbacks
from callguard.cli.setup import opened, read_settings
from callguard.db import migrate
from callguard.db.vault import Vault


@click.group(help=_("数据库结构。"))
def db() -> None:
    """The commands about the schema."""


@db.command(help=_("把数据库结构升级到最新。"))
def upgrade() -> None:
    """Runs what is missing."""
    settings = read_settings()
    migrate.upgrade(settings.database_url, Vault(settings.secret_key.get_secret_value()))
    with opened() as runtime:
        enter_older_callbacks(runtime)
    click.echo(_("数据库结构已是最新。"))


@db.command(help=_("检查数据库结构是否最新；不是则以状态 1 退出。"))
def check() -> None:
    """Says whether it is up to date."""
    if not migrate.is_current(read_settings().database_url):
        raise click.ClickException(_("数据库结构不是最新。请运行 callguard db upgrade。"))
    click.echo(_("数据库结构已是最新。"))
