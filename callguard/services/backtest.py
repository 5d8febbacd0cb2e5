"""What another policy would have changed: every recorded decision derived again, from what was kept of it alone."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cryptography.fernet import InvalidToken
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from callguard.db.base import Json
from callguard.db.models import Callback, Case, GuardDecision, Shop
from callguard.db.vault import Vault
from callguard.domain import guard
from callguard.domain.platform import Platform
from callguard.domain.policy_level import PolicyLevel, told_apart
from callguard.services.guard_decisions import opened_question, rules_of
from callguard.services.guard_policies import Holder, level_of

_AT_ONCE = 200

Change = tuple[guard.Verdict, guard.Verdict]
"""A verdict before and after."""


class Doubt(StrEnum):
    """Why a recorded decision proves nothing: what was kept can't be read, or leads to another answer than was kept."""

    UNREADABLE = "unreadable"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A recorded decision that can't be derived again."""

    decision_id: int
    doubt: Doubt


@dataclass(frozen=True, slots=True)
class Redecided:
    """A recorded decision beside what it would have been; `grounds` is what stands, or stood, against the call."""

    decision_id: int
    decided_at: datetime
    case_number: str
    callback_id: int
    change: Change
    grounds: tuple[guard.Refusal, ...]

    @property
    def same(self) -> bool:
        """Whether nothing would have changed for the agent."""
        before, after = self.change
        return before is after


@dataclass
class BacktestSummary:
    """The counts; `grounds` counts, for each change, the decisions that each rule and id speaks against."""

    decisions: int = 0
    same: int = 0
    changes: Counter[Change] = field(default_factory=Counter)
    grounds: dict[Change, Counter[tuple[guard.Rule, str | None]]] = field(default_factory=dict)
    doubtful: list[Doubtful] = field(default_factory=list)

    def changed(self, found: Iterable[Redecided | Doubtful]) -> Iterator[Redecided]:
        """Lets what would have changed through, and counts everything on its way."""
        for one in found:
            self.decisions += 1
            if isinstance(one, Doubtful):
                self.doubtful.append(one)
            elif one.same:
                self.same += 1
            else:
                self._count(one)
                yield one

    def _count(self, one: Redecided) -> None:
        self.changes[one.change] += 1
        grounds = self.grounds.setdefault(one.change, Counter())
        grounds.update({(refusal.rule, refusal.id) for refusal in one.grounds})


def backtest(
    session: Session, vault: Vault, policy: guard.Policy, holder: Holder, since: datetime
) -> Iterator[Redecided | Doubtful]:
    """Every decision since the instant, the earliest first, with the policy in the place of the holder's own.

    Each stands by itself: the calls before it remain those that were made.
    """
    wanted = (
        select(GuardDecision, Case.number)
        .join(GuardDecision.callback)
        .join(Callback.case)
        .where(*_concerned(holder, since))
        .order_by(GuardDecision.decided_at, GuardDecision.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for decision, case_number in session.execute(wanted):
        yield _redecided(vault, decision, case_number, {level_of(holder): policy})


def count_decisions(session: Session, holder: Holder, since: datetime) -> int:
    """How many decisions a backtest will look at."""
    ids = select(func.count(GuardDecision.id)).join(GuardDecision.callback).join(Callback.case)
    return session.scalar(ids.where(*_concerned(holder, since))) or 0


def _concerned(holder: Holder, since: datetime) -> Iterator[ColumnElement[bool]]:
    yield GuardDecision.decided_at >= since
    if isinstance(holder, Shop):
        yield Case.shop_id == holder.id
    if isinstance(holder, Platform):
        yield Case.shop_id.in_(select(Shop.id).where(Shop.platform == holder))


def _redecided(
    vault: Vault, decision: GuardDecision, case_number: str, changed: dict[PolicyLevel, guard.Policy]
) -> Redecided | Doubtful:
    try:
        question = opened_question(vault, decision.question_sealed)
        rules = rules_of(question, decision.levels)
    except (InvalidToken, ValueError):
        return Doubtful(decision.id, Doubt.UNREADABLE)
    answer = guard.judge(question)
    if not _is_recorded(answer.as_json(), decision):
        return Doubtful(decision.id, Doubt.DIFFERS)
    after = guard.judge(dataclasses.replace(question, policies=tuple(told_apart(rules | changed).values())))
    allowed = after.verdict is guard.Verdict.ALLOW
    return Redecided(
        decision_id=decision.id,
        decided_at=decision.decided_at,
        case_number=case_number,
        callback_id=decision.callback_id,
        change=(answer.verdict, after.verdict),
        grounds=(answer if allowed else after).refusals,
    )


def _is_recorded(answer: Json, decision: GuardDecision) -> bool:
    return answer == decision.answer and answer["verdict"] == decision.verdict
