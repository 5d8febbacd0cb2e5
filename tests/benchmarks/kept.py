"""The result of a run: a table for the eyes, and a file that the next run overwrites."""

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table

from tests.benchmarks.figure import Figure

FILE = Path(__file__).parents[2] / "docs" / "bench.md"
COLUMNS = ("figure", "measured", "beside", "ratio", "wanted")
_HEAD = """\
# What `make bench` measured

{at:%Y-%m-%d %H:%M} UTC, {cores} cores, load {load:.1f} at the end. Each figure beside its counterpart in the same run,
in alternating rounds, by the median: the ratios can be compared between machines, the figures can't.

"""


def table(figures: Iterable[Figure]) -> Table:
    """For the terminal."""
    shown = Table(*COLUMNS)
    for figure in figures:
        shown.add_row(*_cells(figure))
    return shown


def keep(figures: Iterable[Figure]) -> None:
    """Writes the file anew."""
    head = _HEAD.format(at=datetime.now(UTC), cores=os.cpu_count(), load=os.getloadavg()[0])
    lines = [COLUMNS, ("---",) * len(COLUMNS), *map(_cells, figures)]
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(head + "".join(f"| {' | '.join(line)} |\n" for line in lines))


def _cells(figure: Figure) -> Sequence[str]:
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    return figure.name, figure.value, figure.beside, ratio, figure.wanted
