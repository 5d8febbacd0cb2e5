"""All there is about one case, for whoever takes it up next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from callguard.db.models import (
    Attempt,
    Callback,
    Case,
    Commitment,
    CustomerIdentifier,
    Offer,
    Outcome,
    RegisterEntry,
    User,
)
from callguard.services.callbacks import callers_for, open_callbacks
from callguard.services.cases import case_for
from callguard.services.commitments import commitments_of
from callguard.services.persons import all_ids
from callguard.services.same_person import Companion, companions_of
from callguard.services.wishes import Wishes, wishes_of
from callguard.settings import Settings


@dataclass(frozen=True)
class CaseFile:
    """One case with everything that belongs to it; `names` are the display names of everybody in it by id."""

    case: Case
    identifiers: Sequence[CustomerIdentifier]
    companions: Sequence[Companion]
    attempts: Sequence[Attempt]
    outcomes: Mapping[int, Outcome]
    callbacks: Sequence[Callback]
    offers: Sequence[Offer]
    commitments: Sequence[Commitment]
    wishes: Wishes
    entries: Sequence[RegisterEntry]
    callers: Sequence[User]
    names: Mapping[int, str]

    @property
    def ratings(self) -> Mapping[int | None, int]:
        """What the customer answered in surveys, by the attempt."""
        return {one.attempt_id: one.facts["rating"] for one in self.entries if "rating" in one.facts}


def case_file(session: Session, settings: Settings, case_id: int, user: User, now: datetime) -> CaseFile:
    """The file of a case of one of the user's shops; UnknownId for every other."""
    case = case_for(session, case_id, user)
    attempts = select(Attempt).where(Attempt.case_id == case.id).order_by(Attempt.placed_at.desc())
    found = session.scalars(attempts.options(joinedload(Attempt.identifier))).all()
    outcomes = select(Outcome).where(Outcome.attempt_id.in_([one.id for one in found]))
    offers = select(Offer).where(Offer.case_id == case.id).order_by(Offer.id.desc())
    entries = select(RegisterEntry).where(RegisterEntry.case_id == case.id)
    return CaseFile(
        case=case,
        identifiers=_identifiers(session, case),
        companions=companions_of(session, case),
        attempts=found,
        outcomes={one.attempt_id: one for one in session.scalars(outcomes)},
        callbacks=open_callbacks(session, case),
        offers=session.scalars(offers.options(selectinload(Offer.approval))).all(),
        commitments=commitments_of(session, case),
        wishes=wishes_of(session, case, now),
        entries=session.scalars(
            entries.order_by(RegisterEntry.recorded_at.desc(), RegisterEntry.id.desc()).options(
                joinedload(RegisterEntry.actor)
            )
        ).all(),
        callers=callers_for(session, settings, case),
        names=_names(session),
    )


def _identifiers(session: Session, case: Case) -> Sequence[CustomerIdentifier]:
    customer_ids = all_ids(session, case.customer.person_id)
    known = select(CustomerIdentifier).where(CustomerIdentifier.customer_id.in_(customer_ids))
    return session.scalars(known.order_by(CustomerIdentifier.id.desc())).all()


def _names(session: Session) -> dict[int, str]:
    return dict(session.execute(select(User.id, User.display_name)).all())
