"""Whatever is merged and parted in whatever order: nobody is counted less than may be true of them."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callguard.db.models import Case
from callguard.services.customer_history import read_histories
from callguard.services.wishes import add_do_not_call
from tests.house import NOW, House
from tests.services.persons import case_of, found_as, merge, part, persons, phone, rung, somebody

PEOPLE = 4
SOMEBODY = st.integers(0, PEOPLE - 1)
DEEDS = st.lists(
    st.tuples(st.sampled_from(["merge", "find", "part", "ring", "forbid"]), SOMEBODY, SOMEBODY), min_size=6, max_size=12
)

_names = itertools.count(1)


@dataclass
class Model:
    """The same people in a few sets: who is one person now, and who was when something happened."""

    persons: list[frozenset[int]] = field(default_factory=lambda: [frozenset([one]) for one in range(PEOPLE)])
    bonds: list[tuple[int, int, int]] = field(default_factory=list)
    apart: set[frozenset[int]] = field(default_factory=set)
    happened: dict[int | str, frozenset[int]] = field(default_factory=dict)

    def person(self, one: int) -> frozenset[int]:
        """Everybody who is one with them."""
        return next(person for person in self.persons if one in person)

    def join(self, one: int, other: int, merge_id: int) -> None:
        """They are one from now on."""
        self.bonds.append((one, other, merge_id))
        self._regroup()

    def split(self, index: int) -> None:
        """That bond holds no more."""
        one, other, _ = self.bonds.pop(index)
        self._regroup()
        self.apart |= {frozenset([here, there]) for here in self.person(one) for there in self.person(other)}

    def is_kept_apart(self, one: int, other: int) -> bool:
        """Whether a hand parted some of the one from some of the other."""
        return any(frozenset([here, there]) in self.apart for here in self.person(one) for there in self.person(other))

    def concerns(self, one: int) -> set[int | str]:
        """All that may have happened to somebody who is one with them now."""
        return {what for what, whom in self.happened.items() if whom & self.person(one)}

    def _regroup(self) -> None:
        groups = [{one} for one in range(PEOPLE)]
        for one, other, _ in self.bonds:
            left, right = (next(group for group in groups if end in group) for end in (one, other))
            groups = [group for group in groups if group not in (left, right)] + [left | right]
        self.persons = [frozenset(group) for group in groups]


def do(
    house: House, model: Model, cases: list[Case], names: list[int], deed: tuple[str, int, int], at: datetime
) -> None:
    """Does the same in the house and in the model."""
    what, one, other = deed
    is_one = other in model.person(one)
    match what:
        case "merge" if not is_one:
            model.join(one, other, merge(house, cases[one].customer_id, cases[other].customer_id, at))
        case "find" if not is_one:
            found_as(house, phone(names[one]), phone(names[other]), now=at)
            if not model.is_kept_apart(one, other):
                # Whoever merges what is one already does nothing, and gets the last merge's id.
                model.join(one, other, merge(house, cases[one].customer_id, cases[other].customer_id, at))
        case "part" if model.bonds:
            index = other % len(model.bonds)
            part(house, cases[model.bonds[index][0]].id, model.bonds[index][2], at)
            model.split(index)
        case "ring":
            model.happened[rung(house, cases[one], at)] = model.person(one)
        case "forbid":
            words = f"别打了 {at:%H:%M}"
            with house.writing() as session:
                add_do_not_call(session, cases[one].id, house.agent, words, at)
            model.happened[words] = model.person(one)
        case _:
            pass


def seen(house: House, customer_ids: list[int]) -> list[set[int | str]]:
    """What the guard is told happened to each customer."""
    with house.database.reading() as session:
        histories = read_histories(session, customer_ids)
        told = [histories[customer_id] for customer_id in customer_ids]
        return [{one.id for one in each.attempts} | {wish.words for wish in each.do_not_calls} for each in told]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_everybody_is_counted_what_may_have_happened_to_them(house: House, deeds: list[tuple[str, int, int]]) -> None:
    names = [next(_names) for _ in range(PEOPLE)]
    cases = [case_of(house, somebody(house, name)) for name in names]
    customers = [case.customer_id for case in cases]
    model = Model()
    for count, deed in enumerate(deeds):
        do(house, model, cases, names, deed, NOW + count * timedelta(minutes=5))
        assert seen(house, customers) == [model.concerns(one) for one in range(PEOPLE)]
        kept = [min(customers[end] for end in model.person(one)) for one in range(PEOPLE)]
        assert persons(house, *customers) == kept
