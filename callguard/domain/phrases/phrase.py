"""One wording, what is wrong with it, and what to say instead."""

import re
from dataclasses import dataclass
from enum import StrEnum

from callguard.domain.case import Escalation
from callguard.domain.phrases.folding import fold


class PhraseCategory(StrEnum):
    """What a phrase is: a fault of the speaker's, an empty phrase said too often, or word of something grave.

    服务禁语, 反问, 推诿, 命令, 威胁, 弱词, 引导投诉, 符号代答, 空洞共情; 安抚套话; 人身安全, 监管部门, 媒体舆情.
    """

    FORBIDDEN = "forbidden"
    COUNTER_QUESTION = "counter_question"
    BUCK_PASSING = "buck_passing"
    COMMAND = "command"
    THREAT = "threat"
    WEAK = "weak"
    COMPLAINT_LEADING = "complaint_leading"
    SYMBOLS_ONLY = "symbols_only"
    FALSE_EMPATHY = "false_empathy"
    SOOTHING = "soothing"
    SAFETY = "safety"
    REGULATOR = "regulator"
    PRESS = "press"

    @property
    def raises(self) -> Escalation | None:
        """How grave a case becomes by the word alone; None for a category that is about the speaker."""
        return _RAISES.get(self)


_RAISES = {
    PhraseCategory.SAFETY: Escalation.SAFETY,
    PhraseCategory.REGULATOR: Escalation.REGULATOR,
    # The same class: "regulators, the press, public opinion" (domain.md).
    PhraseCategory.PRESS: Escalation.REGULATOR,
}


class Severity(StrEnum):
    """How bad it is: must not be sent, should be changed, had better be changed."""

    BLOCK = "block"
    WARN = "warn"
    HINT = "hint"

    @property
    def gravity(self) -> int:
        """The graver the higher."""
        return {Severity.BLOCK: 2, Severity.WARN: 1, Severity.HINT: 0}[self]


_LEADS_ON = "…"
_PRONOUN = re.compile(r"[您你我]|\b(?:I|me|we|you)\b", re.ASCII)


@dataclass(frozen=True)
class Phrase:
    """One wording; `unless` are harmless longer wordings that contain it.

    It is a fault from the time after `allowed` on that it is said in one talk. Without a text it is the rule about
    replies made of symbols only. A `replacement` that ends in "…" leads on to what follows the phrase ("麻烦您…").
    """

    text: str
    category: PhraseCategory
    severity: Severity
    reason: str
    replacement: str
    unless: tuple[str, ...] = ()
    allowed: int = 0

    @property
    def key(self) -> str:
        """The same for all wordings that are found at the same places."""
        return fold(self.text).key

    @property
    def words(self) -> str:
        """What to say instead, as it is put into a text."""
        return self.replacement.rstrip(_LEADS_ON)

    @property
    def says_who(self) -> bool:
        """Whether what to say instead has a subject of its own, beside which the one before the phrase would be odd."""
        return bool(_PRONOUN.search(self.replacement))

    @property
    def stands_alone(self) -> bool:
        """Whether what to say instead leaves nothing to go on with: it has its own subject and ends in no "…"."""
        return self.says_who and not self.replacement.endswith(_LEADS_ON)
