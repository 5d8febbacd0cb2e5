"""What somebody is told inside the application."""

from enum import StrEnum


class NotificationKind(StrEnum):
    """What a notification is about."""

    LEASE_LOST = "lease_lost"
    OUTCOME_OWED = "outcome_owed"
    PROMISE_DUE = "promise_due"
    PROMISE_MISSED = "promise_missed"
    PROMISE_MOVED = "promise_moved"
    RELEASE_DECIDED = "release_decided"
    SENIOR_NAMED = "senior_named"
    CASE_RAISED = "case_raised"
    CALL_WENT_BADLY = "call_went_badly"
    NEVER_CALLABLE = "never_callable"
    MORNING_DIGEST = "morning_digest"
    DAY_PLAN = "day_plan"
    EVENING_REMINDER = "evening_reminder"
    PRACTICE_ASKED = "practice_asked"
    PRACTICE_SET = "practice_set"
    PRACTICE_SCORED = "practice_scored"
