"""Everybody there is in the plain company, and who of them is, or was, one person."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.model.plain import CANCELLED, DONE, ON_DESK, WAITING, Callback, Case, Customer, Dial, Person

EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(eq=False)
class Merge:
    """Two customers are one person from an instant on, and with them who was one with either; until it is undone."""

    kept: Customer
    merged: Customer
    at: datetime
    undone: bool = False


@dataclass(frozen=True)
class Apart:
    """Somebody said that these two are not one person; for so long they had been held to be."""

    customer: Customer
    other: Customer
    from_at: datetime
    until_at: datetime


@dataclass
class Company:
    """Everybody and everything; `lines` is what the register must say of the step that is going on."""

    persons: list[Person] = field(default_factory=list)
    orders: dict[tuple[str, str], int] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    callbacks: dict[int, Callback] = field(default_factory=dict)
    dials: list[Dial] = field(default_factory=list)
    policies: list[tuple[str | None, str | None, datetime]] = field(default_factory=list)
    reported: set[int] = field(default_factory=set)
    lines: list[str] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    apart: list[Apart] = field(default_factory=list)

    def person(self, customer: Customer) -> Person:
        """Who a customer is."""
        return next(person for person in self.persons if customer in person.customers)

    def person_of(self, callback: Callback) -> Person:
        """Whom a callback is for."""
        return self.person(callback.case.customer)

    def held(self, person: Person) -> list[Callback]:
        """What somebody took up about them, whether or not the lease ran out meanwhile."""
        return [one for case in person.all("cases") for one in case.callbacks if one.status == ON_DESK]

    def open_dials(self, person: Person) -> list[Dial]:
        """Their permits nobody has settled, nor time."""
        return [one for one in person.all("dials") if one.permit == "open"]

    def waiting(self) -> list[Callback]:
        """What the queue is about."""
        return [one for one in self.callbacks.values() if one.status == WAITING and one.is_wanted]

    def surveys(self) -> list[Callback]:
        """All there ever were."""
        return [one for one in self.callbacks.values() if one.is_survey]

    def asked(self) -> Counter[str]:
        """How far its surveys came."""
        surveys = self.surveys()
        ratings = [dial.rating for dial in self.dials if dial.rating is not None]
        return Counter(
            planned=len(surveys),
            claimed=sum(bool(one.taken_from) for one in surveys),
            dialled=sum(one.dialled for one in surveys),
            rated=len(ratings),
            reopened=sum(one.case.open and one.status == DONE for one in surveys),
            cancelled=sum(one.status == CANCELLED for one in surveys),
        )

    def policy_of(self, holder: str | None, now: datetime) -> str | None:
        """Whose rules hold: the company's always, a platform's or shop's from their beginning to their end."""
        names = [None if holder else "cn-after-sales"]
        in_force = [one for one in self.policies if one[0] == holder and one[2] <= now]
        names += [name for _holder, name, _effective_at in sorted(in_force, key=lambda one: one[2])]
        return names[-1]

    def dials_to(self, person: Person) -> list[Dial]:
        """Every call that reached them, or may have: whoever was rung was held to be one with them then."""
        besides = (
            dial
            for one in self.apart
            if one.customer in person.customers
            for dial in one.other.dials
            if one.from_at <= dial.at <= one.until_at
        )
        return sorted({*person.all("dials"), *besides}, key=lambda dial: (dial.at, dial.id))

    def reached(self, dial: Dial) -> list[Customer]:
        """One of each person whom a call may have reached, the one whose case it was about first."""
        then_one = (
            one.other for one in self.apart if one.customer is dial.customer and one.from_at <= dial.at <= one.until_at
        )
        of_case = dial.callback.case.customer
        found = {id(self.person(of_case)): of_case}
        for customer in sorted({dial.customer, *then_one}, key=lambda one: one.id):
            found.setdefault(id(self.person(customer)), customer)
        return list(found.values())

    def kept_apart(self, one: Customer, other: Customer) -> bool:
        """Whether no name that leads to both makes one person of them again."""
        persons = self.person(one), self.person(other)
        return persons[0] is not persons[1] and any(
            past.customer in persons[0].customers and past.other in persons[1].customers for past in self.apart
        )

    def one_with(self, end: Customer, without: Merge) -> dict[Customer, datetime]:
        """Who would still be one person with somebody if it were not for this merge, and since when."""
        since = {end: EVER}
        grows = True
        while grows:
            grows = False
            for here, there, at in self._bonds(without):
                if here in since and there not in since:
                    since[there], grows = max(since[here], at), True
        return since

    def _bonds(self, without: Merge) -> Iterator[tuple[Customer, Customer, datetime]]:
        for merge in self.merges:
            if merge is not without and not merge.undone:
                yield merge.kept, merge.merged, merge.at
                yield merge.merged, merge.kept, merge.at
