"""What lies before agents and their leaders in the morning, and what is left towards the evening."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from callguard.db.models import Approval, User
from callguard.db.vault import Vault
from callguard.domain.approval import ApprovalStatus
from callguard.domain.callback import CallbackKind
from callguard.domain.notification import NotificationKind
from callguard.services.days_off import today
from callguard.services.notifications import notify
from callguard.services.plan.day_plan import DayPlan
from callguard.services.queue.daily_list import ListedCallback, Standing, daily_list
from callguard.settings import Settings

_TODAY = (Standing.CALLABLE, Standing.WAITING)


@dataclass(frozen=True)
class DaySummary:
    """An agent's day as it stands now: counts, and the times promised to customers."""

    on: date
    callable_now: int
    still_today: int
    promised_at: tuple[datetime, ...]
    deadlines: int
    waiting_approvals: int


def day_summary(session: Session, vault: Vault, settings: Settings, agent: User, now: datetime) -> DaySummary:
    """Sums up the agent's daily list, and the requests of theirs that nobody has decided."""
    daily = daily_list(session, vault, settings, agent, now)
    still = daily.standing(*_TODAY)
    on = today(settings, now)
    return DaySummary(
        on=on,
        callable_now=len(daily.standing(Standing.CALLABLE)),
        still_today=len(still),
        promised_at=tuple(sorted(one.callback.due_at for one in still if one.callback.kind is CallbackKind.PROMISED)),
        deadlines=_cases_ending_on(on, daily.lines, ZoneInfo(settings.display_tz)),
        waiting_approvals=_undecided_requests(session, agent),
    )


def send_morning_digest(session: Session, agent: User, summary: DaySummary, now: datetime) -> None:
    """Tells the agent what the day brings, once a day."""
    facts = {"callable": summary.callable_now, "approvals": summary.waiting_approvals, **_pressing(summary)}
    notify(session, agent.id, NotificationKind.MORNING_DIGEST, summary.on.isoformat(), now, facts=facts)


def send_day_plan(session: Session, settings: Settings, leader: User, plan: DayPlan, now: datetime) -> None:
    """Tells a leader how many calls the day holds and how many of them can be made, once a day."""
    facts = {"due": plan.due, "fitting": plan.fitting}
    notify(session, leader.id, NotificationKind.DAY_PLAN, today(settings, now).isoformat(), now, facts=facts)


def send_evening_reminder(session: Session, agent: User, summary: DaySummary, now: datetime) -> None:
    """Tells the agent what must still be called today, once a day; nothing when nothing is left."""
    if summary.still_today:
        facts = {"left": summary.still_today, **_pressing(summary)}
        notify(session, agent.id, NotificationKind.EVENING_REMINDER, summary.on.isoformat(), now, facts=facts)


def _pressing(summary: DaySummary) -> dict[str, int | list[str]]:
    return {"deadlines": summary.deadlines, "promised": [at.isoformat() for at in summary.promised_at]}


def _cases_ending_on(on: date, lines: Iterable[ListedCallback], zone: ZoneInfo) -> int:
    cases = {line.callback.case for line in lines}
    return sum(case.deadline_at is not None and case.deadline_at.astimezone(zone).date() == on for case in cases)


def _undecided_requests(session: Session, agent: User) -> int:
    own = (Approval.requested_by_id == agent.id) & (Approval.status == ApprovalStatus.PENDING)
    return session.scalar(select(func.count()).select_from(Approval).where(own)) or 0
