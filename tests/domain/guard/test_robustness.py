"""Whatever comes in, an answer or a named error comes out."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callguard.domain.guard import GuardInputError, judge, load_preset, parse_question
from tests.domain.guard.documents import Document, documents

LAST, FIRST = "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00Z"
JUNK: list[object] = [
    None, True, 0, 1, -1, 1.5, 2**53 - 1, 2**53, 10**400, "", "x", "24:00", "23:59", "9999-12-31", "0001-01-01",
    LAST, FIRST, "2026-11-21T15:00:00", [], {}, ["A"], [LAST], "Pacific/Kiritimati", "cn-strict", "\ud800",
]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value inside."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inside for place in places(item, (*path, key)))]


def put(value: Any, path: tuple[Any, ...], junk: object) -> Any:
    if not path:
        return junk
    key, *rest = path
    changed = put(value[key], tuple(rest), junk)
    if isinstance(value, dict):
        return value | {key: changed}
    return [changed if index == key else item for index, item in enumerate(value)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents(), st.data())
def test_answers_or_names_the_error_whatever_stands_anywhere(document: Document, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from(places(document)))
        document = put(document, place, data.draw(st.sampled_from(JUNK)))
    assert json.dumps(outcome(document))


def outcome(document: Document) -> object:
    try:
        return judge(parse_question(document, load_preset)).as_json()
    except GuardInputError as error:
        return error.path


EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"])
@pytest.mark.parametrize("now", [FIRST, LAST])
def test_judges_at_both_ends_of_the_calendar(now: str, zone: str) -> None:
    longest = 2**53 - 1
    rules = {
        "windows": [{"days": EVERY_DAY, "opens": "10:00", "closes": "18:00"}],
        "public_holidays": "CN",
        "dates": [{"date": "9999-12-31", "windows": []}, {"date": "0001-01-01", "windows": []}],
        "limits": [
            {"id": "a", "max": 1, "per": "customer", "calendar_days": longest, "counts": ["busy"]},
            {"id": "b", "max": 1, "per": "customer", "minutes": longest, "counts": ["busy"]},
        ],
        "gaps": [{"id": "g", "after": ["busy"], "minutes": longest, "per": "customer"}],
        "cooldowns": [{"id": "c", "after": ["busy"], "calendar_days": longest, "per": "customer"}],
        "consent": {"calendar_days": longest, "lifts_with_release": ["windows", "limits", "gaps", "cooldowns"]},
    }
    document = {
        "policy": {"name": "p", **rules},
        "now": now,
        "customer": {
            "time_zones": [zone],
            "blackouts": [{"days": EVERY_DAY, "opens": "00:00", "closes": "24:00", "last_day": "9999-12-31"}],
            "consents": [{"given_at": FIRST, "from": FIRST, "until": LAST}],
        },
        "calls": [{"at": now, "result": "busy"}],
    }
    answer = judge(parse_question(document, load_preset))
    ends = {each.id: each.until for each in answer.refusals if each.id}
    assert ends == {"a": None, "b": None, "g": None, "c": None}
    assert json.dumps(answer.as_json())
