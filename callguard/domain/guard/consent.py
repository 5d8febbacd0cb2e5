"""When the customer's consents are in force under a policy."""

from collections.abc import Sequence

from callguard.domain.guard.instants import NEVER, ticks
from callguard.domain.guard.policy import ConsentTerms
from callguard.domain.guard.question import Call, Consent
from callguard.domain.guard.spans import Span, Spans, intersection, union
from callguard.domain.guard.zone import Zone


def consent_spans(
    terms: ConsentTerms,
    consents: Sequence[Consent],
    case: str | None,
    calls: Sequence[Call],
    zone: Zone,
) -> Spans:
    """When a consent is in force for the case (None: no case in particular)."""
    found: list[Span] = []
    for consent in consents:
        if consent.case is None or consent.case == case:
            found += _in_force(terms, consent, case, calls, zone)
    return union(found)


def _in_force(terms: ConsentTerms, consent: Consent, case: str | None, calls: Sequence[Call], zone: Zone) -> Spans:
    given = ticks(consent.given_at)
    start = given if consent.from_ is None else max(given, ticks(consent.from_))
    end = min(_ends(terms, consent, case, calls, given))
    if terms.calendar_days is None:
        return ((start, end),)
    return intersection(((start, end),), zone.before[zone.date(given).day + terms.calendar_days])


def _ends(terms: ConsentTerms, consent: Consent, case: str | None, calls: Sequence[Call], given: int) -> list[int]:
    ends = [NEVER, *[ticks(end) for end in (consent.until, consent.revoked_at) if end is not None]]
    if terms.ends_after:
        for call in calls:
            if (
                call.tick > given
                and call.result in terms.ends_after
                and (case is None or case in (call.discussed or ()))
            ):
                # In force at the very instant of the call that ends it, no more at the next.
                return [*ends, call.tick + 1]
    return ends
