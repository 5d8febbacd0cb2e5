"""What is no good in a document or policy is named with its place."""

import hashlib
import json
from typing import Any

import pytest

from callguard.domain.attempt import CallResult, Direction
from callguard.domain.guard import (
    ConsentTerms,
    GuardInputError,
    Hours,
    Policy,
    Weekday,
    Window,
    digest,
    load_preset,
    parse_policy,
    parse_question,
)
from callguard.domain.guard.decoding import decoded
from tests.domain.guard.asking import at

NOW = at("11-21 15:00")
MINIMAL = {"policy": "cn-after-sales", "now": NOW}
LIMIT = {"id": "l", "max": 2, "per": "customer", "counts": ["busy"], "calendar_days": 1}
GAP = {"id": "g", "after": ["busy"], "minutes": 60, "per": "customer"}
COOLDOWN = {"id": "c", "after": ["busy"], "calendar_days": 7, "per": "customer"}
WINDOW = {"days": ["mon"], "opens": "10:00", "closes": "18:00"}
CALL = {"at": NOW, "result": "busy"}


def without(record: dict[str, Any], key: str) -> dict[str, Any]:
    return {each: value for each, value in record.items() if each != key}


def ruled(**rules: object) -> dict[str, Any]:
    return MINIMAL | {"policy": {"name": "p", **rules}}


def error_in(document: object) -> GuardInputError:
    with pytest.raises(GuardInputError) as caught:
        parse_question(document, load_preset)
    return caught.value


@pytest.mark.parametrize(
    ("document", "path", "message"),
    [
        ([], "$", "must be an object"),
        ({"now": NOW}, "$.policy", "is missing"),
        ({"policy": "cn-strict"}, "$.now", "is missing"),
        (MINIMAL | {"colour": 1}, "$.colour", "is not known here"),
        (MINIMAL | {"now": "2026-11-21T15:00:00"}, "$.now", "needs an offset"),
        (MINIMAL | {"now": 1}, "$.now", "must be an instant"),
        (MINIMAL | {"now": "2026-11-21"}, "$.now", "must be an instant"),
        (MINIMAL | {"now": "20261121T150000Z"}, "$.now", "must be an instant"),
        (MINIMAL | {"now": "2026-11-21T24:00:00Z"}, "$.now", "must be an instant"),
        (MINIMAL | {"now": "2026-11-21T15:00:00.1234567Z"}, "$.now", "must be an instant"),
        (MINIMAL | {"now": "2026-02-29T15:00:00Z"}, "$.now", "is not an instant"),
        (MINIMAL | {"now": "2026-11-21T15:00:00+25:00"}, "$.now", "is not an instant"),
        (MINIMAL | {"now": "0001-01-01T00:00:00+08:00"}, "$.now", "outside the years 1 to 9999"),
        (MINIMAL | {"policy": "no-such"}, "$.policy", "is not the name of a preset"),
        (MINIMAL | {"policy": "../policies/cn-strict"}, "$.policy", "is not the name of a preset"),
        (MINIMAL | {"policy": []}, "$.policy", "must name at least one"),
        (MINIMAL | {"policy": ["cn-strict", "no-such"]}, "$.policy[1]", "is not the name of a preset"),
        (MINIMAL | {"policy": 1}, "$.policy", "must be an object"),
        (MINIMAL | {"policy": ["cn-strict", {"name": ""}]}, "$.policy[1].name", "must not be empty"),
        (MINIMAL | {"customer": None}, "$.customer", "must be an object"),
        (MINIMAL | {"customer": {"time_zones": "Asia/Shanghai"}}, "$.customer.time_zones", "must be a list"),
        (MINIMAL | {"customer": {"time_zones": ["Asia/Shanghai", "Mars"]}}, "$.customer.time_zones[1]", "not a known"),
        (MINIMAL | {"customer": {"time_zones": ["localtime"]}}, "$.customer.time_zones[0]", "not a known"),
        (MINIMAL | {"customer": {"time_zones": ["../etc/passwd"]}}, "$.customer.time_zones[0]", "not a known"),
        (MINIMAL | {"customer": {"do_not_call": [{}]}}, "$.customer.do_not_call[0].since", "is missing"),
        (
            MINIMAL | {"customer": {"blackouts": [WINDOW | {"opens": "19:00"}]}},
            "$.customer.blackouts[0].closes",
            "must lie after",
        ),
        (
            MINIMAL | {"customer": {"blackouts": [WINDOW | {"last_day": "2026-02-30"}]}},
            "$.customer.blackouts[0].last_day",
            "is not a date",
        ),
        (
            MINIMAL | {"customer": {"blackouts": [WINDOW | {"last_day": "20260228"}]}},
            "$.customer.blackouts[0].last_day",
            "must be a date",
        ),
        (
            MINIMAL | {"customer": {"consents": [{"given_at": NOW, "from": "soon"}]}},
            "$.customer.consents[0].from",
            "must be an instant",
        ),
        (MINIMAL | {"number": "+8613800138000"}, "$.number", "must be an object"),
        (MINIMAL | {"number": {"e164": 8613800138000}}, "$.number.e164", "must be a string"),
        (MINIMAL | {"case": ""}, "$.case", "must not be empty"),
        (MINIMAL | {"case": "\ud800"}, "$.case", "half a surrogate pair"),
        (MINIMAL | {"calls": {}}, "$.calls", "must be a list"),
        (MINIMAL | {"calls": [CALL, CALL, CALL | {"at": "2026-11-21T15:00:00"}]}, "$.calls[2].at", "needs an offset"),
        (MINIMAL | {"calls": [without(CALL, "result")]}, "$.calls[0].result", "is missing"),
        (MINIMAL | {"calls": [CALL | {"result": "engaged"}]}, "$.calls[0].result", "must be one of not_placed, failed"),
        (MINIMAL | {"calls": [CALL | {"result": ["busy"]}]}, "$.calls[0].result", "must be one of"),
        (MINIMAL | {"calls": [CALL | {"direction": "up"}]}, "$.calls[0].direction", "outbound, inbound"),
        (MINIMAL | {"calls": [CALL | {"cases": ["A", 1]}]}, "$.calls[0].cases[1]", "must be a string"),
        (MINIMAL | {"release": {"granted_at": NOW}}, "$.release.expires_at", "is missing"),
    ],
)
def test_names_the_place_in_the_document(document: object, path: str, message: str) -> None:
    error = error_in(document)
    assert error.path == path
    assert message in error.message
    assert str(error) == f"{path}: {error.message}"


