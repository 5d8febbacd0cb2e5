"""The presets do what their sources say."""

import tomllib
from typing import Any

import pytest

from callguard.domain.guard import Verdict, load_preset, preset_names
from callguard.resources import package_text
from tests.domain.guard.asking import ask, at, call, moment, reasons

ALLOW, RELEASE, REFUSE = Verdict.ALLOW, Verdict.NEEDS_RELEASE, Verdict.REFUSE


def test_ships_five_and_each_names_its_sources() -> None:
    assert preset_names() == ("au-telemarketing", "cn-after-sales", "cn-strict", "us-fl-2021", "us-reg-f")
    for name in preset_names():
        text = package_text("policies", f"{name}.toml")
        assert "# Sources:" in text
        assert tomllib.loads(text)
        assert load_preset(name).name == name


@pytest.mark.parametrize("name", ["", "none", "../policies/cn-strict", "cn-strict.toml"])
def test_a_name_that_is_no_presets_is_a_lookup_error(name: str) -> None:
    with pytest.raises(LookupError):
        load_preset(name)


def test_a_preset_is_read_once() -> None:
    assert load_preset("cn-strict") is load_preset("cn-strict")


def spread(count: int, *days: str) -> list[dict[str, Any]]:
    """So many answered calls, in turn on these days, well apart."""
    return [call(f"{days[number % len(days)]} {11 + number // len(days)}:00", "dropped") for number in range(count)]


@pytest.mark.parametrize(
    ("now", "calls", "verdict", "against", "why"),
    [
        ("11-21 17:59:59", [], ALLOW, [], "17:59:59 is inside"),
        ("11-21 18:00", [], REFUSE, ["windows"], "18:00:00 is outside"),
        ("11-21 16:00", spread(2, "11-21"), RELEASE, ["limits per-day"], "the third is the supervisor's"),
        ("11-21 16:00", spread(3, "11-21"), REFUSE, ["limits per-24-hours", "limits per-day"], "no fourth"),
        ("11-21 10:30", spread(3, "11-20"), REFUSE, ["limits per-24-hours"], "three in 24 hours, but on another day"),
        ("11-21 16:00", spread(4, "11-17", "11-19"), RELEASE, ["limits per-7-days"], "four in seven days"),
        ("11-21 16:00", spread(6, "11-15", "11-17", "11-19"), REFUSE, ["limits per-7-days"], "six in seven days"),
        ("11-21 16:00", spread(10, "10-23", "10-30", "11-05", "11-12"), REFUSE, ["limits per-30-days"], "ten in 30"),
        ("11-21 16:00", spread(10, "10-22", "10-30", "11-05", "11-12"), ALLOW, [], "the 22nd is the thirty-first day"),
        ("11-21 10:59", [call("11-21 10:00", "busy")], REFUSE, ["gaps after-no-answer"], "within the hour"),
        ("11-21 11:00", [call("11-21 10:00", "rejected")], ALLOW, [], "an hour later"),
        ("11-21 10:10", [call("11-21 10:00", "invalid_number"), call("11-21 10:01", "failed")], ALLOW, [], "no ring"),
    ],
)  # fmt: skip
def test_cn_after_sales(now: str, calls: list[dict[str, Any]], verdict: Verdict, against: list[str], why: str) -> None:
    answer = ask(now, "cn-after-sales", calls)
    assert (answer.verdict, reasons(answer)) == (verdict, against), why


def test_cn_after_sales_keeps_a_promised_time_outside_the_window_with_a_release_and_skips_the_gap() -> None:
    promised = {"given_at": at("11-21 17:30"), "from": at("11-21 20:00"), "until": at("11-21 20:30")}
    answer = ask("11-21 20:10", "cn-after-sales", [call("11-21 20:05")], customer={"consents": [promised]})
    assert (answer.verdict, reasons(answer)) == (RELEASE, ["windows"])


