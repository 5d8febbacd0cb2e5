"""What a customer says about being rung, from the words to the rows: what would be noted, and noting it."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from callguard.db.models import Case, Customer, User
from callguard.db.vault import Vault
from callguard.domain import guard
from callguard.domain.callback import CallbackKind
from callguard.domain.errors import FieldError, InvalidFields
from callguard.domain.heard_words import Heard, hear
from callguard.domain.wish import WishReach
from callguard.services.callbacks import callers_for, plan_callback
from callguard.services.cases import case_for
from callguard.services.customer_lock import lock_customer_of_case
from callguard.services.guard_questions import Questioner
from callguard.services.wishes import add_blackout, add_consent, add_do_not_call
from callguard.settings import Settings


@dataclass(frozen=True)
class Hearing:
    """What the words amount to, in the customer's zone.

    `answer` is the guard's once they are noted: about the promised call, if one is promised, else about one now.
    """

    heard: Heard
    tz: ZoneInfo
    answer: guard.Answer


def hear_customer(
    session: Session, vault: Vault, settings: Settings, case_id: int, user: User, words: str, now: datetime
) -> Hearing | None:
    """What would be noted of the words; None where nobody can tell. UnknownId for a case of other shops."""
    case = case_for(session, case_id, user)
    customer = session.get_one(Customer, case.customer.merged_into_id or case.customer_id)
    tz = ZoneInfo(customer.time_zone)
    heard = hear(words, now, tz)
    if heard is None:
        return None
    at = heard.promise.from_at if heard.promise else now
    question = Questioner(session, vault, settings.policy, [case.customer_id], at).question_about(case)
    return Hearing(heard, tz, guard.judge(replace(question, customer=_heeded(question, heard, now))))


def note_heard(
    session: Session, vault: Vault, settings: Settings, case_id: int, user: User, words: str, now: datetime
) -> Hearing:
    """Notes what the words amount to, in force at once, and plans a promised call for who heard them.

    InvalidFields where nobody can tell what they mean, IllegalStep for a promised call about a closed case.
    """
    lock_customer_of_case(session, case_id)
    case = case_for(session, case_id, user)
    hearing = hear_customer(session, vault, settings, case_id, user, words, now)
    if hearing is None:
        code = "words_not_understood" if words.strip() else "words_missing"
        raise InvalidFields((FieldError("words", code),))
    _note_silence(session, case, user, words, hearing.heard, now)
    promise = hearing.heard.promise
    if promise is not None:
        add_consent(session, case_id, user, words, now, from_at=promise.from_at, until_at=promise.until_at)
        # The customer expects the voice they gave the promise to.
        agent = user if user.id in {one.id for one in callers_for(session, settings, case)} else None
        services = (session, vault, settings)
        plan_callback(*services, case_id, user, promise.from_at, CallbackKind.PROMISED, now, agent=agent)
    return hearing


def _note_silence(session: Session, case: Case, user: User, words: str, heard: Heard, now: datetime) -> None:
    if heard.no_calls is not None:
        wish = heard.no_calls
        add_do_not_call(session, case.id, user, words, now, reach=wish.reach, until_at=wish.until_at)
    for hours in heard.no_hours:
        add_blackout(
            session,
            case.id,
            user,
            words,
            now,
            days=hours.days,
            opens_minute=hours.opens,
            closes_minute=hours.closes,
            last_day_on=hours.last_day,
        )


def _heeded(question: guard.Question, heard: Heard, now: datetime) -> guard.Customer:
    """The customer of the question once all that was heard is noted."""
    known, wish, promise = question.customer, heard.no_calls, heard.promise
    if wish is not None:
        case = question.case if wish.reach is WishReach.CASE else None
        shop = question.shop if wish.reach is WishReach.SHOP else None
        silence = guard.DoNotCall(now, wish.until_at, case, shop)
        known = replace(known, do_not_call=(*known.do_not_call, silence))
    if promise is not None:
        consent = guard.Consent(now, question.case, promise.from_at, promise.until_at)
        known = replace(known, consents=(*known.consents, consent))
    hours = [guard.Blackout(one.days, guard.Hours(one.opens, one.closes), now, one.last_day) for one in heard.no_hours]
    return replace(known, blackouts=(*known.blackouts, *hours))
