"""Policies of several levels side by side."""

from callguard.domain.guard import Policy, Question, judge, parse_policy
from callguard.domain.policy_level import PolicyLevel, told_apart
from tests.house import NOW


def named(name: str) -> Policy:
    return parse_policy({"name": name})


def names(rules: dict[PolicyLevel, Policy]) -> dict[str, str]:
    return {level.value: policy.name for level, policy in told_apart(rules).items()}


def test_names_that_differ_stay_and_stand_from_the_company_down() -> None:
    rules = {PolicyLevel.SHOP: named("c"), PolicyLevel.COMPANY: named("a"), PolicyLevel.PLATFORM: named("b")}
    assert list(names(rules).items()) == [("company", "a"), ("platform", "b"), ("shop", "c")]


def test_a_name_that_is_taken_gets_its_level_behind_it() -> None:
    assert names(dict.fromkeys(PolicyLevel, named("short"))) == {
        "company": "short",
        "platform": "short@platform",
        "shop": "short@shop",
    }


def test_a_name_that_somebody_has_made_up_like_that_is_no_way_round() -> None:
    rules = {
        PolicyLevel.COMPANY: named("short"),
        PolicyLevel.PLATFORM: named("short@shop"),
        PolicyLevel.SHOP: named("short"),
    }
    assert len(set(names(rules).values())) == 3


def test_refusals_of_two_policies_of_one_name_say_which_is_which() -> None:
    closed = parse_policy(
        {"name": "house", "limits": [{"id": "none", "max": 0, "per": "customer", "lifetime": True, "counts": []}]}
    )
    rules = told_apart({PolicyLevel.COMPANY: closed, PolicyLevel.SHOP: closed})
    answer = judge(Question(tuple(rules.values()), NOW))
    assert [refusal.policy for refusal in answer.refusals] == ["house", "house@shop"]
    assert [policy["name"] for policy in answer.as_json()["policies"]] == ["house", "house@shop"]  # type: ignore[attr-defined]
