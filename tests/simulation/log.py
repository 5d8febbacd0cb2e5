"""What a day leaves behind besides its tables: every decision, and who was found to be one person when."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Decision:
    """What was answered to somebody who wanted to dial; `attempt_id` of a call that was allowed."""

    at: datetime
    callback_id: int
    verdict: str
    rules: tuple[str, ...] = ()
    attempt_id: int | None = None


@dataclass(frozen=True)
class Union:
    """From then on a customer was held to be the same person as `into`: as nobody else where that is themselves."""

    at: datetime
    customer_id: int
    into: int


@dataclass
class Log:
    """Grows as the day goes by."""

    decisions: list[Decision] = field(default_factory=list)
    unions: list[Union] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    steps: int = 0
    crashes: int = 0
    policies: int = 0
    cpu_seconds: float = 0.0
