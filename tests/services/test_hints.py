"""Hints are put away one by one, by each for themselves."""

from callguard.db.models import User
from callguard.domain.hint import Hint
from callguard.services.hints import dismiss_hint, show_hints_again
from tests.house import NOW, House


def dismissed(house: House, user: User) -> set[str]:
    with house.database.reading() as session:
        return set(session.get_one(User, user.id).dismissed_hints)


def dismiss(house: House, user: User, *hints: Hint) -> None:
    for hint in hints:
        with house.writing() as session:
            dismiss_hint(session, user, hint, NOW)


def test_a_hint_put_away_is_put_away_for_who_did_it(house: House) -> None:
    dismiss(house, house.agent, Hint.DESK, Hint.TALK, Hint.TALK)
    assert dismissed(house, house.agent) == {"desk", "talk"}
    assert dismissed(house, house.colleague) == set()


def test_all_come_back_for_who_wants_them(house: House) -> None:
    dismiss(house, house.agent, Hint.DESK, Hint.TALK)
    dismiss(house, house.colleague, Hint.DESK)
    with house.writing() as session:
        show_hints_again(session, house.agent)
    assert dismissed(house, house.agent) == set()
    assert dismissed(house, house.colleague) == {"desk"}
