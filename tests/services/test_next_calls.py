"""What the guard would say at an instant to come."""

from datetime import timedelta

import pytest

from callguard.domain.errors import UnknownId
from callguard.domain.guard import Rule, Verdict
from callguard.services.next_calls import verdict_at
from tests.house import NOW, House

HOUR = timedelta(hours=1)


def test_answers_for_the_instant_asked_about(house: House) -> None:
    callback_id = house.callback()
    with house.database.reading() as session:
        asked = (session, house.vault, house.settings, callback_id, house.agent)
        assert verdict_at(*asked, NOW + HOUR).verdict is Verdict.ALLOW
        assert [refusal.rule for refusal in verdict_at(*asked, NOW + 8 * HOUR).refusals] == [Rule.WINDOWS]


def test_answers_nobody_of_another_shop(house: House) -> None:
    callback_id = house.callback()
    with house.database.reading() as session, pytest.raises(UnknownId):
        verdict_at(session, house.vault, house.settings, callback_id, house.outsider, NOW)
