"""The versions of everybody's rules, as the manager looks back and ahead on them."""

from collections.abc import Sequence
from datetime import timedelta

from callguard.db.models import Shop
from callguard.domain.guard import Policy, parse_policy
from callguard.domain.platform import Platform
from callguard.services.guard_policies import Holder, activate_policy, retire_policy
from callguard.services.policy_history import PolicyLine, Standing, policy_lines
from tests.house import NOW, House

DAY = timedelta(days=1)


def activate(house: House, name: str, holder: Holder, days: int = 0) -> None:
    with house.writing() as session:
        activate_policy(session, parse_policy({"name": name}), holder, NOW + days * DAY, NOW)


def lines(house: House, shops: Sequence[Shop] = ()) -> list[PolicyLine]:
    with house.database.reading() as session:
        return policy_lines(session, house.settings.policy, shops or [house.shop], NOW)


def name(policy: Policy | None) -> str | None:
    return policy.name if policy else None


def test_the_company_begins_with_the_preset(house: House) -> None:
    (line,) = lines(house)
    assert line.holder is None
    (version,) = line.versions
    assert (name(version.policy), version.before, version.row) == (house.settings.policy, None, None)
    assert version.standing is Standing.IN_FORCE


def test_says_what_was_what_holds_and_what_is_to_come_with_the_one_before_each(house: House) -> None:
    for version, days in (("last", 1), ("first", -2), ("now", 0)):
        activate(house, version, None, days)
    (line,) = lines(house)
    assert [(name(one.policy), name(one.before), one.standing) for one in line.versions] == [
        ("last", "now", Standing.TO_COME),
        ("now", "first", Standing.IN_FORCE),
        ("first", house.settings.policy, Standing.PAST),
        (house.settings.policy, None, Standing.PAST),
    ]


def test_rules_that_ended_are_a_version_without_rules(house: House) -> None:
    activate(house, "own", house.shop, days=-2)
    with house.writing() as session:
        retire_policy(session, house.shop, NOW - DAY, NOW)
    versions = lines(house)[-1].versions
    assert [(name(one.policy), name(one.before), one.standing) for one in versions] == [
        (None, "own", Standing.IN_FORCE),
        ("own", None, Standing.PAST),
    ]


def test_the_company_comes_before_platforms_and_those_before_the_shops_one_works_for(house: House) -> None:
    for holder in (house.other_shop, house.shop, Platform.TAOBAO):
        activate(house, "rules", holder)
    assert [line.holder for line in lines(house)] == [None, Platform.TAOBAO, house.shop]
    both = lines(house, [house.shop, house.other_shop])
    assert {line.holder for line in both[2:]} == {house.shop, house.other_shop}


def test_what_holds_at_an_instant_is_the_latest_begun_by_then(house: House) -> None:
    activate(house, "own", house.shop, days=1)
    company, own = lines(house)
    assert name(company.at(NOW - 9 * DAY)) == house.settings.policy
    assert [name(own.at(NOW + days * DAY)) for days in (0, 1, 2)] == [None, "own", "own"]
