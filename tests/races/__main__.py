"""Plays the whole race grid and prints what it came to: `make races`."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from callguard.db.migrate import upgrade
from tests.postgres import Postgres, running_postgres
from tests.races.grid import Cell, run_cell
from tests.races.scenes import SCENES

CONTENDERS = (2, 8, 24)
ROUNDS = 200
REPORT = Path("var/races.md")
HEADINGS = ("scene", "contenders", "database", "rounds", "overlapped", "violations", "seconds")


def main() -> None:
    """Plays, prints, writes the report, and exits with 1 if anything went wrong."""
    cells: list[Cell] = []
    with running_postgres() as server:
        for cell in _cells(server):
            cells.append(cell)
            # A whole run takes long: what is known so far is there to be looked at.
            _write(cells)
    table = Table(*HEADINGS)
    for cell in cells:
        table.add_row(*_row(cell))
    Console().print(table)
    sys.exit(any(cell.violations for cell in cells))


def _cells(server: Postgres) -> Iterator[Cell]:
    for scene in SCENES:
        for contenders in CONTENDERS:
            with _sqlite() as url:
                yield run_cell(url, scene, contenders, ROUNDS)
            with server.database(server.migrated) as url:
                yield run_cell(url, scene, contenders, ROUNDS)


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="callguard-races-") as folder:
        url = f"sqlite:///{folder}/callguard.sqlite"
        upgrade(url)
        yield url


def _write(cells: list[Cell]) -> None:
    lines = ["| " + " | ".join(row) + " |" for row in (HEADINGS, ["---"] * len(HEADINGS), *map(_row, cells))]
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text("\n".join(lines) + "\n")


def _row(cell: Cell) -> tuple[str, ...]:
    wrong = ", ".join(f"{fault}: {count}" for fault, count in cell.violations.items()) or "0"
    figures = (cell.rounds, cell.overlapped, wrong, f"{cell.seconds:.1f}")
    return (cell.scene, str(cell.contenders), cell.database, *map(str, figures))


if __name__ == "__main__":
    main()
