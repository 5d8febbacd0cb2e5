"""`callguard shops`: the company's shops."""

import click

from callguard.cli.language import _
from callguard.cli.setup import opened
from callguard.domain.platform import Platform
from callguard.services.shops import add_shop


@click.group(help=_("店铺。"))
def shops() -> None:
    """The commands about shops."""


@shops.command(help=_("添加一个店铺。"))
@click.argument("code")
@click.option("--platform", type=click.Choice(Platform, case_sensitive=False), required=True, help=_("所在平台。"))
@click.option("--name", required=True, help=_("店铺名称，会念给顾客听。"))
def add(code: str, platform: Platform, name: str) -> None:
    """Adds a shop."""
    with opened() as runtime, runtime.database.writing() as session:
        add_shop(session, code=code, name=name, platform=platform)
    click.echo(_("已添加店铺 %(code)s。", code=code))