@pytest.mark.parametrize(
    ("policy", "path", "message"),
    [
        ("cn-strict", "$.policy", "must be an object"),
        ({}, "$.policy.name", "is missing"),
        ({"name": 1}, "$.policy.name", "must be a string"),
        ({"limit": []}, "$.policy.limit", "is not known here"),
        ({"default_time_zone": "Asia"}, "$.policy.default_time_zone", "is not a known time zone"),
        ({"windows": [without(WINDOW, "days")]}, "$.policy.windows[0].days", "is missing"),
        ({"windows": [WINDOW | {"days": ["Monday"]}]}, "$.policy.windows[0].days[0]", "must be one of mon, tue"),
        ({"windows": [WINDOW | {"opens": "9:00"}]}, "$.policy.windows[0].opens", "must be a time of day"),
        ({"windows": [WINDOW | {"opens": "24:00"}]}, "$.policy.windows[0].closes", "must lie after"),
        ({"windows": [WINDOW | {"opens": "18:00"}]}, "$.policy.windows[0].closes", "must lie after"),
        ({"windows": [WINDOW | {"closes": "24:01"}]}, "$.policy.windows[0].closes", "must be a time of day"),
        ({"windows": [WINDOW | {"closes": 1080}]}, "$.policy.windows[0].closes", "must be a time of day"),
        ({"closing_margin_minutes": -1}, "$.policy.closing_margin_minutes", "must be at least 0"),
        ({"closing_margin_minutes": 1.0}, "$.policy.closing_margin_minutes", "must be a whole number"),
        ({"closing_margin_minutes": True}, "$.policy.closing_margin_minutes", "must be a whole number"),
        ({"closing_margin_minutes": 2**53}, "$.policy.closing_margin_minutes", "at most 9007199254740991"),
        ({"dates": [{"date": "2027-02-17"}]}, "$.policy.dates[0].windows", "is missing"),
        ({"dates": [{"date": "2027-02-17", "windows": [WINDOW]}]}, "$.policy.dates[0].windows[0].days", "is not known"),
        ({"dates": [{"date": "2027-02-17", "windows": []}] * 2}, "$.policy.dates[1].date", "stands twice"),
        ({"public_holidays": "XX"}, "$.policy.public_holidays", "is not a country"),
        ({"public_holidays": "AUS"}, "$.policy.public_holidays", "is not a country"),
        ({"limits": [LIMIT, LIMIT | {"max": 3}]}, "$.policy.limits[1].id", "stands twice"),
        ({"limits": [without(LIMIT, "calendar_days")]}, "$.policy.limits[0]", "exactly one of"),
        ({"limits": [LIMIT | {"minutes": 5}]}, "$.policy.limits[0]", "exactly one of"),
        ({"limits": [LIMIT | {"lifetime": True}]}, "$.policy.limits[0]", "exactly one of"),
        ({"limits": [LIMIT | {"lifetime": 1}]}, "$.policy.limits[0].lifetime", "must be true or false"),
        ({"limits": [LIMIT | {"calendar_days": 0}]}, "$.policy.limits[0].calendar_days", "must be at least 1"),
        ({"limits": [LIMIT | {"release_max": 2}]}, "$.policy.limits[0].release_max", "must be above `max`"),
        ({"limits": [LIMIT | {"max": "2"}]}, "$.policy.limits[0].max", "must be a whole number"),
        ({"limits": [LIMIT | {"per": "agent"}]}, "$.policy.limits[0].per", "must be one of customer, case"),
        ({"limits": [without(LIMIT, "counts")]}, "$.policy.limits[0].counts", "is missing"),
        ({"gaps": [GAP, GAP]}, "$.policy.gaps[1].id", "stands twice"),
        ({"gaps": [GAP | {"minutes": 0}]}, "$.policy.gaps[0].minutes", "must be at least 1"),
        ({"cooldowns": [COOLDOWN, COOLDOWN]}, "$.policy.cooldowns[1].id", "stands twice"),
        ({"cooldowns": [COOLDOWN | {"directions": ["in"]}]}, "$.policy.cooldowns[0].directions[0]", "must be one of"),
        ({"consent": {"lifts": ["do_not_call"]}}, "$.policy.consent.lifts[0]", "must be one of windows, limits"),
        ({"consent": {"uncounted": None}}, "$.policy.consent.uncounted", "must be true or false"),
    ],
)
def test_names_the_place_in_the_policy(policy: object, path: str, message: str) -> None:
    named = {"name": "p", **policy} if isinstance(policy, dict) and policy else policy
    with pytest.raises(GuardInputError) as caught:
        parse_policy(named)
    assert caught.value.path == path
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (1, "$: must be an object"),
        ({"now": NOW}, "$.policy: is missing"),
        (MINIMAL | {"colour": 1}, "$.colour: is not known here"),
        (MINIMAL | {"now": "today"}, "$.now: must be an instant such as 2026-11-21T15:00:00+08:00"),
        (MINIMAL | {"now": "2026-11-21T15:00:00"}, "$.now: needs an offset from UTC such as +08:00 or Z"),
        (MINIMAL | {"now": "2026-11-31T15:00:00Z"}, "$.now: is not an instant: day is out of range for month"),
        (
            MINIMAL | {"now": "0001-01-01T00:00:00+08:00"},
            "$.now: is not an instant: the instant lies outside the years 1 to 9999",
        ),
        (MINIMAL | {"case": 1}, "$.case: must be a string"),
        (MINIMAL | {"case": ""}, "$.case: must not be empty"),
        (MINIMAL | {"case": "\ud800"}, "$.case: must not contain half a surrogate pair"),
        (MINIMAL | {"calls": {}}, "$.calls: must be a list"),
        (
            MINIMAL | {"calls": [CALL | {"direction": "up"}]},
            "$.calls[0].direction: must be one of outbound, inbound",
        ),
        (MINIMAL | {"customer": {"time_zones": ["Mars"]}}, "$.customer.time_zones[0]: is not a known time zone"),
        (MINIMAL | {"customer": {"time_zones": ["localtime"]}}, "$.customer.time_zones[0]: is not a known time zone"),
        (
            MINIMAL | {"customer": {"blackouts": [WINDOW | {"last_day": "soon"}]}},
            "$.customer.blackouts[0].last_day: must be a date such as 2027-02-17",
        ),
        (
            MINIMAL | {"customer": {"blackouts": [WINDOW | {"last_day": "2026-11-31"}]}},
            "$.customer.blackouts[0].last_day: is not a date: day is out of range for month",
        ),
        (
            MINIMAL | {"customer": {"blackouts": [WINDOW | {"opens": "9:00"}]}},
            "$.customer.blackouts[0].opens: must be a time of day such as 09:30, 24:00 at the latest",
        ),
        (MINIMAL | {"policy": []}, "$.policy: must name at least one policy"),
        (MINIMAL | {"policy": ["none"]}, "$.policy[0]: is not the name of a preset"),
        (ruled(closing_margin_minutes=1.5), "$.policy.closing_margin_minutes: must be a whole number"),
        (
            ruled(closing_margin_minutes=-1),
            "$.policy.closing_margin_minutes: must be at least 0 and at most 9007199254740991",
        ),
        (ruled(windows=[WINDOW | {"opens": "18:00"}]), "$.policy.windows[0].closes: must lie after `opens`"),
        (ruled(public_holidays="XX"), "$.policy.public_holidays: is not a country whose public holidays are known"),
        (ruled(consent={"uncounted": 1}), "$.policy.consent.uncounted: must be true or false"),
        (ruled(gaps=[GAP, GAP]), "$.policy.gaps[1].id: stands twice"),
        (
            ruled(limits=[LIMIT | {"minutes": 5}]),
            "$.policy.limits[0]: needs exactly one of `calendar_days`, `minutes` and `lifetime`",
        ),
        (ruled(limits=[LIMIT | {"release_max": 2}]), "$.policy.limits[0].release_max: must be above `max`"),
    ],
)
def test_says_word_for_word_what_is_wrong(document: object, message: str) -> None:
    assert str(error_in(document)) == message


