"""One wording, what is wrong with it, and what to say instead."""

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


@dataclass(frozen=True)
class Phrase:
    """One wording; `unless` are harmless longer wordings that contain it.

    It is a fault from the time after `allowed` on that it is said in one talk. Without a text it is the rule about
    replies made of symbols only.
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
    def says_who(self) -> bool:
        """Whether what to say instead has a subject of its own, beside which the one before the phrase would be odd."""
        return any(pronoun in self.replacement for pronoun in "您你我")
