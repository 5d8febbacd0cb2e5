"""Keeping the entries of the queue true: worked out anew for everyone about whom something was written."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session, joinedload

from callguard.db.models import Callback, Case, Customer, CustomerIdentifier, QueueEntry
from callguard.db.vault import Vault
from callguard.domain import guard
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseClass
from callguard.domain.queue_entry import EntryStanding, Outlook
from callguard.domain.queue_order import QueueItem, Urgency, order_key, urgency_of
from callguard.services.guard_questions import Questioner
from callguard.services.queue.bindings import Bindings
from callguard.services.queue.lanes import ANY_HOUR, LaneBook, zones_of
from callguard.services.queue.policy_book import rules_key
from callguard.services.surveys import case_allows
from callguard.settings import Settings

# Made once: whatever is written about a customer asks them. The entries are written past the session's objects, which
# would look for themselves among what is changed.
_ENTRIES = cast("Table", QueueEntry.__table__)

_KEPT_OF = select(Customer.person_id).where(Customer.id.in_(bindparam("asked", expanding=True)))

_EVERYONE = (
    select(Customer.id, Customer.person_id)
    .where(
        or_(
            Customer.id.in_(bindparam("kept", expanding=True)),
            Customer.merged_into_id.in_(bindparam("kept", expanding=True)),
        )
    )
    .order_by(Customer.id)
    .with_for_update(key_share=True)
)

_OPEN_CALLBACKS = (
    select(Callback)
    .join(Callback.case)
    .where(
        Case.customer_id.in_(bindparam("of", expanding=True)),
        # Said by what they are not: asked for those that wait, SQLite would read all that wait, of whomever.
        Callback.status.not_in([CallbackStatus.DONE, CallbackStatus.CANCELLED]),
        # Whom somebody is ringing is on a desk, though the case was closed meanwhile.
        or_(case_allows(), Callback.status == CallbackStatus.CLAIMED),
    )
    .order_by(Callback.id)
    .options(joinedload(Callback.case).options(joinedload(Case.order), joinedload(Case.shop)))
    .execution_options(populate_existing=True)
)

_DROP = delete(_ENTRIES).where(
    or_(
        _ENTRIES.c.customer_id.in_(bindparam("of", expanding=True)),
        # Those of a person who has been parted from another stand under the other still.
        _ENTRIES.c.callback_id.in_(bindparam("callbacks", expanding=True)),
    )
)

_HOLD = (
    update(_ENTRIES)
    .where(_ENTRIES.c.customer_id.in_(bindparam("everyone", expanding=True)))
    .values(customer_id=bindparam("kept"), standing=EntryStanding.HELD, turns_at=None)
)


def refresh_entries(
    session: Session, vault: Vault, settings: Settings, customer_ids: Iterable[int], now: datetime
) -> None:
    """Writes the entries of these customers, and of everyone found to be the same, as the facts stand.

    Takes their locks.
    """
    persons = _locked_persons(session, customer_ids)
    callbacks = session.scalars(_OPEN_CALLBACKS, {"of": list(persons)}).all()
    held = {persons[one.case.customer_id] for one in callbacks if one.status is CallbackStatus.CLAIMED}
    hold_persons(session, {own: kept for own, kept in persons.items() if kept in held})
    # Whoever is on a desk is looked at when they leave it.
    free = {own: kept for own, kept in persons.items() if kept not in held}
    waiting = [one for one in callbacks if one.case.customer_id in free]
    session.execute(_DROP, {"of": list(free), "callbacks": [one.id for one in waiting]})
    if waiting:
        maker = _EntryMaker(session, vault, settings, free, waiting, now)
        session.execute(insert(_ENTRIES), [maker.row(one, free[one.case.customer_id]) for one in waiting])


def hold_persons(session: Session, kept_of: Mapping[int, int]) -> None:
    """Offers none of their callbacks to anybody: somebody is about to ring them.

    `kept_of` says into whom each customer was merged (else themselves): it may have been just now.
    """
    for kept in set(kept_of.values()):
        everyone = [own for own, into in kept_of.items() if into == kept]
        session.execute(_HOLD, {"everyone": everyone, "kept": kept})


def outlook_of(entry: QueueEntry | Row[Any]) -> Outlook:
    """What the entry knows."""
    return Outlook(
        due_at=entry.due_at,
        urgency=Urgency(CaseClass(entry.own_class), entry.deadline_soon_at, entry.overdue_at),
        has_number=entry.has_number,
        allowed_from_at=entry.allowed_from_at,
        sure_until_at=entry.sure_until_at,
        releasable_from_at=entry.releasable_from_at,
        bound_until_at=entry.bound_until_at,
    )


def followed(outlook: Outlook, agent_id: int | None, now: datetime) -> dict[str, object]:
    """The columns that follow from an outlook at an instant; `agent_id` is whom the callback is bound to."""
    over = outlook.bound_until_at is not None and outlook.bound_until_at <= now
    return {
        "standing": outlook.standing(now),
        "case_class": outlook.urgency.at(now).value,
        "agent_id": None if over else agent_id,
        "turns_at": outlook.turns_at(now),
    }


def _locked_persons(session: Session, customer_ids: Iterable[int]) -> dict[int, int]:
    """Everyone of the persons these customers are, with the one kept of each."""
    kept = set(session.scalars(_KEPT_OF, {"asked": list(set(customer_ids))}))
    return dict(session.execute(_EVERYONE, {"kept": list(kept)}).all())


class _EntryMaker:
    """Works out the rows of callbacks, with everything about them read beforehand."""

    def __init__(
        self,
        session: Session,
        vault: Vault,
        settings: Settings,
        customer_ids: Iterable[int],
        callbacks: Sequence[Callback],
        now: datetime,
    ) -> None:
        self._settings = settings
        self._questioner = Questioner(session, vault, settings.policy, customer_ids, now)
        self._lanes = LaneBook(session, settings)
        self._bindings = Bindings(session, settings, callbacks, now)

    def row(self, callback: Callback, customer_id: int) -> dict[str, object]:
        """The entry of a callback; `customer_id` is who the others merged into."""
        case, question = callback.case, self._questioner.question(callback)
        number = self._questioner.history_of(case).number_to_dial(question.now)
        foreseen, binding = guard.foresee(question), self._bindings.of(callback)
        outlook = Outlook(
            due_at=callback.due_at,
            urgency=urgency_of(case.issue_type, case.escalation, callback.kind, callback.due_at, case.deadline_at),
            has_number=number is not None,
            allowed_from_at=foreseen.allowed_from,
            sure_until_at=_sure_until(foreseen, number),
            releasable_from_at=_releasable_from(guard.judge(question)),
            bound_until_at=binding.until_at if binding else None,
        )
        return {
            "callback_id": callback.id,
            "customer_id": customer_id,
            "lane_id": self._lanes.lane_id(case, ANY_HOUR if foreseen.any_hour else zones_of(question)),
            "order_key": _order_key(callback, number),
            "policy_key": rules_key(self._settings, question.policies),
            **_known(outlook),
            **followed(outlook, binding.agent_id if binding else None, question.now),
        }


def _order_key(callback: Callback, number: CustomerIdentifier | None) -> bytes:
    case = callback.case
    item = QueueItem(
        created_at=case.opened_at,
        deadline_at=case.deadline_at,
        promised_at=callback.due_at if callback.kind is CallbackKind.PROMISED else None,
        number_expires_at=number.expires_at if number else None,
        value=case.order.amount or 0,
    )
    return order_key(item)


def _known(outlook: Outlook) -> dict[str, object]:
    return {
        "callable_from_at": outlook.callable_from_at,
        "due_at": outlook.due_at,
        "own_class": outlook.urgency.own_class.value,
        "deadline_soon_at": outlook.urgency.deadline_soon_at,
        "overdue_at": outlook.urgency.overdue_at,
        "has_number": outlook.has_number,
        "allowed_from_at": outlook.allowed_from_at,
        "sure_until_at": outlook.sure_until_at,
        "releasable_from_at": outlook.releasable_from_at,
        "bound_until_at": outlook.bound_until_at,
    }


def _sure_until(foreseen: guard.Foresight, number: CustomerIdentifier | None) -> datetime | None:
    """Until when it is known: with the number's death the question becomes another, about the next number or none."""
    dies_at = number.expires_at if number else None
    return min((at for at in (foreseen.sure_until, dies_at) if at is not None), default=None)


def _releasable_from(answer: guard.Answer) -> datetime | None:
    """From when on a release would help; None where it never brings the call forward."""
    releasable, allowed = answer.next_releasable_at, answer.next_allowed_at
    return releasable if releasable is not None and (allowed is None or releasable < allowed) else None
