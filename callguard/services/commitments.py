"""What was promised: what is open, and what was kept."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from callguard.db.models import Case, Commitment, User
from callguard.domain.errors import UnknownId
from callguard.domain.register import RegisterKind
from callguard.services.cases import case_for
from callguard.services.register import record


def keep_commitment(session: Session, commitment_id: int, user: User, now: datetime) -> Commitment:
    """Notes that the promise was kept, by whom and when; who says it first is written down, saying it again is not."""
    commitment = session.get(Commitment, commitment_id)
    if commitment is None:
        raise UnknownId
    case = case_for(session, commitment.case_id, user)
    kept = (
        update(Commitment)
        .where(Commitment.id == commitment_id, Commitment.kept_at.is_(None))
        .values(kept_at=now, kept_by_id=user.id)
        .returning(Commitment.id)
    )
    if session.scalar(kept) is not None:
        facts = {"department": commitment.department.value, "amount": commitment.amount}
        record(session, RegisterKind.COMMITMENT_KEPT, case, now, user, note=commitment.words, facts=facts)
    session.refresh(commitment)
    return commitment


def commitments_of(session: Session, case: Case) -> list[Commitment]:
    """All that was promised about a case: what is open first, the nearest deadline first."""
    made = select(Commitment).where(Commitment.case_id == case.id)
    return list(session.scalars(made.order_by(Commitment.kept_at.is_not(None), Commitment.due_at, Commitment.id)))
