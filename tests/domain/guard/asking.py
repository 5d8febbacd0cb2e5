"""Short ways to put a question to the guard."""

from datetime import datetime
from typing import Any

from callguard.domain.guard import Answer, Refusal, judge, load_preset, parse_question

SHANGHAI = "+08:00"


def ask(now: str, policy: object = None, calls: list[dict[str, Any]] | None = None, **rest: object) -> Answer:
    """The answer to a document; an instant without offset is Shanghai's."""
    rules = {"name": "example", **policy} if isinstance(policy, dict) else policy or {"name": "example"}
    document = {"policy": rules, "now": at(now), "calls": calls or [], **rest}
    return judge(parse_question(document, load_preset))


def at(text: str) -> str:
    """The instant in full; `11-21 10:00` stands for 2026 in Shanghai."""
    if len(text) <= len("11-21 10:00:00.000000") and text[2] == "-":
        text = f"2026-{text}"
    whole = text.replace(" ", "T")
    return whole if "+" in whole or "Z" in whole or "-" in whole[10:] else whole + SHANGHAI


def call(when: str, result: str = "no_answer", **rest: object) -> dict[str, Any]:
    return {"at": at(when), "result": result, **rest}


def reasons(answer: Answer) -> list[str]:
    """Each refusal's rule, with its id."""
    return [each.rule if each.id is None else f"{each.rule} {each.id}" for each in answer.refusals]


def only(answer: Answer) -> Refusal:
    """The one refusal there is."""
    [refusal] = answer.refusals
    return refusal


def moment(text: str) -> datetime:
    return datetime.fromisoformat(at(text))
