"""Which cases a row speaks for: tables of texts and limits are read from the top, the first row that covers holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self, TypeVar

from callguard.domain.case import IssueType, Liability

Named = TypeVar("Named", bound=StrEnum)


@dataclass(frozen=True)
class CaseScope:
    """A set of issue types and one of liabilities; a case is covered when it is in both."""

    issue_types: frozenset[IssueType] = frozenset(IssueType)
    liabilities: frozenset[Liability] = frozenset(Liability)

    def covers(self, issue_type: IssueType, liability: Liability) -> bool:
        """Whether the row speaks for such a case."""
        return issue_type in self.issue_types and liability in self.liabilities

    @classmethod
    def take(cls, row: dict[str, Any]) -> Self:
        """Take the scope out of a row; a key left out means all. Raises ValueError on an unknown name."""
        return cls(
            members(IssueType, row.pop("issue_types", None)),
            members(Liability, row.pop("liabilities", None)),
        )


def members(enum: type[Named], names: Iterable[str] | None) -> frozenset[Named]:
    """The members so named, None standing for all of them."""
    return frozenset(enum if names is None else map(enum, names))
