"""A supervisor's leave for the last call to a customer."""

from datetime import datetime, timedelta

from callguard.domain.role import Role

VALID_FOR = timedelta(hours=2)
"""How long a release lasts: for the call that was asked about, not for tomorrow's."""

RELEASING_ROLES = frozenset({Role.SUPERVISOR, Role.MANAGER})
"""Who may release the last call: "the third is the last and needs a supervisor's release" (domain.md)."""


def release_ends_at(granted_at: datetime) -> datetime:
    """The first instant at which the release no longer holds."""
    return granted_at + VALID_FOR
