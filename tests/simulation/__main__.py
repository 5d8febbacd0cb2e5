"""Plays one day again: `python -m tests.simulation --seed 7`."""

import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console

from callguard.db.migrate import upgrade
from tests.compiled import compile_once
from tests.simulation.summary import Summary
from tests.simulation.whole import Size, simulate


@click.command()
@click.option("--seed", type=int, required=True)
@click.option("--agents", default=Size.agents, show_default=True)
@click.option("--customers", default=Size.customers, show_default=True)
def main(seed: int, agents: int, customers: int) -> None:
    """Prints what was decided, and what was wrong; the exit status is 1 then."""
    compile_once()
    with tempfile.TemporaryDirectory() as folder:
        migrated = Path(folder) / "migrated.sqlite"
        upgrade(f"sqlite:///{migrated}")
        summary = Summary()
        summary.add(seed, simulate(migrated, Path(folder), seed, Size(agents, customers)))
    summary.show(Console())
    sys.exit(bool(summary.violations))


main()
