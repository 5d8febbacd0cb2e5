"""Whose a call is alone, and until when."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from callguard.domain.callback import Binding, bound_until

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2026, 11, 20, 16, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 21)


def test_a_promise_is_its_agents_for_an_hour_past_its_time() -> None:
    assert bound_until(NOW) == NOW + HOUR


@pytest.mark.parametrize(
    ("until_at", "agent_id", "kept_out"),
    [(None, 2, True), (NOW + HOUR, 2, True), (NOW, 2, False), (NOW + HOUR, 1, False)],
)
def test_keeps_out_everybody_else_until_it_ends(until_at: datetime | None, agent_id: int, kept_out: bool) -> None:
    assert Binding(1, until_at).keeps_out(agent_id, NOW) is kept_out


@pytest.mark.parametrize(
    ("days_off", "due_at", "until_at", "left", "why"),
    [
        ([], NOW, NOW + HOUR, NOW + HOUR, "at work"),
        ([TODAY], NOW, NOW + HOUR, None, "away when it is to be made"),
        ([TODAY], NOW - 24 * HOUR, None, None, "away today, and it is due since yesterday"),
        ([TODAY], NOW + 24 * HOUR, None, "unchanged", "back when it is due"),
        ([TOMORROW], NOW + 24 * HOUR, NOW + 25 * HOUR, None, "tomorrow is known today"),
        ([TOMORROW], NOW, None, MIDNIGHT, "away from midnight on"),
        ([TOMORROW], NOW, NOW + HOUR, NOW + HOUR, "over before that"),
        ([TOMORROW], NOW, NOW + 48 * HOUR, MIDNIGHT, "would last longer"),
        ([date(2026, 11, 19)], NOW, None, "unchanged", "that day is past"),
    ],
)
def test_a_day_off_ends_it(
    days_off: list[date], due_at: datetime, until_at: datetime | None, left: object, why: str
) -> None:
    found = Binding(1, until_at).besides(days_off, due_at, SHANGHAI, NOW)
    if left is None:
        assert found is None, why
    else:
        assert found == Binding(1, until_at if left == "unchanged" else left), why  # type: ignore[arg-type]
