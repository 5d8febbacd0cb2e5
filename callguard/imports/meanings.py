"""What a platform's words mean in callguard's own, by the phrase lists of meanings.toml."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files

from callguard.domain.case import CaseStatus, Escalation, IssueType, Liability
from callguard.imports.columns import key

Phrases = Mapping[str, list[str]]

_TABLES: Mapping[str, Phrases] = tomllib.loads(
    files("callguard.imports").joinpath("meanings.toml").read_text(encoding="utf-8")
)


def words_for(table: str) -> dict[str, str]:
    """What each word of a table stands for, by key(); what it stands for may be written itself."""
    return {key(word): meaning for meaning, words in _TABLES[table].items() for word in (meaning, *words)}


def chinese_words(table: str) -> str:
    """The words of a table that are told to somebody who wrote another."""
    return "、".join(words[0] for words in _TABLES[table].values())


def _meaning(table: str, text: str) -> str | None:
    found = (meaning for meaning, phrases in _TABLES[table].items() if any(phrase in text for phrase in phrases))
    return next(found, None)


def issue_type(reason: str | None) -> IssueType | None:
    """What the matter is probably about; None when the buyer's reason says nothing known."""
    meaning = _meaning("issue_type", reason or "")
    return IssueType(meaning) if meaning else None


def liability(party: str | None) -> Liability | None:
    """Whose fault it was as the platform has it; None when it doesn't say."""
    return Liability(_meaning("liability", party) or Liability.UNCLEAR) if party else None


def case_status(status: str | None) -> CaseStatus | None:
    """Whether work is left; an unknown status is open, so that no case is lost."""
    return CaseStatus(_meaning("case_status", status) or CaseStatus.OPEN) if status else None


def escalation(intervention: str | None, *texts: str | None) -> Escalation:
    """How loud the matter has become, by what the buyer wrote; a platform that stepped in is a complaint."""
    loudest = _meaning("escalation", " ".join(text for text in texts if text))
    if loudest:
        return Escalation(loudest)
    stepped_in = _meaning("intervention", intervention or "") == "yes"
    return Escalation.COMPLAINT if stepped_in else Escalation.NONE
