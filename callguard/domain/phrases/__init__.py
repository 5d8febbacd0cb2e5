"""Wording that must not reach a customer, and what to say instead ("Service attitude rules", domain.md)."""

from callguard.domain.phrases.checking import PhraseCode, check_phrase
from callguard.domain.phrases.finding import Checked, Match, check_text, find_phrases, is_symbols_only
from callguard.domain.phrases.folding import fold
from callguard.domain.phrases.listed import PhraseList
from callguard.domain.phrases.phrase import Phrase, PhraseCategory, Severity
from callguard.domain.phrases.quoting import Quotation, quotation
from callguard.domain.phrases.replacing import Change, replaced
from callguard.domain.phrases.shipped import load_phrases
from callguard.domain.phrases.transcript import Side, Transcript, read_transcript

__all__ = [
    "Change",
    "Checked",
    "Match",
    "Phrase",
    "PhraseCategory",
    "PhraseCode",
    "PhraseList",
    "Quotation",
    "Severity",
    "Side",
    "Transcript",
    "check_phrase",
    "check_text",
    "find_phrases",
    "fold",
    "is_symbols_only",
    "load_phrases",
    "quotation",
    "read_transcript",
    "replaced",
]
