"""The `callguard` command; each area's commands stand in a module of their own."""

import click

from callguard.cli.guard import guard


@click.group()
@click.version_option(package_name="callguard")
def main() -> None:
    """After-sales callbacks that keep to the rules."""


main.add_command(guard)
