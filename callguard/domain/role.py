"""Who works here, and who stands above whom."""

from enum import StrEnum

from callguard.domain.case import IssueType


class Role(StrEnum):
    """The roles of an after-sales team ("Who", domain.md), from the front line up."""

    AGENT = "agent"
    SPECIALIST = "specialist"
    TEAM_LEADER = "team_leader"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"

    @property
    def rank(self) -> int:
        """How senior: agent and specialist stand side by side at 0."""
        return {Role.TEAM_LEADER: 1, Role.SUPERVISOR: 2, Role.MANAGER: 3}.get(self, 0)

    def handles(self, issue_type: IssueType) -> bool:
        """Whether such cases are theirs to call: bad reviews belong to the specialist, not to the front line."""
        return not (self is Role.AGENT and issue_type is IssueType.BAD_REVIEW)
