"""What the customer's consent changes, and how long."""

from typing import Any

import pytest

from callguard.domain.guard import Verdict
from tests.domain.guard.asking import ask, at, call, moment, only, reasons

EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
NONE_ALLOWED = {"limits": [{"id": "l", "max": 0, "per": "customer", "lifetime": True, "counts": []}]}


def consent(given_at: str = "11-20 10:00", **rest: Any) -> dict[str, object]:
    times = {key: at(value) for key, value in rest.items() if key in ("from_", "until", "revoked_at")}
    others = {key: value for key, value in rest.items() if key not in times}
    return {"given_at": at(given_at), **others, **{key.rstrip("_"): value for key, value in times.items()}}


def verdict(
    terms: dict[str, object], given: dict[str, object], made: list[dict[str, Any]] | None = None, case: str | None = "A"
) -> Verdict:
    policy = NONE_ALLOWED | {"consent": {"lifts": ["limits"], **terms}}
    return ask("11-21 15:00", policy, made, customer={"consents": [given]}, case=case).verdict


@pytest.mark.parametrize(
    ("given", "in_force", "why"),
    [
        (consent(), True, "given before"),
        (consent("11-21 15:00"), True, "given at this instant"),
        (consent("11-21 15:00:00.000001"), False, "not given yet"),
        (consent(case="A"), True, "for this case"),
        (consent(case="B"), False, "for another"),
        (consent(from_="11-21 15:00", until="11-21 16:00"), True, "from is part of it"),
        (consent(from_="11-21 14:00", until="11-21 15:00"), False, "until is not"),
        (consent(from_="11-21 15:00:00.000001"), False, "before from"),
        (consent(revoked_at="11-21 15:00"), False, "revoked"),
        (consent(revoked_at="11-21 15:00:00.000001"), True, "to be revoked"),
    ],
)
def test_is_in_force_while_given_for_the_case_and_the_time(given: dict[str, object], in_force: bool, why: str) -> None:
    assert (verdict({}, given) is Verdict.ALLOW) is in_force, why


def test_any_of_several_consents_will_do() -> None:
    several = [consent("11-19 10:00", until="11-20 10:00"), consent(), consent("11-19 10:00", until="11-20 10:00")]
    policy = NONE_ALLOWED | {"consent": {"lifts": ["limits"]}}
    assert ask("11-21 15:00", policy, customer={"consents": several}).verdict is Verdict.ALLOW


def test_a_consent_for_one_case_does_not_hold_for_a_question_about_none() -> None:
    assert verdict({}, consent(case="A"), case=None) is Verdict.REFUSE
    assert verdict({}, consent(), case=None) is Verdict.ALLOW


@pytest.mark.parametrize(("days", "in_force"), [(1, False), (2, True), (None, True)])
def test_lasts_so_many_dates_its_own_being_the_first(days: int | None, in_force: bool) -> None:
    assert (verdict({"calendar_days": days}, consent("11-20 23:59")) is Verdict.ALLOW) is in_force


@pytest.mark.parametrize(
    ("given", "made", "in_force", "why"),
    [
        (consent(), call("11-21 10:00", "conversation", cases=["A"]), False, "the promised talk took place"),
        (consent(), call("11-21 10:00", "conversation", cases=["A"], direction="inbound"), False, "whoever rang"),
        (consent(), call("11-21 10:00", "conversation", cases=["B"]), True, "about something else"),
        (consent(), call("11-21 10:00", "conversation", cases=["B"], discussed=["A"]), False, "about this in the end"),
        (consent(), call("11-21 14:59:59.999999", "conversation", cases=["A"]), False, "a microsecond ago"),
        (consent(), call("11-21 10:00", cases=["A"]), True, "nobody answered"),
        (consent(), call("11-20 10:00", "conversation", cases=["A"]), True, "the talk in which it was given"),
        (consent(), call("11-21 15:00", "conversation", cases=["A"]), True, "only what was before"),
        (consent(case="A"), call("11-21 10:00", "conversation", cases=["B"]), True, "its own case was not discussed"),
    ],
)
def test_ends_after_a_conversation_about_its_case(
    given: dict[str, object], made: dict[str, Any], in_force: bool, why: str
) -> None:
    assert (verdict({"ends_after": ["conversation"]}, given, [made]) is Verdict.ALLOW) is in_force, why


def test_any_conversation_ends_a_consent_for_all_cases_where_the_question_is_about_none() -> None:
    talk = call("11-21 10:00", "conversation", cases=["B"])
    assert verdict({"ends_after": ["conversation"]}, consent(), [talk], case=None) is Verdict.REFUSE


