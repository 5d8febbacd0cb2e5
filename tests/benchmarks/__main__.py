"""Prints the table of what is measured and keeps it as var/bench.md: `make bench`."""

from itertools import chain

from rich.console import Console

from tests.benchmarks import guard_check, judging, pages, pages_at_scale, phrase_check, queue
from tests.benchmarks.kept import keep, table


def main() -> None:
    """Measures; each figure is kept at once, so that a run cut short is not lost."""
    figures = []
    console = Console()
    measured = (judging, guard_check, phrase_check, pages, pages_at_scale, queue)
    for figure in chain.from_iterable(one.measure() for one in measured):
        figures.append(figure)
        console.print(f"{figure.name}: {figure.value}", highlight=False)
        keep(figures)
    console.print(table(figures))


# The processes that measure import this module too.
if __name__ == "__main__":
    main()