@pytest.mark.parametrize(
    ("now", "calls", "against", "why"),
    [
        ("11-21 11:59:59", [], [], "the morning"),
        ("11-21 12:00", [], ["windows"], "midday rest"),
        ("11-21 14:00", [], [], "over"),
        ("10-01 11:00", [], ["windows"], "National Day"),
        ("11-21 16:00", spread(2, "11-21"), ["limits per-day"], "two a day, and no third"),
        ("11-21 16:00", spread(3, "11-15", "11-17"), ["limits per-7-days"], "three in seven days"),
    ],
)
def test_cn_strict(now: str, calls: list[dict[str, Any]], against: list[str], why: str) -> None:
    answer = ask(now, "cn-strict", calls)
    assert reasons(answer) == against, why
    assert answer.verdict is (REFUSE if against else ALLOW), why


def eastern(day: int, clock: str = "10:00") -> str:
    return f"2026-09-{day:02}T{clock}-04:00"


def debt(*days: int, result: str = "no_answer", **rest: Any) -> list[dict[str, Any]]:
    return [call(eastern(day), result, cases=["D-1"], **rest) for day in days]


@pytest.mark.parametrize(
    ("calls", "next_day", "why"),
    [
        (debt(1, 2, 3, 4, 5, 6), 7, "the seventh call within seven days is still presumed fine"),
        (debt(1, 2, 3, 4, 5, 6, 7), 8, "an eighth within the same seven days is not"),
        (debt(1, 1, 1, 1, 1, 1, 1), 8, "seven on one day use up the seven days"),
        (debt(1, 2, 3, 4, 5, 6, 7, result="busy"), 7, "a busy signal is no connection"),
        (debt(1, 2, 3, 4, 5, 6, 7, result="invalid_number"), 7, "nor is a number out of service"),
        (debt(1, 2, 3, 4, 5, 6, 7, result="voicemail"), 8, "a voicemail is"),
        (debt(1, 2, 3, 4, 5, 6, 7, direction="inbound"), 7, "the consumer's own calls don't count"),
        ([call(eastern(day), cases=["D-2"]) for day in range(1, 8)], 7, "another debt is counted apart"),
        (debt(1, result="conversation"), 8, "a talk on the 1st: the 1st is the first day, the 8th is free"),
        (debt(1, result="conversation", direction="inbound"), 8, "whoever rang"),
        (debt(1, result="dropped"), 7, "a dropped call is connected, but no conversation"),
    ],
)
def test_us_reg_f_call_frequency(calls: list[dict[str, Any]], next_day: int, why: str) -> None:
    answer = ask(eastern(7, "11:00"), "us-reg-f", calls, case="D-1", customer={"time_zones": ["America/New_York"]})
    expected = eastern(7, "11:00") if next_day == 7 else eastern(next_day, "08:00")
    assert answer.next_allowed_at == moment(expected), why


def seven(day: int) -> list[dict[str, Any]]:
    return [call(eastern(day, f"09:0{minute}"), cases=["D-1"]) for minute in range(7)]


@pytest.mark.parametrize(
    ("now", "calls", "allowed", "why"),
    [
        (eastern(8), seven(8), True, "more than seven, from the moment it was given"),
        (eastern(14), seven(14), True, "given on the 8th, the 14th is the seventh day"),
        (eastern(15), seven(15), False, "the 15th is not"),
        (eastern(9), debt(9, result="conversation"), True, "the very instant of the talk"),
        (eastern(9, "11:00"), debt(9, result="conversation"), False, "the talk ended it and began seven days of rest"),
        (eastern(9, "11:00"), debt(9, result="voicemail") + seven(8), True, "a voicemail ended nothing"),
    ],
)
def test_us_reg_f_prior_consent(now: str, calls: list[dict[str, Any]], allowed: bool, why: str) -> None:
    given = {"given_at": eastern(8, "09:30"), "case": "D-1"}
    answer = ask(now, "us-reg-f", calls, case="D-1", customer={"consents": [given]})
    assert (answer.verdict is ALLOW) is allowed, why


