"""Who says by hand that two customers are one person, and who says that they are not."""

from datetime import datetime, timedelta

from hypothesis.stateful import precondition, rule
from sqlalchemy import select

from callguard.db.models import CustomerMerge
from callguard.services.customer_parting import undo_merge
from callguard.services.same_person import merge_by_hand
from tests.model.company import Apart, Merge
from tests.model.hours import some
from tests.model.plain import Case, Customer, Document, Person
from tests.model.played import Played, picked

AT_ONCE = timedelta(minutes=1)
Side = dict[Customer, datetime]


class Oneness(Played):
    """Merges and their undoing; what a number led to comes from the intake."""

    @rule(one=some, other=some)
    def are_said_to_be_one(self, one: int, other: int) -> None:
        case, another = (picked(self.company.cases, which) for which in (one, other))
        are_one_already = self.company.person(case.customer) is self.company.person(another.customer)
        manager = self.user("manager")
        done = self.tried(lambda session: merge_by_hand(session, case.id, another.id, manager, "同一个人", self.now))
        assert done == ("one_already" if are_one_already else None)
        if done is None:
            self.are_one(case.customer, another.customer, (case, another))

    @precondition(lambda self: self.company.merges)
    @rule(which=some)
    def are_said_to_be_two(self, which: int) -> None:
        merge = picked(self.company.merges, which)
        person = self.company.person(merge.kept)
        if not person.all("cases"):
            return
        case, merge_id = person.all("cases")[0], self._id_of(merge)
        expected = "merge_undone" if merge.undone else None
        if not merge.undone and self.company.open_dials(person):
            expected = "customer_on_the_telephone"
        manager = self.user("manager")
        done = self.tried(lambda session: undo_merge(session, case.id, merge_id, manager, "两个人", self.now))
        assert done == expected
        if done is None:
            self._part(person, merge, case)

    def _id_of(self, merge: Merge) -> int:
        with self.stage.database.reading() as session:
            return session.scalars(select(CustomerMerge.id).order_by(CustomerMerge.id)).all()[
                self.company.merges.index(merge)
            ]

    def _part(self, person: Person, merge: Merge, said_of: Case) -> None:
        for case in dict.fromkeys([said_of, *(case for case in person.all("cases") if case.open)]):
            self.says("customer_unmerged", case)
        kept, merged = (self.company.one_with(end, merge) for end in (merge.kept, merge.merged))
        heard_of_kept, heard_of_merged = _heard(kept, merge), _heard(merged, merge)
        _hear(merge.merged, heard_of_kept)
        _hear(merge.kept, heard_of_merged)
        self._were_one(merge, kept, merged)
        self._were_one(merge, merged, kept)
        held = self.company.held(person)
        self.company.persons.remove(person)
        for side in (kept, merged):
            self.company.persons.append(Person(sorted(side, key=lambda one: one.id)))
        merge.undone = True
        for callback in held:
            callback.taken_from &= frozenset(self.company.person_of(callback).customers)

    def _were_one(self, merge: Merge, side: Side, other_side: Side) -> None:
        for customer, since in side.items():
            for other, since_there in other_side.items():
                began = max(since, since_there, merge.at)
                self.company.apart.append(Apart(customer, other, began - AT_ONCE, self.now + AT_ONCE))


def _heard(side: Side, merge: Merge) -> list[tuple[str, Document]]:
    """What was asked not to be done while they were one: it may have been either."""
    return [
        (kind, dict(document))
        for customer, since in side.items()
        for kind in ("do_not_calls", "blackouts")
        for document in getattr(customer, kind)
        if datetime.fromisoformat(document["since"]) >= max(since, merge.at) - AT_ONCE
    ]


def _hear(customer: Customer, heard: list[tuple[str, Document]]) -> None:
    for kind, document in heard:
        getattr(customer, kind).append(document)
