"""The guard: may this person be rung at this instant, and if not, when? (guard-contract.md)

`judge` is a pure function of a Question: no clock, no database, so that a decision can be derived again later, bit for
bit, from the document it was taken on.
"""

from callguard.domain.guard.answer import Answer, CallsLeft, HolidaysUnknown, Refusal, Verdict
from callguard.domain.guard.digest import digest, policies_key
from callguard.domain.guard.foresight import Foresight, foresee
from callguard.domain.guard.hindrance import Rule
from callguard.domain.guard.judge import judge
from callguard.domain.guard.messages import Message
from callguard.domain.guard.opening import open_spans, windows_open
from callguard.domain.guard.parsing import parse_policy, parse_question
from callguard.domain.guard.policy import (
    ConsentTerms,
    Cooldown,
    Family,
    Gap,
    Hours,
    Limit,
    Per,
    Policy,
    SpecialDate,
    Weekday,
    Window,
)
from callguard.domain.guard.presets import load_preset, preset_names
from callguard.domain.guard.question import (
    Blackout,
    Call,
    Consent,
    Customer,
    DoNotCall,
    Number,
    Question,
    Release,
)
from callguard.domain.guard.reading import GuardInputError

__all__ = [
    "Answer",
    "Blackout",
    "Call",
    "CallsLeft",
    "Consent",
    "ConsentTerms",
    "Cooldown",
    "Customer",
    "DoNotCall",
    "Family",
    "Foresight",
    "Gap",
    "GuardInputError",
    "HolidaysUnknown",
    "Hours",
    "Limit",
    "Message",
    "Number",
    "Per",
    "Policy",
    "Question",
    "Refusal",
    "Release",
    "Rule",
    "SpecialDate",
    "Verdict",
    "Weekday",
    "Window",
    "digest",
    "foresee",
    "judge",
    "load_preset",
    "open_spans",
    "parse_policy",
    "parse_question",
    "policies_key",
    "preset_names",
    "windows_open",
]
