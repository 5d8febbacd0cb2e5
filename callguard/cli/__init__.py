"""The `callguard` command; each area's commands stand in a module of their own."""

import click

from callguard.cli.language import _
from callguard.cli.lazily import LazyGroup

PLACES = {
    "db": "db:db",
    "demo": "demo:demo",
    "export": "export:export",
    "guard": "guard:guard",
    "import": "importing:import_",
    "jobs": "jobs:jobs",
    "policies": "policies:policies",
    "serve": "serve:serve",
    "shops": "shops:shops",
    "users": "users:users",
}


@click.group(
    cls=LazyGroup,
    places=PLACES,
    help=_("在规则之内打好售后电话。设置来自 CALLGUARD_* 环境变量，或 CALLGUARD_CONFIG 指定的文件。"),
)
@click.version_option(package_name="callguard")
def main() -> None:
    """Mounts the commands; each lives in a file of its own."""
