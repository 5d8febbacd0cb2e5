"""An answer written down as the contract has it."""

from callguard.domain.guard import digest, parse_policy
from tests.domain.guard.asking import ask, at, call

EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
POLICY: dict[str, object] = {
    "name": "example",
    "windows": [{"days": EVERY_DAY, "opens": "10:00", "closes": "18:00"}],
    "limits": [
        {"id": "hourly", "max": 1, "release_max": 3, "per": "customer", "minutes": 120, "counts": ["no_answer"]},
        {"id": "lifetime", "max": 9, "per": "customer", "lifetime": True, "counts": ["no_answer"]},
    ],
}


def test_is_written_as_the_contract_has_it() -> None:
    customer = {"time_zones": ["Asia/Tokyo", "Asia/Shanghai"]}
    made = [call(f"11-21 14:{minute}:00.5") for minute in (10, 20, 30)]
    assert ask("11-21 15:00", POLICY, made, customer=customer).as_json() == {
        "verdict": "refuse",
        "refusals": [
            {
                "policy": "example",
                "rule": "limits",
                "id": "hourly",
                "releasable": False,
                "until": "2026-11-21T17:30:00.500000+09:00",
                "counted": [f"2026-11-21T15:{minute}:00.500000+09:00" for minute in (10, 20, 30)],
                "message": {
                    "zh": "最近 2 小时已打 3 次，上限 3 次。今天 17:30:00 解除。",
                    "en": "3 calls made within 2 hours; the limit is 3. This ends today at 17:30:00.",
                },
            }
        ],
        "next_allowed_at": "2026-11-21T17:30:00.500000+09:00",
        "next_releasable_at": "2026-11-21T17:10:00.500000+09:00",
        "calls_left": {"hourly": {"free": 0, "with_release": 0}, "lifetime": {"free": 6, "with_release": 6}},
        "policies": [{"name": "example", "digest": digest(parse_policy(POLICY))}],
        "warnings": [],
    }


def test_is_written_with_nulls_where_nothing_ends() -> None:
    written = ask("11-21 15:00", customer={"do_not_call": [{"since": at("11-20 10:00")}]}).as_json()
    assert written == written | {"verdict": "refuse", "next_allowed_at": None, "next_releasable_at": None}
    refusal = written["refusals"][0]  # type: ignore[index]
    assert refusal == refusal | {"rule": "do_not_call", "id": None, "releasable": False, "until": None, "counted": []}
