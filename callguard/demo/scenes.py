"""How often each story is told, and about what kind of trouble."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from random import Random

from callguard.demo import stories, today
from callguard.demo.acts import Plot
from callguard.demo.customers import Line, Person
from callguard.demo.intake import Trouble
from callguard.demo.words import Complaint, Goods, complaints_about_anything, sold_things
from callguard.domain.case import Escalation, IssueType

_MATERIAL = frozenset({IssueType.WRONG_ITEM, IssueType.SHORT_ITEM, IssueType.DAMAGE, IssueType.QUALITY_DOUBT})
_WITHOUT_MONEY = frozenset({IssueType.IN_TRANSIT, IssueType.REFUND_NOT_RECEIVED, IssueType.NOT_SHIPPED})
_SAFETY = frozenset({IssueType.PERSONAL_SAFETY})
_REVIEW = frozenset({IssueType.BAD_REVIEW})
_ORDINARY = frozenset(IssueType) - _SAFETY


@dataclass(frozen=True)
class Scene:
    """A plot played `times` times; its cases came in between `oldest` and `newest` hours before the present.

    `due_in` hours is when the platform decides by itself, counted from the present; None leaves it to the usual days.
    """

    plot: Plot
    times: int
    oldest: float
    newest: float
    issue_types: frozenset[IssueType] = _ORDINARY
    escalation: Escalation = Escalation.NONE
    due_in: tuple[float, float] | None = None
    line: Line | None = None
    virtual_for: timedelta | None = None
    time_zone: str | None = None
    known: bool = False
    """Whether it happens to customers who had a case before, in whichever shop."""


SCENES = (
    # The fortnight.
    Scene(stories.closed_online, 45, 330, 6),
    Scene(stories.settled, 50, 330, 4),
    Scene(stories.explained_away, 14, 330, 4, _WITHOUT_MONEY),
    Scene(stories.settled_at_second_try, 14, 320, 24),
    Scene(stories.wants_time, 9, 320, 30),
    Scene(stories.approved, 8, 300, 20, _MATERIAL),
    Scene(stories.countered, 4, 300, 20, _MATERIAL),
    Scene(stories.rejected, 3, 300, 20, _MATERIAL),
    Scene(stories.refused, 6, 300, 30),
    Scene(stories.threatens_complaint, 3, 250, 8, escalation=Escalation.COMPLAINT),
    Scene(stories.abusive, 2, 250, 30),
    Scene(stories.wrong_number, 4, 250, 20),
    Scene(stories.somebody_else, 4, 250, 30),
    Scene(stories.number_found, 3, 200, 30, line=Line.NONE),
    Scene(stories.not_to_be_called, 4, 200, 90),
    # Today.
    Scene(stories.untouched, 30, 19, 1),
    Scene(stories.untouched, 8, 44, 21),
    Scene(stories.untouched, 4, 30, 1, _SAFETY, Escalation.SAFETY),
    Scene(stories.untouched, 2, 30, 2, escalation=Escalation.REGULATOR),
    Scene(stories.untouched, 4, 19, 2, escalation=Escalation.COMPLAINT),
    Scene(stories.untouched, 7, 60, 20, due_in=(1.5, 9)),
    Scene(stories.untouched, 6, 19, 2, _REVIEW),
    Scene(stories.untouched, 8, 40, 1, line=Line.NONE),
    Scene(stories.untouched, 5, 20, 2, line=Line.VIRTUAL, virtual_for=timedelta(hours=22)),
    Scene(stories.untouched, 6, 19, 2, known=True),
    Scene(stories.untouched, 3, 19, 2, time_zone="Asia/Urumqi"),
    Scene(stories.untouched, 2, 19, 2, time_zone="Europe/London"),
    Scene(today.too_soon, 5, 40, 5),
    Scene(today.promised_today, 8, 40, 16),
    Scene(today.promised_and_due, 3, 40, 16),
    Scene(today.last_call_left, 2, 40, 16),
    Scene(today.release_asked, 2, 40, 16),
    Scene(today.release_granted, 1, 40, 16),
    Scene(today.release_refused, 1, 40, 16),
    Scene(today.not_at_these_hours, 8, 40, 4),
    Scene(today.on_a_desk, 2, 20, 4),
    Scene(today.in_a_call, 1, 20, 4),
    Scene(today.waits_for_senior, 2, 20, 4, _MATERIAL),
    # Surveys: behind the rest, which they leave as it was.
    Scene(stories.asked_afterwards, 8, 300, 90, _WITHOUT_MONEY),
    Scene(stories.dissatisfied_afterwards, 2, 200, 90, _WITHOUT_MONEY),
    Scene(today.asked_today, 3, 90, 60, _WITHOUT_MONEY),
)


def trouble(random: Random, scene: Scene, person: Person, opened_at: datetime, now: datetime) -> Trouble:
    """Something that can have gone wrong in such a scene."""
    issue_type = random.choice([one for one in IssueType if one in scene.issue_types])
    goods, complaint = random.choice(_pairs(issue_type))
    return Trouble(goods, complaint, person, scene.escalation, _deadline(random, scene, opened_at, now))


def opening(random: Random, scene: Scene, now: datetime) -> datetime:
    """When one of the scene's cases came in."""
    return now - timedelta(hours=random.uniform(scene.newest, scene.oldest))


def cast(scene: Scene, person: Person) -> Person:
    """The person, reachable the way the scene needs it."""
    return replace(
        person,
        line=scene.line or person.line,
        virtual_for=scene.virtual_for or person.virtual_for,
        time_zone=scene.time_zone or person.time_zone,
    )


def _deadline(random: Random, scene: Scene, opened_at: datetime, now: datetime) -> datetime:
    if scene.due_in is None:
        return opened_at + timedelta(days=random.randrange(3, 6), minutes=random.randrange(600))
    return now + timedelta(hours=random.uniform(*scene.due_in))


@cache
def _pairs(issue_type: IssueType) -> tuple[tuple[Goods, Complaint], ...]:
    """Every complaint of this type with all the goods it can be about."""
    own = [(goods, one) for goods, complaints in sold_things() for one in complaints]
    anything = [(goods, one) for goods, _ in sold_things() for one in complaints_about_anything()]
    return tuple(pair for pair in own + anything if pair[1].issue_type is issue_type)
