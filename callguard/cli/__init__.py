"""The `callguard` command; each area's commands stand in a module of their own."""

import click

from callguard.cli.db import db
from callguard.cli.demo import demo
from callguard.cli.export import export
from callguard.cli.guard import guard
from callguard.cli.importing import import_
from callguard.cli.jobs import jobs
from callguard.cli.language import _
from callguard.cli.policies import policies
from callguard.cli.serve import serve
from callguard.cli.shops import shops
from callguard.cli.users import users


@click.group(help=_("在规则之内打好售后电话。设置来自 CALLGUARD_* 环境变量，或 CALLGUARD_CONFIG 指定的文件。"))
@click.version_option(package_name="callguard")
def main() -> None:
    """Mounts the commands; each lives in a file of its own."""


for command in (db, demo, export, guard, import_, jobs, policies, serve, shops, users):
    main.add_command(command)
