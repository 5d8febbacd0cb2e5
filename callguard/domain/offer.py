"""Plans put to the customer: what was heard of them, how the prepared ones stand since, and which one a step names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from callguard.domain.compensation import Plan, PlanKind, undercuts
from callguard.domain.script import Step


class OfferStatus(StrEnum):
    """Where an offer stands: with the senior, open to be put to the customer, or answered.

    `SET_ASIDE` was put to them and had no answer when another took its place; `WITHDRAWN` never reached them.
    """

    AWAITING_APPROVAL = "awaiting_approval"
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SET_ASIDE = "set_aside"
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """What became of a prepared plan; `spent` was refused so often that nobody offers it any more."""

    FRESH = "fresh"
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SPENT = "spent"


class Offered(Protocol):
    """A plan put to a customer, or asked for; of several the latest stands first."""

    @property
    def kind(self) -> PlanKind: ...

    @property
    def amount(self) -> int | None: ...

    @property
    def status(self) -> OfferStatus: ...


AnOffer = TypeVar("AnOffer", bound=Offered)

_STANDINGS = {
    OfferStatus.OPEN: Standing.OPEN,
    OfferStatus.AWAITING_APPROVAL: Standing.OPEN,
    OfferStatus.ACCEPTED: Standing.ACCEPTED,
    OfferStatus.REFUSED: Standing.REFUSED,
}

_HEARD = (OfferStatus.OPEN, OfferStatus.REFUSED, OfferStatus.SET_ASIDE)


@dataclass(frozen=True)
class Rung:
    """A prepared plan as the ladder shows it; `below` is what the customer has heard before that it falls behind."""

    plan: Plan
    standing: Standing
    below: Plan | None


def plan_of(offer: Offered) -> Plan:
    """What was offered, as the rules compare it."""
    return Plan(offer.kind, offer.amount)


def heard_plans(offers: Iterable[Offered]) -> list[Plan]:
    """What the customer has heard and not accepted; what a senior turned down never reached them."""
    return [plan_of(one) for one in offers if one.status in _HEARD]


def refused_plans(offers: Iterable[Offered]) -> list[Plan]:
    """What the customer turned down."""
    return [plan_of(one) for one in offers if one.status is OfferStatus.REFUSED]


def waiting_among(offers: Iterable[AnOffer]) -> AnOffer | None:
    """What is put to the customer, or waits for a senior, now."""
    waiting = (OfferStatus.OPEN, OfferStatus.AWAITING_APPROVAL)
    return next((one for one in offers if one.status in waiting), None)


def accepted_among(offers: Sequence[AnOffer]) -> list[AnOffer]:
    """What the customer took, the earliest first."""
    return [one for one in reversed(offers) if one.status is OfferStatus.ACCEPTED]


def awaits_approval(offers: Iterable[Offered]) -> bool:
    """Whether a senior is still looking at one: until they have answered no plan is spoken of."""
    return any(one.status is OfferStatus.AWAITING_APPROVAL for one in offers)


def ladder_now(prepared: Iterable[Plan], offers: Sequence[Offered], most: int) -> list[Rung]:
    """The prepared plans as they stand; what was refused `most` times is spent."""
    heard = heard_plans(offers)
    return [Rung(plan, _standing(plan, offers, most), undercuts(plan, heard)) for plan in prepared]


def plan_spoken_of(
    step: Step, now: Step | None, prepared: Sequence[Plan], offers: Sequence[Offered], agreed: Plan | None
) -> Plan | None:
    """The plan a step's words name while the talk is at `now`; None where a senior has to find one.

    `agreed` is what the customer has taken in this call.
    """
    if agreed or awaits_approval(offers):
        return agreed
    open_plan = next((plan_of(one) for one in offers if one.status is OfferStatus.OPEN), None)
    if open_plan and (step is not Step.ADJUST or (now is not None and now >= Step.ADJUST)):
        return open_plan
    heard, left = heard_plans(offers), _left(prepared, offers)
    if step is Step.CLOSE and heard:
        # Whoever thinks it over thinks of what they heard last.
        return heard[0]
    # Before anything was offered the first rung is for step 4, and step 6 prepares the second.
    ahead = left[1:] if step is Step.ADJUST and not heard else left
    return ahead[0] if ahead else None


def _left(prepared: Iterable[Plan], offers: Sequence[Offered]) -> list[Plan]:
    """The prepared plans that nobody has put forward yet, and that take nothing back."""
    heard = heard_plans(offers)
    dearest = max((one.cost for one in heard), default=0)
    # What was set aside comes up again, unless the customer has heard of more.
    gone = [plan_of(one) for one in offers if one.status is not OfferStatus.SET_ASIDE or plan_of(one).cost < dearest]
    return [plan for plan in prepared if not any(map(plan.same_as, gone)) and undercuts(plan, heard) is None]


def _standing(plan: Plan, offers: Sequence[Offered], most: int) -> Standing:
    # What was set aside stands as it did before.
    same = [one for one in offers if one.status is not OfferStatus.SET_ASIDE and plan.same_as(plan_of(one))]
    if len(refused_plans(same)) >= most:
        return Standing.SPENT
    return _STANDINGS.get(same[0].status, Standing.FRESH) if same else Standing.FRESH
