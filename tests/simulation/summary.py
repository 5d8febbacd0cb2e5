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
    united: int = 0
    parted: int = 0
    policies: int = 0
    cpu_seconds: float = 0.0
    decided: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def add(self, seed: int, log: Log) -> None:
        """One more day."""
        self.days += 1
        self.steps += log.steps
        self.crashes += log.crashes
        self.parted += sum(union.into == union.customer_id for union in log.unions)
        self.united += sum(union.into != union.customer_id for union in log.unions)
        self.policies += log.policies
        self.cpu_seconds += log.cpu_seconds
        self.decided.update(decision.verdict for decision in log.decisions)
        self.rules.update(rule for decision in log.decisions for rule in decision.rules)
        self.violations += [f"seed {seed}: {violation}" for violation in log.violations]

    def show(self, console: Console) -> None:
        """Prints it."""
        table = Table("", "")
        table.add_row("days, steps, crashes", f"{self.days:,}, {self.steps:,}, {self.crashes:,}")
        table.add_row("united, parted, changes of policy", f"{self.united:,}, {self.parted:,}, {self.policies:,}")
        table.add_row("dial decisions", f"{self.decided.total():,}")
        table.add_row("processor time", f"{self.cpu_seconds:,.0f} s, {self._each():.1f} ms a decision")
        for verdict, number in sorted(self.decided.items()):
            table.add_row(f"  {verdict}", f"{number:,}")
        for rule, number in self.rules.most_common():
            table.add_row(f"  refused by {rule}", f"{number:,}")
        table.add_row("violations", f"{len(self.violations):,}")
        console.print(table)
        for violation in self.violations:
            console.print(violation, style="red")

    def _each(self) -> float:
        return 1000 * self.cpu_seconds / max(1, self.decided.total())
