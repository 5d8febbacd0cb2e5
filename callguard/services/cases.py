"""Looking a case up, and filling in by hand what the files did not bring."""

from datetime import datetime

from sqlalchemy.orm import Session

from callguard.db.models import Case, User
from callguard.db.vault import Vault
from callguard.domain.errors import FieldError, InvalidFields, UnknownId
from callguard.domain.phone_number import PhoneRefusal, parse_phone
from callguard.domain.register import RegisterKind
from callguard.services.customers import KnownAs, note_identifier
from callguard.services.phrases.alarms import heed_words
from callguard.services.phrases.wording import refuse_wording
from callguard.services.register import record


def case_for(session: Session, case_id: int, user: User) -> Case:
    """A case of one of the user's shops; UnknownId for every other, so that ids tell outsiders nothing."""
    case = session.get(Case, case_id)
    if case is None or case.shop_id not in {shop.id for shop in user.shops}:
        raise UnknownId
    return case


def add_number(session: Session, vault: Vault, case_id: int, agent: User, text: str, now: datetime) -> None:
    """Notes a telephone number for the case's customer; whoever is known by it already is the same customer."""
    case = case_for(session, case_id, agent)
    number = parse_phone(text)
    if isinstance(number, PhoneRefusal):
        raise InvalidFields((FieldError("number", number),))
    known = KnownAs(number.kind, number.e164, extension=number.extension)
    note_identifier(session, vault, case.customer_id, known, now)
    record(session, RegisterKind.NUMBER_ADDED, case, now, agent, facts={"kind": number.kind.value})


def add_note(session: Session, case_id: int, agent: User, text: str, now: datetime) -> None:
    """Adds a dated progress note to the register."""
    case = case_for(session, case_id, agent)
    if not text.strip():
        raise InvalidFields((FieldError("note", "note_missing"),))
    refuse_wording(session, {"note": text})
    heed_words(session, case, agent, [text], now)
    record(session, RegisterKind.NOTE, case, now, agent, note=text.strip())
