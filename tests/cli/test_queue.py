"""The queue brought up to date from the command line."""

from dataclasses import replace
from datetime import timedelta
from itertools import chain, repeat

import pytest

from callguard.cli.queue import follow_policies
from callguard.domain.guard import load_preset
from callguard.services.guard_policies import activate_policy
from callguard.services.queue.upkeep import count_outdated
from callguard.services.runtime import Runtime
from tests.house import NOW, House


@pytest.mark.timeout(60)
def test_rules_that_come_into_force_meanwhile_are_followed_once(house: House) -> None:
    began_at = NOW - timedelta(minutes=1)
    with house.writing() as session:
        activate_policy(session, replace(load_preset("cn-after-sales"), name="newer"), None, NOW, began_at)
    house.callback()
    instants = chain([began_at], repeat(NOW))
    follow_policies(replace(Runtime.open(house.settings, lambda: next(instants)), database=house.database))
    with house.database.reading() as session:
        assert count_outdated(session, house.settings, NOW) == 0
