"""Documents for the guard, as mixed as a day's: presets, hours, up to six earlier calls, some customers' own wishes."""

import json
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from callguard.domain.attempt import CallResult
from callguard.domain.guard import Weekday, load_preset, preset_names

_FIRST = datetime(2026, 11, 1)  # noqa: DTZ001  # by the clocks of each policy's own zone
_DAYS = 30
_TEN_DAYS = 10 * 24 * 60
# Somebody asks between 07:00 and 23:00; about half of it is refused.
_FROM, _UNTIL = 7 * 60, 23 * 60


def documents(count: int, seed: int = 1) -> list[str]:
    """The documents as JSON Lines without their line ends; the same for the same seed."""
    random = Random(seed)  # noqa: S311 - nothing secret
    return [json.dumps(_document(random)) for _ in range(count)]


def _document(random: Random) -> dict[str, object]:
    policy = random.choice(preset_names())
    wall = _FIRST + timedelta(days=random.randrange(_DAYS), minutes=random.randrange(_FROM, _UNTIL))
    now = wall.replace(tzinfo=ZoneInfo(load_preset(policy).default_time_zone))
    return {
        "policy": policy,
        "now": now.isoformat(),
        "customer": _customer(random, now),
        "number": {"e164": "+8613800138000"},
        "case": "AS-1",
        "calls": [_call(random, now) for _ in range(random.randrange(7))],
    }


def _customer(random: Random, now: datetime) -> dict[str, object]:
    """Most customers are silent; one in ten each has closed hours of their own or consented, one in fifty objected."""
    mornings = {"days": list(Weekday), "opens": "09:00", "closes": "11:00"}
    yesterday = (now - timedelta(days=1)).isoformat()
    wishes = {
        "blackouts": (10, mornings),
        "consents": (10, {"given_at": yesterday}),
        "do_not_call": (50, {"since": yesterday}),
    }
    return {key: [wish] for key, (one_in, wish) in wishes.items() if random.randrange(one_in) == 0}


def _call(random: Random, now: datetime) -> dict[str, object]:
    at = now - timedelta(minutes=random.randrange(_TEN_DAYS))
    return {"at": at.isoformat(), "cases": ["AS-1"], "result": random.choice(list(CallResult))}
