"""The guard's answer as the contract writes it."""

from typing import Literal, Self

from callguard.api.fields import Shown
from callguard.domain import guard


class Message(Shown):
    """A text in both languages."""

    zh: str
    en: str


class RefusalOut(Shown):
    """One reason against the call; `until` null: it never ends by itself."""

    policy: str
    rule: Literal["windows", "blackouts", "do_not_call", "number", "limits", "gaps", "cooldowns"]
    id: str | None
    releasable: bool
    until: str | None
    counted: tuple[str, ...]
    message: Message


class CallsLeftOut(Shown):
    """How many calls a limit still allows."""

    free: int
    with_release: int


class PolicyOut(Shown):
    """Which policy it was, to the letter."""

    name: str
    digest: str


class WarningOut(Shown):
    """What the answer could not take into account."""

    policy: str
    country: str
    year: int
    message: Message


class VerdictOut(Shown):
    """The guard's answer; times as the customer's clocks show them."""

    verdict: guard.Verdict
    refusals: tuple[RefusalOut, ...]
    next_allowed_at: str | None
    next_releasable_at: str | None
    calls_left: dict[str, CallsLeftOut]
    policies: tuple[PolicyOut, ...]
    warnings: tuple[WarningOut, ...]

    @classmethod
    def of(cls, answer: guard.Answer) -> Self:
        """The same as a model."""
        return cls.model_validate(answer.as_json())