@pytest.mark.parametrize("half", ["\ud800", "案\udfff"], ids=["first", "last"])
def test_takes_text_in_any_script_but_no_half_of_a_pair(half: str) -> None:
    assert parse_question(MINIMAL | {"case": "案件 é 😀"}, load_preset).case == "案件 é 😀"
    assert error_in(MINIMAL | {"case": half}).message == "must not contain half a surrogate pair"


def test_begins_the_path_where_the_caller_says() -> None:
    with pytest.raises(GuardInputError, match=r"^\$\.name: is missing$"):
        parse_policy({}, "$")


def test_fills_in_what_may_be_left_out() -> None:
    question = parse_question({"policy": {"name": "p"}, "now": NOW, "calls": [CALL | {"cases": ["A"]}]}, load_preset)
    assert question.policies == (Policy("p"),)
    assert question.policies[0].default_time_zone == "Asia/Shanghai"
    assert (question.customer.time_zones, question.case, question.release) == ((), None, None)
    [made] = question.calls
    assert (made.direction, made.discussed, made.number, made.result) == (
        Direction.OUTBOUND,
        ("A",),
        None,
        CallResult.BUSY,
    )


def test_reads_the_contracts_own_example_in_full_form() -> None:
    full = {
        "name": "example",
        "default_time_zone": "Asia/Shanghai",
        "windows": [{"days": [day.value for day in Weekday], "opens": "10:00", "closes": "18:00"}],
        "closing_margin_minutes": 0,
        "dates": [
            {"date": "2027-02-17", "windows": []},
            {"date": "2027-02-20", "windows": [{"opens": "13:00", "closes": "24:00"}]},
        ],
        "public_holidays": None,
        "limits": [
            LIMIT | {"release_max": 3},
            without(LIMIT, "calendar_days") | {"id": "m", "minutes": 9},
            without(LIMIT, "calendar_days") | {"id": "n", "lifetime": True},
        ],
        "gaps": [GAP],
        "cooldowns": [COOLDOWN | {"directions": ["outbound", "inbound"]}],
        "consent": {
            "calendar_days": 7,
            "ends_after": ["conversation"],
            "uncounted": True,
            "lifts": ["limits", "cooldowns"],
            "lifts_with_release": [],
        },
    }
    full["limits"][1:] = [limit | {"release_max": None} for limit in full["limits"][1:]]  # type: ignore[index]
    policy = parse_policy(full)
    assert policy.as_json() == full
    assert policy.windows == (Window(tuple(Weekday), Hours(600, 1080)),)
    assert policy.consent is not None
    assert policy.consent.lifts_with_release == ()