ALL_AGAINST = {
    "windows": [{"days": EVERY_DAY, "opens": "10:00", "closes": "12:00"}],
    "limits": [{"id": "l", "max": 1, "per": "customer", "lifetime": True, "counts": ["no_answer"]}],
    "gaps": [{"id": "g", "after": ["no_answer"], "minutes": 600, "per": "customer"}],
    "cooldowns": [{"id": "c", "after": ["no_answer"], "calendar_days": 2, "per": "customer"}],
}
ALL = ["windows", "limits l", "gaps g", "cooldowns c"]


def against(terms: dict[str, object], **rest: Any) -> dict[str, bool]:
    answer = ask(
        "11-21 15:00",
        ALL_AGAINST | {"consent": terms},
        [call("11-21 14:00")],
        customer={"consents": [consent(**rest)]},
    )
    return {name: refusal.releasable for name, refusal in zip(reasons(answer), answer.refusals, strict=True)}


@pytest.mark.parametrize("family", ["windows", "limits", "gaps", "cooldowns"])
def test_lifts_the_families_it_is_meant_for_and_no_others(family: str) -> None:
    bounded = {"from_": "11-21 14:00", "until": "11-21 16:00"}
    lifted = against({"lifts": [family]}, **bounded)
    assert lifted == {name: False for name in ALL if not name.startswith(family)}
    eased = against({"lifts_with_release": [family]}, **bounded)
    assert eased == {name: name.startswith(family) for name in ALL}


def test_promises_no_free_call_for_when_it_will_have_ended() -> None:
    limit = {"id": "l", "max": 2, "release_max": 3, "per": "customer", "calendar_days": 1, "counts": ["no_answer"]}
    policy = {
        "limits": [limit],
        "gaps": [{"id": "g", "after": ["no_answer"], "minutes": 180, "per": "customer"}],
        "consent": {"lifts": ["limits"]},
    }
    made = [call("11-21 13:00"), call("11-21 14:00")]
    answer = ask("11-21 15:00", policy, made, customer={"consents": [consent(until="11-21 16:00")]})
    assert reasons(answer) == ["gaps g"]
    assert (answer.next_releasable_at, answer.next_allowed_at) == (moment("11-21 17:00"), moment("11-22 00:00"))


def test_what_it_both_lifts_and_leaves_to_a_release_is_lifted() -> None:
    both = {"lifts": ["limits"], "lifts_with_release": ["limits"]}
    assert ask("11-21 15:00", NONE_ALLOWED | {"consent": both}, customer={"consents": [consent()]}).refusals == ()


@pytest.mark.parametrize("bounds", [{}, {"from_": "11-21 14:00"}, {"until": "11-21 16:00"}])
def test_opens_no_window_unless_it_names_both_ends(bounds: dict[str, str]) -> None:
    assert "windows" in against({"lifts": ["windows"]}, **bounds)
    assert against({"lifts_with_release": ["windows"]}, **bounds)["windows"] is False


@pytest.mark.parametrize(("case", "opened"), [("A", True), ("B", False)])
def test_opens_the_window_for_its_own_case(case: str, opened: bool) -> None:
    policy = {"windows": ALL_AGAINST["windows"], "consent": {"lifts": ["windows"]}}
    promised = {"consents": [consent(case="A", from_="11-21 14:00", until="11-21 16:00")]}
    answer = ask("11-21 15:00", policy, customer=promised, case=case)
    assert reasons(answer) == ([] if opened else ["windows"])


def test_the_window_opens_when_the_consent_begins() -> None:
    policy = {"windows": ALL_AGAINST["windows"], "consent": {"lifts": ["windows"]}}
    promised = {"consents": [consent(from_="11-21 20:00", until="11-21 20:30")]}
    answer = ask("11-21 15:00", policy, customer=promised)
    assert answer.next_allowed_at == only(answer).until == moment("11-21 20:00")


def test_a_window_left_to_a_release_is_releasable_sooner_than_it_is_free() -> None:
    policy = {"windows": ALL_AGAINST["windows"], "consent": {"lifts_with_release": ["windows"]}}
    promised = {"consents": [consent(from_="11-21 20:00", until="11-21 20:30")]}
    answer = ask("11-21 15:00", policy, customer=promised)
    assert (answer.next_releasable_at, answer.next_allowed_at) == (moment("11-21 20:00"), moment("11-22 10:00"))
    assert only(answer).until == moment("11-22 10:00")


def test_a_window_that_only_one_zone_refuses_is_releasable_if_it_is_there() -> None:
    policy = {
        "windows": [{"days": EVERY_DAY, "opens": "00:00", "closes": "01:00"}],
        "consent": {"calendar_days": 1, "lifts_with_release": ["windows"]},
    }
    given = consent("11-21 10:00", from_="11-21 23:10", until="11-21 23:50")
    customer = {"time_zones": ["Asia/Shanghai", "Asia/Tokyo"], "consents": [given]}
    answer = ask("11-21 23:20", policy, customer=customer)
    assert answer.verdict is Verdict.NEEDS_RELEASE
    assert only(answer).releasable, "open in Tokyo, where the consent ended at midnight"


