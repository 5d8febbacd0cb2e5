"""Versions of the company's, a platform's and a shop's rules."""

from datetime import timedelta

import pytest

from callguard.db.models import Shop
from callguard.domain.errors import IllegalStep
from callguard.domain.guard import Policy, parse_policy
from callguard.domain.platform import Platform
from callguard.domain.policy_level import PolicyLevel
from callguard.services.guard_policies import (
    Holder,
    activate_policy,
    activated_policies,
    level_of,
    policies_in_force,
    retire_policy,
)
from tests.house import NOW, House

DAY = timedelta(days=1)


def named(name: str) -> Policy:
    return parse_policy({"name": name})


def in_force(house: House, shop: Shop, days: int = 0) -> list[str]:
    with house.database.reading() as session:
        found = policies_in_force(session, shop.id, house.settings.policy, NOW + days * DAY)
        return [policy.name for policy in found]


def activate(house: House, name: str, holder: Holder, days: int = 0) -> None:
    with house.writing() as session:
        activate_policy(session, named(name), holder, NOW + days * DAY, NOW)


def test_company_platform_and_shop_must_all_agree(house: House) -> None:
    for name, holder in (("own", house.shop), ("market", Platform.TAOBAO), ("all", None)):
        activate(house, name, holder)
    assert in_force(house, house.shop) == ["all", "market", "own"]
    assert in_force(house, house.other_shop) == ["all"], "a shop on another platform"


def test_the_preset_holds_beside_a_platform_until_the_company_has_rules(house: House) -> None:
    activate(house, "market", Platform.TAOBAO)
    assert in_force(house, house.shop) == [house.settings.policy, "market"]


def test_of_two_versions_from_the_same_instant_the_one_made_later_holds(house: House) -> None:
    activate(house, "first", None)
    activate(house, "second", None)
    assert in_force(house, house.shop) == ["second"]


def test_a_version_made_beforehand_waits_for_its_instant(house: House) -> None:
    activate(house, "later", house.shop, days=2)
    activate(house, "now", house.shop)
    assert [in_force(house, house.shop, days)[1:] for days in (-1, 0, 1, 2)] == [[], ["now"], ["now"], ["later"]]


@pytest.mark.parametrize("level", [PolicyLevel.PLATFORM, PolicyLevel.SHOP])
def test_rules_end_from_an_instant_on_and_may_begin_again(house: House, level: PolicyLevel) -> None:
    holder = house.shop if level is PolicyLevel.SHOP else Platform.TAOBAO
    activate(house, "own", holder)
    with house.writing() as session:
        assert retire_policy(session, holder, NOW + DAY, NOW).level is level is level_of(holder)
    activate(house, "again", holder, days=2)
    assert [in_force(house, house.shop, days)[1:] for days in (0, 1, 2)] == [["own"], [], ["again"]]
    with house.database.reading() as session:
        assert [(one.name, one.document is None) for one in activated_policies(session)] == [
            ("again", False),
            (None, True),
            ("own", False),
        ]


def test_only_rules_that_are_in_force_can_end(house: House) -> None:
    activate(house, "own", house.shop)
    for holder, days in ((Platform.TAOBAO, 0), (house.other_shop, 0), (house.shop, -1)):
        with pytest.raises(IllegalStep) as refused, house.writing() as session:
            retire_policy(session, holder, NOW + days * DAY, NOW)
        assert refused.value.params == {"reason": "no_rules_to_end"}
    with house.writing() as session:
        retire_policy(session, house.shop, NOW, NOW)
    with pytest.raises(IllegalStep), house.writing() as session:
        retire_policy(session, house.shop, NOW, NOW)


def test_a_level_is_named_once_even_where_company_and_shop_use_the_same_file(house: House) -> None:
    activate(house, "short-day", None)
    activate(house, "short-day", house.shop)
    assert in_force(house, house.shop) == ["short-day", "short-day@shop"]