def test_reads_instants_with_any_offset_to_the_microsecond() -> None:
    texts = ["2026-11-21T15:00:00.000001+08:00", "2026-11-21T07:00:00.000001Z", "2026-11-20T20:00:00.000001-11:00"]
    nows = {parse_question(MINIMAL | {"now": text}, load_preset).now.isoformat() for text in texts}
    assert nows == {"2026-11-21T07:00:00.000001+00:00"}
    assert parse_question(MINIMAL | {"now": "2026-11-21T15:00+08:00"}, load_preset).now.hour == 7


def test_the_digest_tells_policies_apart_but_not_ways_to_write_one() -> None:
    short = parse_policy({"name": "p"})
    spelled_out = parse_policy({"name": "p", "windows": [], "consent": None, "closing_margin_minutes": 0})
    assert digest(short) == digest(spelled_out)
    assert digest(short) != digest(parse_policy({"name": "p", "closing_margin_minutes": 1}))
    assert digest(short) != digest(Policy("p", consent=ConsentTerms()))


def test_the_digest_is_that_of_the_canonical_form() -> None:
    # For strings, small integers and nulls RFC 8785 is what json writes with sorted keys and no white space.
    canonical = json.dumps(_full("p"), separators=(",", ":"), sort_keys=True)
    assert digest(parse_policy({"name": "p"})) == f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"