def test_a_refusal_rests_only_on_the_calls_of_the_zones_that_refuse() -> None:
    policy = {
        "limits": [{"id": "l", "max": 1, "per": "customer", "calendar_days": 1, "counts": ["no_answer"]}],
        "consent": {"calendar_days": 1, "lifts": ["limits"]},
    }
    customer = {"time_zones": ["Asia/Shanghai", "America/New_York"], "consents": [consent("11-21 05:00")]}
    answer = ask("11-21 15:00", policy, [call("11-21 10:00"), call("11-21 14:00")], customer=customer)
    assert only(answer).counted == (moment("11-21 14:00"),), "in New York the consent was yesterday's, as was the first"


def test_without_terms_in_the_policy_a_consent_changes_nothing() -> None:
    assert ask("11-21 15:00", NONE_ALLOWED, customer={"consents": [consent()]}).verdict is Verdict.REFUSE


def test_lifts_neither_do_not_call_nor_a_blackout_nor_a_dead_number() -> None:
    customer = {
        "consents": [consent(from_="11-21 14:00", until="11-21 16:00")],
        "do_not_call": [{"since": at("11-20 10:00")}],
        "blackouts": [{"days": EVERY_DAY, "opens": "00:00", "closes": "24:00"}],
    }
    policy = {"consent": {"lifts": ["windows", "limits", "gaps", "cooldowns"]}}
    answer = ask("11-21 15:00", policy, customer=customer, number={"e164": "+12"})
    assert reasons(answer) == ["blackouts", "do_not_call", "number"]


UNCOUNTED = {
    "limits": [{"id": "l", "max": 2, "per": "customer", "lifetime": True, "counts": ["no_answer", "conversation"]}],
    "gaps": [{"id": "g", "after": ["no_answer", "conversation"], "minutes": 3000, "per": "customer"}],
    "cooldowns": [{"id": "c", "after": ["conversation"], "calendar_days": 9, "per": "customer"}],
}


@pytest.mark.parametrize(
    ("given", "made", "counted", "why"),
    [
        (consent(), call("11-20 10:00", cases=["A"]), False, "placed when it was given"),
        (consent(), call("11-20 09:59:59", cases=["A"]), True, "placed before"),
        (consent(case="A"), call("11-21 10:00", cases=["B"]), True, "for another case"),
        (consent(case="A"), call("11-21 10:00", cases=["B", "A"]), False, "for one of its cases"),
        (consent(case="A"), call("11-21 10:00"), True, "for no case in particular"),
        (consent(), call("11-21 10:00"), False, "for any case, and so for none"),
        (consent(revoked_at="11-21 11:00"), call("11-21 10:00", cases=["A"]), False, "revoked only later"),
        (consent(), call("11-21 10:00", "conversation", cases=["A"]), False, "the call that ends it is still under it"),
    ],
)
def test_a_call_placed_under_consent_is_not_counted_and_starts_no_gap(
    given: dict[str, object], made: dict[str, Any], counted: bool, why: str
) -> None:
    policy = UNCOUNTED | {"consent": {"uncounted": True, "ends_after": ["conversation"]}}
    answer = ask("11-21 15:00", policy, [made], customer={"consents": [given]})
    assert answer.calls_left["l"].free == (1 if counted else 2), why
    assert ("gaps g" in reasons(answer)) is counted, why


def test_a_call_under_consent_still_starts_a_cooldown() -> None:
    policy = UNCOUNTED | {"consent": {"uncounted": True}}
    made = [call("11-21 10:00", "conversation"), call("11-21 11:00", "no_answer")]
    assert reasons(ask("11-21 15:00", policy, made, customer={"consents": [consent()]})) == ["cooldowns c"]


def test_calls_after_the_conversation_that_ended_the_consent_count_again() -> None:
    policy = UNCOUNTED | {"consent": {"uncounted": True, "ends_after": ["conversation"]}}
    made = [call("11-21 10:00", "conversation"), call("11-21 11:00")]
    assert ask("11-21 15:00", policy, made, customer={"consents": [consent()]}).calls_left["l"].free == 1


def test_counts_all_where_the_policy_says_so_or_nobody_consented() -> None:
    assert ask("11-21 15:00", UNCOUNTED | {"consent": {}}, [call("11-21 10:00")]).calls_left["l"].free == 1
    assert (
        ask("11-21 15:00", UNCOUNTED | {"consent": {"uncounted": True}}, [call("11-21 10:00")]).calls_left["l"].free
        == 1
    )
    counted = ask("11-21 15:00", UNCOUNTED | {"consent": {}}, [call("11-21 10:00")], customer={"consents": [consent()]})
    assert counted.calls_left["l"].free == 1
