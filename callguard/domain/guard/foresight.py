"""What can be known beforehand of when a call may be made, apart from the calling hours."""

from dataclasses import dataclass
from datetime import datetime

from callguard.domain.guard.barrier import Released, first_opening, first_standing
from callguard.domain.guard.instants import HORIZON, LONG_AGO, NEVER, instant, ticks
from callguard.domain.guard.page import rulebook
from callguard.domain.guard.policy import WINDOWS
from callguard.domain.guard.question import Question
from callguard.domain.guard.rules import hindrances
from callguard.domain.guard.spans import inside_from
from callguard.domain.guard.view import View


@dataclass(frozen=True, slots=True)
class Foresight:
    """Nothing but the windows stands against the call in `[allowed_from, sure_until)`.

    None: at no instant within 400 days. With `any_hour` a consent may open the windows: then they are taken into
    account like all else.
    """

    allowed_from: datetime | None
    sure_until: datetime | None
    any_hour: bool


def foresee(question: Question) -> Foresight:
    """From when on, and how long then, may this person be rung as far as the hours allow, nothing else happening?

    A release in force at the question's `now` counts until it ends; one that begins later does not.
    """
    now = question.tick
    stop = now + HORIZON
    until = _release_ends(question)
    views = [View(question, page) for page in rulebook(question.policies, question.customer.time_zones).pages]
    any_hour = any(_opens_windows(view, until) for view in views)
    against = [each for view in views for each in hindrances(view, {}, hours=any_hour)]
    gates = [Released(each.barrier, until) for each in against]
    allowed = first_opening(gates, now, stop, released=False)
    return Foresight(instant(allowed), instant(first_standing(gates, allowed, stop)), any_hour)


def _release_ends(question: Question) -> int:
    release = question.release
    return ticks(release.expires_at) if release is not None and question.is_released else LONG_AGO


def _opens_windows(view: View, release_ends: int) -> bool:
    away, eased = view.lifts(WINDOWS)
    return inside_from(away, view.now) < NEVER or inside_from(eased, view.now) < release_ends