def test_us_reg_f_calls_under_consent_do_not_count_later() -> None:
    under = seven(13)
    customer = {"consents": [{"given_at": eastern(8), "case": "D-1"}]}
    assert ask(eastern(15), "us-reg-f", under, case="D-1", customer=customer).calls_left["seven-in-seven"].free == 7
    assert ask(eastern(15), "us-reg-f", under, case="D-1").calls_left["seven-in-seven"].free == 0


@pytest.mark.parametrize(
    ("zones", "now", "allowed", "why"),
    [
        (["America/New_York"], eastern(1, "07:59:59"), False, "before 8"),
        (["America/New_York"], eastern(1, "08:00"), True, "from 8"),
        (["America/New_York"], eastern(1, "21:00"), False, "after 9"),
        (["America/New_York", "America/Los_Angeles"], eastern(1, "08:00"), False, "may be 5 where the consumer is"),
        (["America/New_York", "America/Los_Angeles"], eastern(1, "11:00"), True, "8 or later wherever it is"),
    ],
)
def test_us_reg_f_inconvenient_times(zones: list[str], now: str, allowed: bool, why: str) -> None:
    assert (ask(now, "us-reg-f", customer={"time_zones": zones}).verdict is ALLOW) is allowed, why


def test_us_reg_f_rings_at_night_whom_the_consumer_asked_to() -> None:
    asked = {"given_at": eastern(1), "from": eastern(1, "22:00"), "until": eastern(1, "22:30")}
    assert ask(eastern(1, "22:00"), "us-reg-f", customer={"consents": [asked]}).verdict is ALLOW


@pytest.mark.parametrize(
    ("now", "calls", "allowed", "why"),
    [
        (eastern(1, "07:59"), [], False, "before 8"),
        (eastern(1, "19:59"), [], True, "until 8"),
        (eastern(1, "20:00"), [], False, "not after"),
        (eastern(2, "09:59"), debt(1, 1, 1), False, "three within 24 hours"),
        (eastern(2, "10:00"), debt(1, 1, 1), True, "24 hours later"),
        (eastern(2, "09:59"), debt(1, 1), True, "two"),
        (eastern(2, "09:59"), debt(1, 1, 1, number="+12125550100"), False, "whatever number was rung"),
    ],
)
def test_us_fl_2021(now: str, calls: list[dict[str, Any]], allowed: bool, why: str) -> None:
    assert (ask(now, "us-fl-2021", calls, case="D-1").verdict is ALLOW) is allowed, why


@pytest.mark.parametrize(
    ("now", "allowed", "why"),
    [
        ("2026-06-05T08:59:59+10:00", False, "a Friday before 9"),
        ("2026-06-05T19:59:59+10:00", True, "before 20"),
        ("2026-06-05T20:00:00+10:00", False, "after"),
        ("2026-06-06T16:59:59+10:00", True, "a Saturday before 17"),
        ("2026-06-06T17:00:00+10:00", False, "after"),
        ("2026-06-07T12:00:00+10:00", False, "a Sunday"),
        ("2026-01-26T12:00:00+11:00", False, "Australia Day"),
        ("2026-06-08T12:00:00+10:00", True, "a holiday of some states only"),
    ],
)
def test_au_telemarketing(now: str, allowed: bool, why: str) -> None:
    assert (ask(now, "au-telemarketing").verdict is ALLOW) is allowed, why


def test_au_telemarketing_rings_on_a_sunday_whom_asked_for_it() -> None:
    asked = {"given_at": at("2026-06-06T10:00+10:00"), "from": at("2026-06-07T10:00+10:00")}
    until = {"until": at("2026-06-07T11:00+10:00")}
    answer = ask("2026-06-07T10:30+10:00", "au-telemarketing", customer={"consents": [asked | until]})
    assert answer.verdict is ALLOW
