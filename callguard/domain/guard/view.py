"""A question as one of its policies sees it in one of the customer's zones."""

from collections.abc import Iterator, Sequence
from operator import attrgetter

from callguard.domain.attempt import Direction
from callguard.domain.guard.consent import consent_spans
from callguard.domain.guard.policy import ConsentTerms, Family, Per
from callguard.domain.guard.question import Call, Question
from callguard.domain.guard.spans import NOWHEN, Spans, covers
from callguard.domain.guard.zone import Zone, zone


class View:
    """What the rules look at: the policy at that place in the question, and the calls up to now, earliest first."""

    __slots__ = ("_in_force", "_outbound", "calls", "now", "place", "policy", "question", "today", "zone")

    def __init__(self, question: Question, place: int, zone: Zone, calls: Sequence[Call], now: int) -> None:
        self.question = question
        self.place = place
        self.policy = question.policies[place]
        self.zone = zone
        self.calls = calls
        self.now = now
        self.today = zone.day(now)
        self._in_force: dict[str | None, Spans] = {}
        self._outbound = self._counted([call for call in calls if call.direction is Direction.OUTBOUND])

    @property
    def earliest(self) -> int:
        """The earliest local date from now on: yesterday where the clocks will go back over midnight."""
        return self.today - (self.zone.passes(self.today)[-1] > self.now)

    def outbound(self, per: Per) -> Sequence[Call]:
        """The outbound calls in scope for limits and gaps; none where the question leaves the thing open."""
        if per is Per.CUSTOMER:
            return self._outbound
        return [call for call in self._outbound if self.concerns(call, per, call.cases)]

    def applies(self, per: Per) -> bool:
        """Whether a rule per that thing has something to look at."""
        return per is Per.CUSTOMER or getattr(self.question, per) is not None

    def concerns(self, call: Call, per: Per, cases: Sequence[str]) -> bool:
        """Whether the call, having been about those cases, is one for the question's case, number or shop."""
        question = self.question
        if per is Per.CASE:
            return question.case in cases
        if per is Per.NUMBER:
            return question.number is not None and call.number == question.number.e164
        return per is Per.CUSTOMER or call.shop == question.shop

    def lifted(self, family: Family) -> tuple[Spans, Spans]:
        """When consents take the family's refusals away, and when they leave them to a release."""
        terms, consents = self.policy.consent, self.question.customer.consents
        if terms is None or not consents:
            return NOWHEN, NOWHEN
        if family is Family.WINDOWS:
            bounded = [each for each in consents if each.from_ is not None and each.until is not None]
            spans = consent_spans(terms, bounded, self.question.case, self.calls, self.zone)
        else:
            spans = self._consented(terms, self.question.case)
        return spans if family in terms.lifts else NOWHEN, spans if family in terms.lifts_with_release else NOWHEN

    def _counted(self, calls: Sequence[Call]) -> Sequence[Call]:
        terms = self.policy.consent
        if terms is None or not terms.uncounted or not self.question.customer.consents:
            return calls
        return [
            call
            for call in calls
            if not any(covers(self._consented(terms, case), call.tick) for case in call.cases or (None,))
        ]

    def _consented(self, terms: ConsentTerms, case: str | None) -> Spans:
        spans = self._in_force.get(case)
        if spans is None:
            consents = self.question.customer.consents
            spans = self._in_force[case] = consent_spans(terms, consents, case, self.calls, self.zone)
        return spans


def views_of(question: Question, now: int) -> Iterator[View]:
    """One for each policy and, under it, each of the customer's zones."""
    calls = sorted((call for call in question.calls if call.tick <= now), key=attrgetter("tick"))
    for place, policy in enumerate(question.policies):
        for key in dict.fromkeys(question.customer.time_zones or (policy.default_time_zone,)):
            yield View(question, place, zone(key), calls, now)
