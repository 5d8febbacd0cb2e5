"""What runs when: the whole of it."""

from dataclasses import dataclass
from datetime import time, timedelta

from callguard.jobs.tasks import (
    cancel_lapsed_surveys,
    follow_policies,
    move_refused_calls,
    send_day_plans,
    send_evening_reminders,
    send_morning_digests,
    turn_queue,
)
from callguard.jobs.triggers import Daily, Every
from callguard.jobs.turn import Task, in_one_transaction
from callguard.services.approvals import climb_overdue
from callguard.services.lapsed_leases import release_lapsed_leases
from callguard.services.permits import expire_permits
from callguard.services.promised_calls import remind_of_promised_calls


@dataclass(frozen=True)
class Job:
    """One line of the table; daily times are on the wall in the installation's zone (settings, `display_tz`)."""

    name: str
    task: Task
    trigger: Every | Daily


JOBS = (
    Job("queue_turns", turn_queue, Every(timedelta(seconds=1))),
    Job("queue_policies", follow_policies, Every(timedelta(seconds=15))),
    Job("lapsed_leases", in_one_transaction(release_lapsed_leases), Every(timedelta(seconds=5))),
    Job("forgotten_permits", in_one_transaction(expire_permits), Every(timedelta(seconds=5))),
    Job("overdue_approvals", in_one_transaction(climb_overdue), Every(timedelta(seconds=5))),
    Job("promised_calls", in_one_transaction(remind_of_promised_calls), Every(timedelta(seconds=15))),
    # Each customer's closing time is the guard's affair: looking once a minute meets them all, 18:00 too.
    Job("refused_calls", move_refused_calls, Every(timedelta(minutes=1))),
    Job("lapsed_surveys", cancel_lapsed_surveys, Every(timedelta(minutes=1))),
    Job("morning_digest", send_morning_digests, Daily(time(10), until=time(17, 30))),
    Job("day_plan", send_day_plans, Daily(time(10), until=time(17, 30))),
    Job("evening_reminder", send_evening_reminders, Daily(time(17, 30), until=time(18))),
)
