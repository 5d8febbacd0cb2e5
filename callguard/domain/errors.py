"""Misuse, as exceptions, and faults in what was filled in, as values: both carry a code, the pages have the words."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field; `field` is a path such as `plans.1.amount`."""

    field: str
    code: str
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)


class DomainError(Exception):
    """Misuse of a rule; `params` holds ids and counts, never personal data."""

    code: ClassVar[str] = "domain_error"

    def __init__(self, **params: object) -> None:
        super().__init__(self.code)
        self.params = params


class UnknownId(DomainError):
    """Nothing has this id, or not for this user."""

    code = "unknown_id"


class NotYours(DomainError):
    """Somebody else holds it, or the role may not."""

    code = "not_yours"


class StaleLease(DomainError):
    """The lease ran out or was taken over before this write."""

    code = "stale_lease"


class IllegalStep(DomainError):
    """The thing is not in a state from which this step leads on."""

    code = "illegal_step"


class InvalidFields(DomainError):
    """What was filled in cannot be taken; `errors` says where and why."""

    code = "invalid_fields"

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__()
        self.errors = errors
