"""What the guard decided when a permit was asked for: kept with the whole question, so that it can be derived again."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.base import Json
from callguard.db.models import Callback, GuardDecision, User
from callguard.db.vault import Vault
from callguard.domain import guard
from callguard.domain.guard.decoding import decoded
from callguard.domain.policy_level import PolicyLevel
from callguard.domain.register import RegisterKind
from callguard.services.register import record

TOLD_JUST_NOW = timedelta(minutes=1)
"""Whoever asks again within this time and hears the same has not been refused another time."""


def record_decision(
    session: Session,
    vault: Vault,
    callback: Callback,
    agent: User,
    question: guard.Question,
    levels: Iterable[PolicyLevel],
    answer: guard.Answer,
) -> GuardDecision:
    """Keeps a decision, and writes a refusal into the register; `levels` says whose rules the question's policies are.

    A refusal that the agent was told a moment ago is that decision still: nothing is written.
    """
    told = (
        None
        if answer.verdict is guard.Verdict.ALLOW
        else _told_just_now(session, callback, agent, answer, question.now)
    )
    if told is not None:
        return told
    decision = GuardDecision(
        callback_id=callback.id,
        agent_id=agent.id,
        decided_at=question.now,
        verdict=answer.verdict,
        levels=",".join(levels),
        question_sealed=vault.seal(json.dumps(question.as_json(), ensure_ascii=False, separators=(",", ":"))),
        answer=answer.as_json(),
    )
    session.add(decision)
    session.flush()
    if answer.verdict is not guard.Verdict.ALLOW:
        _register(session, decision, callback, agent, answer)
    return decision


def opened_question(vault: Vault, sealed: bytes) -> guard.Question:
    """The question a decision was taken on; InvalidToken or GuardInputError when it can't be read any more."""
    return guard.parse_question(decoded(vault.open(sealed).encode()), guard.load_preset)


def rules_of(question: guard.Question, levels: str) -> dict[PolicyLevel, guard.Policy]:
    """The question's policies by whose they are."""
    return dict(zip(map(PolicyLevel, levels.split(",")), question.policies, strict=True))


def _told_just_now(
    session: Session, callback: Callback, agent: User, answer: guard.Answer, now: datetime
) -> GuardDecision | None:
    of_callback = select(GuardDecision).where(GuardDecision.callback_id == callback.id)
    last = session.scalar(of_callback.order_by(GuardDecision.id.desc()).limit(1))
    if last is None or last.agent_id != agent.id or now >= last.decided_at + TOLD_JUST_NOW:
        return None
    return last if _grounds(last.answer) == _grounds(answer.as_json()) else None


def _grounds(answer: Json) -> tuple[object, list[tuple[object, ...]]]:
    return answer["verdict"], [(one["policy"], one["rule"], one["id"]) for one in answer["refusals"]]


def _register(session: Session, decision: GuardDecision, callback: Callback, agent: User, answer: guard.Answer) -> None:
    reasons = [refusal.reason for refusal in answer.refusals]
    facts = {
        "guard_decision": decision.id,
        "verdict": answer.verdict.value,
        "zh": "".join(dict.fromkeys(reason.zh for reason in reasons)),
        "en": " ".join(dict.fromkeys(reason.en for reason in reasons)),
    }
    now = decision.decided_at
    record(session, RegisterKind.DIAL_REFUSED, callback.case, now, agent, callback=callback, facts=facts)
