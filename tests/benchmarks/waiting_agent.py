"""How soon after it may be made a call is offered to an agent who has nothing to do and asks again and again."""

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from callguard.clock import Clock, shifted_clock
from callguard.db.models import Callback
from callguard.domain.callback import CallbackStatus
from callguard.services.leases import release_lease
from callguard.services.queue.claiming import next_for
from tests.benchmarks.figure import Figure
from tests.house import NOW, House, kept_database

POLL, TRIALS = 0.25, 20


def measure(url: str) -> Iterator[Figure]:
    """Milliseconds from the asking that could give it, by the median of twenty."""
    clock = shifted_clock(NOW, datetime.now(UTC))
    house = House(kept_database(url, clock=clock))
    taken = [_offered_after(house, clock, number) for number in range(TRIALS)]
    house.database.close()
    usual, worst = statistics.median(taken), max(taken)
    value = f"one poll plus {usual * 1000:.0f} ms, at worst {worst * 1000:.0f} ms"
    beside, wanted = f"one poll ({POLL * 1000:.0f} ms)", "one poll plus 50 ms"
    yield Figure("from may be called to is offered", value, beside, (POLL + usual) / POLL, wanted)


def _offered_after(house: House, clock: Clock, number: int) -> float:
    """Seconds from the first asking after the call came due to the commit of the claim that gave it."""
    due_at = clock() + timedelta(seconds=POLL * (2 + number / TRIALS))
    callback_id = house.callback(phone=f"+861390013{8000 + number}", due_at=due_at)
    asked_at = time.monotonic()
    while not _claims(house, clock()):
        asked_at += POLL
        time.sleep(max(0.0, asked_at - time.monotonic()))
    taken = min(time.monotonic() - asked_at, (clock() - due_at).total_seconds())
    with house.writing() as session:
        callback = session.get_one(Callback, callback_id)
        release_lease(callback)
        callback.status = CallbackStatus.DONE
    return taken


def _claims(house: House, now: datetime) -> bool:
    return next_for(house.database, house.vault, house.settings, house.agent, now) is not None
