"""A question written down, every field at its place."""

from typing import Any

import pytest

from callguard.domain.guard import Policy, Question, load_preset, parse_question, policies_key
from tests.domain.guard.asking import moment

RULES: dict[str, Any] = load_preset("cn-strict").as_json()
FULL: dict[str, Any] = {
    "policy": [RULES | {"name": "p"}, RULES | {"name": "q"}],
    "now": "2026-11-21T07:00:00+00:00",
    "customer": {
        "time_zones": ["Asia/Shanghai", "Asia/Tokyo"],
        "do_not_call": [
            {
                "since": "2026-11-01T01:00:00+00:00",
                "until": "2026-11-02T02:00:00+00:00",
                "case": "AS-1",
                "shop": "S-1",
            }
        ],
        "blackouts": [
            {
                "days": ["mon", "sat"],
                "opens": "15:00",
                "closes": "17:30",
                "since": "2026-11-03T03:00:00+00:00",
                "last_day": "2026-12-31",
            }
        ],
        "consents": [
            {
                "given_at": "2026-11-04T04:00:00+00:00",
                "case": "AS-2",
                "from": "2026-11-05T05:00:00+00:00",
                "until": "2026-11-06T06:00:00+00:00",
                "revoked_at": "2026-11-07T07:00:00+00:00",
            }
        ],
    },
    "number": {"e164": "+8613800138000", "expires_at": "2026-11-08T08:00:00+00:00"},
    "case": "AS-3",
    "shop": "S-2",
    "calls": [
        {
            "at": "2026-11-09T09:00:00+00:00",
            "direction": "inbound",
            "number": "+8613800138001",
            "shop": "S-3",
            "cases": ["AS-4", "AS-5"],
            "discussed": ["AS-6"],
            "result": "voicemail",
        }
    ],
    "release": {"granted_at": "2026-11-10T10:00:00+00:00", "expires_at": "2026-11-11T11:00:00+00:00"},
}
BARE: dict[str, Any] = {
    "policy": RULES,
    "now": "2026-11-21T07:00:00+00:00",
    "customer": {"time_zones": [], "do_not_call": [], "blackouts": [], "consents": []},
    "number": None,
    "case": None,
    "shop": None,
    "calls": [],
    "release": None,
}
ENTRIES = {
    "do_not_call": {"since": "2026-11-01T01:00:00+00:00", "until": None, "case": None, "shop": None},
    "blackouts": {"days": ["mon"], "opens": "15:00", "closes": "24:00", "since": None, "last_day": None},
    "consents": {
        "given_at": "2026-11-04T04:00:00+00:00",
        "case": None,
        "from": None,
        "until": None,
        "revoked_at": None,
    },
}
OPEN = BARE | {
    "customer": {"time_zones": []} | {key: [entry] for key, entry in ENTRIES.items()},
    "number": {"e164": "+8613800138000", "expires_at": None},
}


@pytest.mark.parametrize("document", [FULL, BARE, OPEN], ids=["full", "bare", "open"])
def test_is_written_as_it_was_read(document: dict[str, Any]) -> None:
    assert parse_question(document, load_preset).as_json() == document


def test_leaves_out_the_calls_that_come_later_and_sorts_the_others() -> None:
    at = [moment(text) for text in ("11-21 15:00:00.000001", "11-21 15:00", "11-21 14:00")]
    calls = [{"at": each.isoformat(), "result": "busy"} for each in at]
    question = parse_question(BARE | {"now": at[1].isoformat(), "calls": calls}, load_preset)
    assert [call.at for call in question.earlier] == [at[2], at[1]]


def test_the_key_of_policies_tells_lists_of_rules_apart() -> None:
    strict, lenient = load_preset("cn-strict"), load_preset("cn-after-sales")
    lists = [[strict], [lenient], [strict, lenient], [lenient, strict], [Policy("cn-strict")]]
    keys = [policies_key(policies) for policies in lists]
    assert len(set(keys)) == len(lists)
    assert {len(key) for key in keys} == {16}
    assert policies_key([strict]) == keys[0]


def test_a_question_holds_at_least_one_policy() -> None:
    with pytest.raises(ValueError, match=r"^a question needs a policy$"):
        Question((), moment("11-21 15:00"))
