"""A question as one page of the rulebook sees it."""

from collections.abc import Sequence
from functools import partial

from callguard.domain.guard.barrier import Barrier, lifted
from callguard.domain.guard.consent import consent_spans
from callguard.domain.guard.memo import Memo
from callguard.domain.guard.page import Page
from callguard.domain.guard.policy import WINDOWS, ConsentTerms, Family
from callguard.domain.guard.question import Call, Question
from callguard.domain.guard.spans import NOWHEN, Spans, covers


class View:
    """What the rules look at; `counted` are the calls up to now that no consent keeps from counting, earliest first."""

    __slots__ = ("_terms", "counted", "hours", "now", "page", "question", "today")

    def __init__(self, question: Question, page: Page) -> None:
        self.question = question
        self.page = page
        self.now = question.tick
        self.today = page.zone.date(question.tick)
        self._terms = page.policy.consent if question.customer.consents else None
        self.counted: Sequence[Call] = question.earlier
        self.hours: Barrier = page.hours
        if self._terms is not None:
            self.counted = self._counted(self._terms, question.earlier)
            self.hours = self.lifted(page.hours, WINDOWS)

    def lifts(self, family: Family) -> tuple[Spans, Spans]:
        """When consents take the family's refusals away, and when they leave them to a release."""
        terms = self._terms
        if terms is None:
            return NOWHEN, NOWHEN
        spans = self._bounded(terms) if family is WINDOWS else self._consented(terms, self.question.case)
        return spans if family in terms.lifts else NOWHEN, spans if family in terms.lifts_with_release else NOWHEN

    def lifted(self, barrier: Barrier, family: Family) -> Barrier:
        """What the consents leave of a barrier of that family."""
        return barrier if self._terms is None else lifted(barrier, *self.lifts(family))

    def _counted(self, terms: ConsentTerms, calls: Sequence[Call]) -> Sequence[Call]:
        if not terms.uncounted:
            return calls
        in_force = Memo(partial(self._consented, terms))
        under = [call for call in calls for case in call.cases or (None,) if covers(in_force[case], call.tick)]
        return [call for call in calls if call not in under] if under else calls

    def _consented(self, terms: ConsentTerms, case: str | None) -> Spans:
        question = self.question
        return consent_spans(terms, question.customer.consents, case, question.earlier, self.page.zone)

    def _bounded(self, terms: ConsentTerms) -> Spans:
        """When a consent that names both its ends is in force: no other opens a window."""
        question = self.question
        bounded = [each for each in question.customer.consents if each.from_ is not None and each.until is not None]
        if not bounded:
            return NOWHEN
        return consent_spans(terms, bounded, question.case, question.earlier, self.page.zone)
