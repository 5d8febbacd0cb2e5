"""Undoing a merge: two persons again, and what may be the truth about either holds for both."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from callguard.db.models import Blackout, Customer, CustomerMerge, DialPermit, DoNotCall, PastUnion, User
from callguard.domain.errors import FieldError, IllegalStep, InvalidFields, NotYours, UnknownId
from callguard.domain.identity import AT_ONCE, MERGING_ROLES, Bond, together_since
from callguard.domain.permit import PermitStatus
from callguard.domain.register import RegisterKind
from callguard.services.cases import case_for
from callguard.services.customer_lock import lock_customers
from callguard.services.persons import live_merges, open_cases
from callguard.services.register import record


@dataclass(frozen=True)
class Side:
    """Those who stay one person with `end`, one of the two the merge bound, and since when they are one with `end`."""

    end: int
    since: Mapping[int, datetime]


def undo_merge(session: Session, case_id: int, merge_id: int, user: User, words: str, now: datetime) -> None:
    """Parts the person of the case where this merge bound it together; the rest of each side stays one.

    Calls placed while they were one may have reached either: they count for both. What was asked not to be done then
    holds for both. Consents, which loosen, and releases hold only for the one whose case they were given on. Cases and
    numbers stay with the one they were noted for.
    Raises NotYours below a team leader, UnknownId when the merge binds nobody to the case's customer, IllegalStep when
    it is undone already or somebody is ringing the person now.
    """
    case = case_for(session, case_id, user)
    person = [customer.id for customer in lock_customers(session, [case.customer_id])]
    merge = _merge(session, merge_id, person, user)
    _refuse_faults(session, person, words)
    sides = sides_of(merge, live_merges(session, person))
    merge.undone_at, merge.undone_by_id, merge.undone_words = now, user.id, words.strip()
    both_ways = (sides, sides[::-1])
    # Read for both before any is written: what one side takes over must not come back to the other.
    shared = [wish for side, other in both_ways for wish in _shared_wishes(session, merge, side, other)]
    session.add_all([*shared, *(union for ways in both_ways for union in _past_unions(merge, *ways, now))])
    for side in sides:
        _let_stand_alone(session, side)
    facts = {"merged": sides[0].end, "parted": sides[1].end}
    for told in dict.fromkeys([case, *open_cases(session, person)]):
        record(session, RegisterKind.CUSTOMER_UNMERGED, told, now, user, note=merge.undone_words, facts=facts)
    session.flush()


def sides_of(merge: CustomerMerge, merges: Sequence[CustomerMerge]) -> tuple[Side, Side]:
    """Whom the person would fall into without this one of the merges that hold it together: the side kept first."""
    bonds = [Bond(one.kept_id, one.merged_id, one.merged_at) for one in merges if one is not merge]
    kept, merged = (Side(end, together_since(end, bonds)) for end in (merge.kept_id, merge.merged_id))
    return kept, merged


def _merge(session: Session, merge_id: int, person: Sequence[int], user: User) -> CustomerMerge:
    merge = session.get(CustomerMerge, merge_id, populate_existing=True)
    if merge is None or merge.kept_id not in person:
        raise UnknownId
    if user.role not in MERGING_ROLES:
        raise NotYours
    if merge.undone_at is not None:
        raise IllegalStep(reason="merge_undone")
    return merge


def _refuse_faults(session: Session, person: Sequence[int], words: str) -> None:
    if not words.strip():
        raise InvalidFields((FieldError("words", "ground_missing"),))
    ringing = DialPermit.customer_id.in_(person) & (DialPermit.status == PermitStatus.OPEN)
    if session.scalar(select(DialPermit.id).where(ringing).limit(1)) is not None:
        raise IllegalStep(reason="customer_on_the_telephone")


def _let_stand_alone(session: Session, side: Side) -> None:
    oldest = min(side.since)
    others = update(Customer).where(Customer.id.in_(list(side.since)), Customer.id != oldest)
    session.execute(others.values(merged_into_id=oldest))
    session.execute(update(Customer).where(Customer.id == oldest).values(merged_into_id=None))


def _past_unions(merge: CustomerMerge, side: Side, other: Side, now: datetime) -> Iterator[PastUnion]:
    for customer_id, since in side.since.items():
        for other_id, since_there in other.since.items():
            one_since = max(since, since_there, merge.merged_at)
            yield PastUnion(
                customer_id=customer_id, other_id=other_id, from_at=one_since - AT_ONCE, until_at=now + AT_ONCE
            )


def _shared_wishes(session: Session, merge: CustomerMerge, side: Side, other: Side) -> list[DoNotCall | Blackout]:
    """What this side asked not to be done while they were one, as the other's end asks it too.

    Whoever was one with that end then takes it along if they are parted later.
    """
    shared: list[DoNotCall | Blackout] = []
    for customer_id, since in side.since.items():
        one_since = max(since, merge.merged_at) - AT_ONCE
        heard = (DoNotCall.customer_id == customer_id) & (DoNotCall.since_at >= one_since)
        ruled_out = or_(Blackout.since_at >= one_since, Blackout.since_at.is_(None))
        hours = select(Blackout).where(Blackout.customer_id == customer_id, ruled_out)
        shared += [_same_do_not_call(wish, other.end) for wish in session.scalars(select(DoNotCall).where(heard))]
        shared += [_same_blackout(wish, other.end) for wish in session.scalars(hours)]
    return shared


def _same_do_not_call(wish: DoNotCall, customer_id: int) -> DoNotCall:
    return DoNotCall(
        customer_id=customer_id,
        case_id=wish.case_id,
        shop_id=wish.shop_id,
        since_at=wish.since_at,
        until_at=wish.until_at,
        words=wish.words,
        heard_by_id=wish.heard_by_id,
    )


def _same_blackout(wish: Blackout, customer_id: int) -> Blackout:
    return Blackout(
        customer_id=customer_id,
        days=wish.days,
        opens_minute=wish.opens_minute,
        closes_minute=wish.closes_minute,
        since_at=wish.since_at,
        last_day_on=wish.last_day_on,
        words=wish.words,
        heard_by_id=wish.heard_by_id,
    )