def _full(name: str) -> dict[str, object]:
    lists: dict[str, object] = {key: [] for key in ("windows", "dates", "limits", "gaps", "cooldowns")}
    return {
        "name": name,
        "default_time_zone": "Asia/Shanghai",
        "closing_margin_minutes": 0,
        "public_holidays": None,
        "consent": None,
        **lists,
    }


def test_decodes_json() -> None:
    assert decoded('{"a": [1, {}], "b": {"a": "案件"}}'.encode()) == {"a": [1, {}], "b": {"a": "案件"}}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (b"", "is not valid JSON"),
        (b"{", "is not valid JSON"),
        (b"\xff\xfe{}", "is not UTF-8 at byte 0"),
        (b'{"a": 1, "b": {"d": 1, "c": 1, "c": 2}}', "the key 'c' stands twice"),
        (b'{"a": NaN}', "NaN is not a number"),
        (b'{"a": -Infinity}', "-Infinity is not a number"),
        (b"1" * 5000, "is not valid JSON"),
        (b"[" * 100_000, "is nested too deeply"),
    ],
)
def test_decodes_only_json(document: bytes, message: str) -> None:
    with pytest.raises(GuardInputError) as caught:
        decoded(document)
    assert caught.value.path == "$"
    assert message in caught.value.message


def test_says_word_for_word_why_it_is_not_json() -> None:
    texts = {b"[" * 100_000: "nested too deeply", b'{"a": NaN}': "not valid JSON: NaN is not a number in JSON"}
    for document, why in texts.items():
        with pytest.raises(GuardInputError, match=rf"^\$: is {why}$"):
            decoded(document)
