"""What came of the days played so far."""

from collections import Counter
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from tests.simulation.log import Log


@dataclass
class Summary:
    """Adds up; `violations` begin with the seed they repeat from."""

    days: int = 0
    steps: int = 0
    crashes: int = 0
    decided: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def add(self, seed: int, log: Log) -> None:
        """One more day."""
        self.days += 1
        self.steps += log.steps
        self.crashes += log.crashes
        self.decided.update(decision.verdict for decision in log.decisions)
        self.rules.update(rule for decision in log.decisions for rule in decision.rules)
        self.violations += [f"seed {seed}: {violation}" for violation in log.violations]

    def show(self, console: Console) -> None:
        """Prints it."""
        table = Table("", "")
        table.add_row("days, steps, crashes", f"{self.days:,}, {self.steps:,}, {self.crashes:,}")
        table.add_row("dial decisions", f"{self.decided.total():,}")
        for verdict, number in sorted(self.decided.items()):
            table.add_row(f"  {verdict}", f"{number:,}")
        for rule, number in self.rules.most_common():
            table.add_row(f"  refused by {rule}", f"{number:,}")
        table.add_row("violations", f"{len(self.violations):,}")
        console.print(table)
        for violation in self.violations:
            console.print(violation, style="red")
