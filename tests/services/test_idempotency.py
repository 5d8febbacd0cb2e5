"""The same request under the same key is done once."""

from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select

from callguard.db.models import IdempotencyKey, User
from callguard.domain.errors import InvalidFields
from callguard.services.idempotency import KEPT_FOR, GivenAnswer, answer_once
from tests.house import NOW, House

INSTANT = timedelta(microseconds=1)


class Desk:
    """Does what it is asked, and numbers its answers."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._done = count(1)

    def ask(self, request: str = "open a case", user: User | None = None, at: datetime = NOW) -> GivenAnswer:
        """The answer to a request under the one key everybody here uses."""
        house = self.house
        with house.writing() as session:
            return answer_once(session, house.vault, user or house.agent, "k-1", request, at, self._do)

    def _do(self) -> GivenAnswer:
        return GivenAnswer(201, f"13800138000, {next(self._done)}")


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


def test_the_same_again_is_answered_as_before_and_done_once(desk: Desk) -> None:
    assert desk.ask() == desk.ask() == GivenAnswer(201, "13800138000, 1")


def test_another_request_under_the_same_key_is_refused(desk: Desk) -> None:
    desk.ask()
    with pytest.raises(InvalidFields) as refused:
        desk.ask("open another")
    assert [(error.field, error.code) for error in refused.value.errors] == [("Idempotency-Key", "key_reused")]


def test_a_key_is_the_users_own(house: House, desk: Desk) -> None:
    assert desk.ask() != desk.ask(user=house.colleague)


def test_a_key_is_new_again_after_a_day_and_nobody_elses_with_it(house: House, desk: Desk) -> None:
    first, of_colleague = desk.ask(), desk.ask(user=house.colleague)
    assert desk.ask(at=NOW + KEPT_FOR - INSTANT) == first
    assert desk.ask("open another", at=NOW + KEPT_FOR) != first
    assert desk.ask(user=house.colleague, at=NOW + KEPT_FOR - INSTANT) == of_colleague


def test_work_that_fails_leaves_its_key_free(house: House, desk: Desk) -> None:
    with pytest.raises(ZeroDivisionError), house.writing() as session:
        answer_once(session, house.vault, house.agent, "k-1", "open a case", NOW, lambda: GivenAnswer(1 // 0))
    assert desk.ask().status == 201


def test_neither_the_request_nor_the_answer_is_kept_or_shown_in_clear(house: House, desk: Desk) -> None:
    assert repr(desk.ask("call 13800138000")) == "GivenAnswer(201)"
    with house.database.reading() as session:
        kept = session.scalars(select(IdempotencyKey)).one()
    assert b"13800138000" not in (kept.body_sealed or b"")
    assert "13800138000" not in kept.request_digest
