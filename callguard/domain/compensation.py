"""Plans to settle a case, and whether one may be put to the customer ("Compensation authority", domain.md)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from callguard.domain.authority import AuthorityTable, Matter, room_of, seniors_of
from callguard.domain.role import Role


class PlanKind(StrEnum):
    """The kinds of compensation a plan can offer."""

    PARTIAL_REFUND = "partial_refund"
    FULL_REFUND = "full_refund"
    RESEND = "resend"
    COUPON = "coupon"
    GIFT = "gift"
    REIMBURSEMENT = "reimbursement"
    RETURN_FREIGHT = "return_freight"

    @property
    def needs_amount(self) -> bool:
        """Whether the plan must say what it costs; a resend makes good what was owed and may do without."""
        return self is not PlanKind.RESEND


@dataclass(frozen=True)
class Plan:
    """One way to settle; `amount` in fen is what it costs the shop, None where the kind needs none."""

    kind: PlanKind
    amount: int | None = None
    note: str = ""

    @property
    def cost(self) -> int:
        """What counts against authority, in fen."""
        return self.amount or 0

    def countered(self, amount: int) -> "Plan":
        """The plan for another amount (fen); a full refund of another is a partial one."""
        kind = PlanKind.PARTIAL_REFUND if self.kind is PlanKind.FULL_REFUND else self.kind
        return replace(self, kind=kind, amount=amount)

    def same_as(self, other: "Plan") -> bool:
        """Whether the customer would hear the same offer; the note makes no difference."""
        return (self.kind, self.amount) == (other.kind, other.amount)


class OfferVerdict(StrEnum):
    """Whether a plan may be offered: now, once a senior agrees, or not."""

    ALLOWED = "allowed"
    NEEDS_APPROVAL = "needs_approval"
    REFUSED = "refused"


class OfferReason(StrEnum):
    """Why a plan may not simply be offered."""

    OVER_AUTHORITY = "over_authority"
    OVER_DAILY_BUDGET = "over_daily_budget"
    OVER_CEILING = "over_ceiling"
    REFUSED_TOO_OFTEN = "refused_too_often"


@dataclass(frozen=True)
class OfferAssessment:
    """The answer about one plan; `approver` is the lowest role that may agree to it."""

    verdict: OfferVerdict
    reason: OfferReason | None = None
    approver: Role | None = None
    params: Mapping[str, int] = field(default_factory=dict)


def assess_offer(
    table: AuthorityTable,
    role: Role,
    matter: Matter,
    plan: Plan,
    *,
    given_today: int = 0,
    refused: Sequence[Plan] = (),
) -> OfferAssessment:
    """Judge a plan for a role; `given_today` is what the agent gave today on their own authority (fen).

    `refused` are the plans this customer turned down in this case. Params are amounts in fen, or counts.
    """
    times = sum(map(plan.same_as, refused))
    if times >= table.max_offers_per_plan:
        params = {"times": times, "max": table.max_offers_per_plan}
        return OfferAssessment(OfferVerdict.REFUSED, OfferReason.REFUSED_TOO_OFTEN, params=params)
    over = _over(table, role, matter, plan.cost, given_today)
    return _climb(table, role, matter, plan.cost, *over) if over else OfferAssessment(OfferVerdict.ALLOWED)


def undercuts(plan: Plan, heard: Iterable[Plan]) -> Plan | None:
    """The dearest plan the customer has heard that this one lies below; None where it goes up, or has no amount."""
    dearer = [one for one in heard if plan.amount is not None and one.cost > plan.amount]
    return max(dearer, key=lambda one: one.cost, default=None)


def _over(
    table: AuthorityTable, role: Role, matter: Matter, cost: int, given_today: int
) -> tuple[OfferReason, dict[str, int]] | None:
    room = room_of(table, role, matter)
    if cost > room:
        return OfferReason.OVER_AUTHORITY, {"amount": cost, "room": room}
    budget = table.daily_budget.get(role)
    # What costs nothing never waits for tomorrow's budget.
    if budget is not None and cost and given_today + cost > budget:
        return OfferReason.OVER_DAILY_BUDGET, {"amount": cost, "room": max(budget - given_today, 0)}
    return None


def _climb(
    table: AuthorityTable, role: Role, matter: Matter, cost: int, reason: OfferReason, params: dict[str, int]
) -> OfferAssessment:
    for senior in seniors_of(role):
        if cost <= room_of(table, senior, matter):
            return OfferAssessment(OfferVerdict.NEEDS_APPROVAL, reason, senior, params)
    ceiling = max(room_of(table, each, matter) for each in Role)
    return OfferAssessment(OfferVerdict.REFUSED, OfferReason.OVER_CEILING, params={"amount": cost, "room": ceiling})
