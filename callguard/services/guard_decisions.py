"""What the guard decided when a permit was asked for: kept with the whole question, so that it can be derived again."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, insert, select
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


# Of the table and not the class: nobody needs the whole decision here.
_DECISIONS = cast("Table", GuardDecision.__table__)

_LAST = (
    select(_DECISIONS.c.id, _DECISIONS.c.agent_id, _DECISIONS.c.decided_at, _DECISIONS.c.answer)
    .where(_DECISIONS.c.callback_id == bindparam("callback"))
    .order_by(_DECISIONS.c.id.desc())
    .limit(1)
)

_KEEP = insert(_DECISIONS).returning(_DECISIONS.c.id)


def record_decision(
    session: Session,
    vault: Vault,
    callback: Callback,
    agent: User,
    question: guard.Question,
    levels: Iterable[PolicyLevel],
    answer: guard.Answer,
) -> int:
    """Keeps a decision, and writes a refusal into the register; gives the decision's id.

    `levels` says whose rules the question's policies are.

    A refusal that the agent was told a moment ago is that decision still: nothing is written.
    """
    told = (
        None
        if answer.verdict is guard.Verdict.ALLOW
        else _told_just_now(session, callback, agent, answer, question.now)
    )
    if told is not None:
        return told
    asked = json.dumps(question.as_json(), ensure_ascii=False, separators=(",", ":"))
    kept = {
        "callback_id": callback.id,
        "agent_id": agent.id,
        "decided_at": question.now,
        "verdict": answer.verdict,
        "levels": ",".join(levels),
        "question_sealed": vault.seal(asked),
        "answer": answer.as_json(),
    }
    decision_id: int = session.execute(_KEEP, kept).scalar_one()
    if answer.verdict is not guard.Verdict.ALLOW:
        _register(session, decision_id, callback, agent, answer, question.now)
    return decision_id


def opened_question(vault: Vault, sealed: bytes) -> guard.Question:
    """The question a decision was taken on; InvalidToken or GuardInputError when it can't be read any more."""
    return guard.parse_question(decoded(vault.open(sealed).encode()), guard.load_preset)


def rules_of(question: guard.Question, levels: str) -> dict[PolicyLevel, guard.Policy]:
    """The question's policies by whose they are."""
    return dict(zip(map(PolicyLevel, levels.split(",")), question.policies, strict=True))


def _told_just_now(
    session: Session, callback: Callback, agent: User, answer: guard.Answer, now: datetime
) -> int | None:
    last = session.execute(_LAST, {"callback": callback.id}).first()
    if last is None or last.agent_id != agent.id or now >= last.decided_at + TOLD_JUST_NOW:
        return None
    return last.id if _told(last.answer) == _grounds(answer) else None


def _grounds(answer: guard.Answer) -> tuple[object, list[tuple[object, ...]]]:
    return answer.verdict, [(one.policy, one.rule, one.id) for one in answer.refusals]


def _told(answer: Json) -> tuple[object, list[tuple[object, ...]]]:
    """The grounds of an answer that was kept."""
    return answer["verdict"], [(one["policy"], one["rule"], one["id"]) for one in answer["refusals"]]


def _register(
    session: Session, decision_id: int, callback: Callback, agent: User, answer: guard.Answer, now: datetime
) -> None:
    reasons = [refusal.reason for refusal in answer.refusals]
    facts = {
        "guard_decision": decision_id,
        "verdict": answer.verdict.value,
        "zh": "".join(dict.fromkeys(reason.zh for reason in reasons)),
        "en": " ".join(dict.fromkeys(reason.en for reason in reasons)),
    }
    record(session, RegisterKind.DIAL_REFUSED, callback.case, now, agent, callback=callback, facts=facts)
