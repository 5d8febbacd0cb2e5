"""What was promised, and that it was kept."""

from datetime import timedelta

import pytest

from callguard.db.models import Callback, Case, Commitment, User
from callguard.domain.commitment import Department
from callguard.domain.errors import UnknownId
from callguard.domain.register import RegisterKind
from callguard.services.commitments import commitments_of, keep_commitment
from tests.house import NOW, House
from tests.told import entries

HOUR = timedelta(hours=1)


def promise(house: House, case_id: int, due: timedelta = HOUR) -> int:
    with house.writing() as session:
        commitment = Commitment(
            case_id=case_id,
            promised_by_id=house.agent.id,
            department=Department.FINANCE,
            words="干洗费三天内到账",
            amount=3000,
            due_at=NOW + due,
            made_at=NOW,
        )
        session.add(commitment)
        session.flush()
        return commitment.id


def keep(house: House, commitment_id: int, user: User | None = None) -> Commitment:
    with house.writing() as session:
        return keep_commitment(session, commitment_id, user or house.agent, NOW)


@pytest.fixture
def case_id(house: House) -> int:
    callback_id = house.callback()
    with house.database.reading() as session:
        return session.get_one(Callback, callback_id).case_id


def test_whoever_says_first_that_it_was_kept_is_written_down(house: House, case_id: int) -> None:
    commitment_id = promise(house, case_id)
    assert keep(house, commitment_id, house.colleague).kept_by_id == house.colleague.id
    assert keep(house, commitment_id, house.agent).kept_by_id == house.colleague.id
    (entry,) = entries(house, RegisterKind.COMMITMENT_KEPT)
    assert (entry.actor_id, entry.note) == (house.colleague.id, "干洗费三天内到账")
    assert entry.facts == {"department": "finance", "amount": 3000}


def test_what_is_open_comes_first_and_the_nearest_deadline_before_the_rest(house: House, case_id: int) -> None:
    late, kept, soon = (promise(house, case_id, hours * HOUR) for hours in (3, 1, 2))
    keep(house, kept)
    with house.database.reading() as session:
        listed = commitments_of(session, session.get_one(Case, case_id))
    assert [commitment.id for commitment in listed] == [soon, late, kept]


def test_knows_no_promise_of_another_shop(house: House, case_id: int) -> None:
    commitment_id = promise(house, case_id)
    for wanted, user in ((commitment_id, house.outsider), (10**6, house.agent)):
        with pytest.raises(UnknownId):
            keep(house, wanted, user)
    assert entries(house, RegisterKind.COMMITMENT_KEPT) == []
