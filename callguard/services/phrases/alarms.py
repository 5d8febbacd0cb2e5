"""Words of danger, of regulators or the press: they raise a case at once and call the senior on duty."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.inserts import insert_unless_there
from callguard.db.models import Callback, Case, CaseTrigger, User
from callguard.domain.notification import NotificationKind
from callguard.domain.phrases import Phrase, PhraseCategory, check_text
from callguard.domain.register import RegisterKind
from callguard.services.customer_lock import lock_customer_of_case
from callguard.services.duty import nearest_on_duty
from callguard.services.notifications import notify
from callguard.services.phrases.book import phrases_in_force
from callguard.services.register import record


def heed_words(session: Session, case: Case, user: User, texts: Iterable[str | None], now: datetime) -> bool:
    """Raises the case by what was noted about it, each category once, and says whether any was new.

    Whether it was denied is not asked. Takes the customer's lock if there is anything to raise.
    """
    listed = phrases_in_force(session)
    found: dict[PhraseCategory, Phrase] = {}
    for text in filter(None, texts):
        for match in check_text(text, listed).triggers:
            found.setdefault(match.phrase.category, match.phrase)
    if not found:
        return False
    lock_customer_of_case(session, case.id)
    session.refresh(case, ["escalation"])
    new = [phrase for phrase in found.values() if _raise(session, case, user, phrase, now)]
    return bool(new)


def _raise(session: Session, case: Case, user: User, phrase: Phrase, now: datetime) -> bool:
    said = {"category": phrase.category, "word": phrase.text}
    if not insert_unless_there(session, CaseTrigger, case_id=case.id, noted_by_id=user.id, noted_at=now, **said):
        return False
    case.escalation = case.escalation.raised_to(phrase.category.raises)
    facts = {"category": phrase.category.value, "word": phrase.text}
    record(session, RegisterKind.CASE_RAISED, case, now, user, facts=facts)
    _call_senior(session, case, user, facts, now)
    return True


def _call_senior(session: Session, case: Case, user: User, facts: dict[str, str], now: datetime) -> None:
    callbacks = select(Callback).where(Callback.case_id == case.id).order_by(Callback.id.desc()).limit(1)
    key, about = f"{case.id}:{facts['category']}", facts | {"agent": user.display_name, "case": case.number}
    latest = session.scalar(callbacks)
    for senior in nearest_on_duty(session, case, now):
        notify(session, senior.id, NotificationKind.CASE_RAISED, key, now, callback=latest, facts=about)
