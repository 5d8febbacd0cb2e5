"""Who is the same customer: the kinds of identifiers a customer is known by, and the bonds that make one of several."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from callguard.domain.role import Role

MERGING_ROLES = frozenset({Role.TEAM_LEADER, Role.SUPERVISOR, Role.MANAGER})
"""Who may say that two customers are one person, or that they are not."""

AT_ONCE = timedelta(minutes=1)
"""What happened so close to a merge or its undoing counts as within: an act's time is read before it waits its turn."""

_EVER = datetime.min.replace(tzinfo=UTC)


class IdentifierKind(StrEnum):
    """What an identifier is; the same kind and value is the same customer."""

    PHONE = "phone"
    VIRTUAL_PHONE = "virtual_phone"
    PLATFORM_ACCOUNT = "platform_account"
    ORDER = "order"


@dataclass(frozen=True)
class Bond:
    """Two customers have been held to be one person since an instant."""

    one_id: int
    other_id: int
    since: datetime

    def beyond(self, customer_id: int) -> int | None:
        """Whom the bond leads to from this customer; None when it doesn't begin there."""
        return {self.one_id: self.other_id, self.other_id: self.one_id}.get(customer_id)


def together_since(customer_id: int, bonds: Sequence[Bond]) -> dict[int, datetime]:
    """Everyone who is one person with the customer by these bonds, and since when; the customer as long as ever.

    A bond is made between two persons only, so that one chain leads from any customer to any other of the person: two
    are one since the chain's latest bond.
    """
    since, ends = {customer_id: _EVER}, [customer_id]
    while ends:
        here = ends.pop()
        for bond in bonds:
            there = bond.beyond(here)
            if there is not None and there not in since:
                since[there] = max(since[here], bond.since)
                ends.append(there)
    return since
