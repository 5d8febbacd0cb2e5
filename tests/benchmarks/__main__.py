"""Prints the table of what is measured: `make bench`."""

from rich.console import Console
from rich.table import Table

from tests.benchmarks import guard_check, judging, pages


def main() -> None:
    """Measures and prints."""
    table = Table("figure", "measured", "beside", "ratio")
    for figure in (*judging.measure(), *guard_check.measure(), *pages.measure()):
        table.add_row(figure.name, figure.value, figure.beside, f"{figure.ratio:.2f}")
    Console().print(table)


main()
