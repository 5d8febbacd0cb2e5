"""Documents for the guard, as mixed as a day's: presets, hours, and up to six earlier calls."""

import json
from datetime import datetime, timedelta, timezone
from random import Random

from callguard.domain.attempt import CallResult
from callguard.domain.guard import preset_names

_CHINA = timezone(timedelta(hours=8))
_FIRST = datetime(2026, 11, 1, tzinfo=_CHINA)
_MONTH = 30 * 24 * 60
_TEN_DAYS = 10 * 24 * 60


def documents(count: int, seed: int = 1) -> list[str]:
    """The documents as JSON Lines without their line ends; the same for the same seed."""
    random = Random(seed)  # noqa: S311 - nothing secret
    return [json.dumps(_document(random)) for _ in range(count)]


def _document(random: Random) -> dict[str, object]:
    now = _FIRST + timedelta(minutes=random.randrange(_MONTH))
    return {
        "policy": random.choice(preset_names()),
        "now": now.isoformat(),
        "number": {"e164": "+8613800138000"},
        "case": "AS-1",
        "calls": [_call(random, now) for _ in range(random.randrange(7))],
    }


def _call(random: Random, now: datetime) -> dict[str, object]:
    at = now - timedelta(minutes=random.randrange(_TEN_DAYS))
    return {"at": at.isoformat(), "cases": ["AS-1"], "result": random.choice(list(CallResult))}
