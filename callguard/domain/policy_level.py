"""The levels at which rules of the guard are set: a call needs the leave of every one that has any."""

import dataclasses
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from callguard.domain.guard import Policy


class PolicyLevel(StrEnum):
    """Whose rules: the whole company's, those of the shops on one platform, one shop's own."""

    COMPANY = "company"
    PLATFORM = "platform"
    SHOP = "shop"


def told_apart(rules: Mapping[PolicyLevel, Policy]) -> dict[PolicyLevel, Policy]:
    """The rules from the company's down, no two of the same name: a refusal says by it whose rule it is.

    A name that is taken gets its level behind it, and the policy's digest is then that of the name it answers to.
    """
    apart: dict[PolicyLevel, Policy] = {}
    for level in PolicyLevel:
        if level in rules:
            apart[level] = _renamed(rules[level], level, frozenset(policy.name for policy in apart.values()))
    return apart


# The very same each time: what follows from a policy is looked up by it.
@lru_cache(maxsize=32)
def _renamed(policy: Policy, level: PolicyLevel, taken: frozenset[str]) -> Policy:
    name = policy.name
    while name in taken:
        name += f"@{level}"
    return policy if name == policy.name else dataclasses.replace(policy, name=name)
