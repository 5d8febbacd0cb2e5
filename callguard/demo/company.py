"""Plays the fortnight before an instant into an empty database."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import update
from sqlalchemy.orm import Session

from callguard.db.models import Notification
from callguard.db.vault import Vault
from callguard.demo.acts import Story
from callguard.demo.customers import Person, invented_people
from callguard.demo.office import Office
from callguard.demo.practice import practised
from callguard.demo.scenes import SCENES, cast, opening, trouble
from callguard.demo.staff import hire_staff
from callguard.settings import Settings

Progress = Callable[[int, int], None]
"""Told how many stories of how many are played."""

HIRED_BEFORE = timedelta(days=400)
UNREAD_SINCE = timedelta(hours=6)
"""What is older has been read."""


def load_company(
    session: Session,
    vault: Vault,
    settings: Settings,
    now: datetime,
    *,
    seed: int = 1,
    on_progress: Progress = lambda _done, _all: None,
) -> None:
    """Fills an empty database with the company as it stands at `now`; the same for the same seed and instant."""
    random = Random(seed)  # noqa: S311 - invented data, nothing secret
    staff = hire_staff(session, now - HIRED_BEFORE)
    office = Office(session, vault, settings, random, staff, now)
    _play(office, [*_stories(office), *practised(office)], on_progress)
    _take_note(session, now - UNREAD_SINCE)


def _take_note(session: Session, before: datetime) -> None:
    """Everybody has read what they were told earlier."""
    earlier = update(Notification).where(Notification.created_at < before)
    session.execute(earlier.values(read_at=Notification.created_at))


def _stories(office: Office) -> Iterator[Story]:
    people, known = invented_people(office.random), list[Person]()
    for scene in SCENES:
        for _ in range(scene.times):
            person = cast(scene, office.random.choice(known) if scene.known else next(people))
            known.append(person)
            opened_at = opening(office.random, scene, office.now)
            yield scene.plot(office, trouble(office.random, scene, person, opened_at, office.now), opened_at)


def _play(office: Office, stories: Sequence[Story], on_progress: Progress) -> None:
    """Goes from instant to instant, always on with the story that is next, until the present is reached."""
    waiting = [(next(story), number) for number, story in enumerate(stories)]
    heapq.heapify(waiting)
    while waiting:
        office.at, number = heapq.heappop(waiting)
        goes_on_at = next(stories[number], None) if office.at <= office.now else None
        if goes_on_at is not None:
            heapq.heappush(waiting, (goes_on_at, number))
        else:
            on_progress(len(stories) - len(waiting), len(stories))
