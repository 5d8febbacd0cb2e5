"""What must stand before a call: plans in rising order, the floor, the likely demands ("Preparation", domain.md)."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Any

from callguard.domain.authority import Matter, load_authority, room_of
from callguard.domain.callback import CallbackKind
from callguard.domain.case import IssueType, Liability
from callguard.domain.compensation import Plan, PlanKind
from callguard.domain.errors import FieldError
from callguard.domain.role import Role
from callguard.domain.scope import CaseScope
from callguard.resources import package_text

MIN_PLANS = 2
_YUAN = 100
_REFUNDS = (PlanKind.PARTIAL_REFUND, PlanKind.FULL_REFUND)


class PreparationCode(StrEnum):
    """What a preparation can lack."""

    TOO_FEW_PLANS = "too_few_plans"
    PLAN_REPEATED = "plan_repeated"
    PLANS_NOT_RISING = "plans_not_rising"
    AMOUNT_MISSING = "amount_missing"
    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    REFUND_OVER_ORDER = "refund_over_order"
    FULL_REFUND_IN_PART = "full_refund_in_part"
    FLOOR_NEGATIVE = "floor_negative"
    FLOOR_OVER_PLAN = "floor_over_plan"
    DEMANDS_MISSING = "demands_missing"
    SENIOR_MISSING = "senior_missing"
    PLANS_NOT_WANTED = "plans_not_wanted"


@dataclass(frozen=True)
class PlanLadder:
    """The prepared order of plans; `floor` (fen) is the least the shop offers: no amount lies below it."""

    plans: tuple[Plan, ...]
    floor: int = 0


@dataclass(frozen=True)
class Preparation:
    """What an agent can answer before dialling; `senior_on_duty` matters where somebody's safety is at stake."""

    ladder: PlanLadder
    demands: str = ""
    senior_on_duty: str = ""


@dataclass(frozen=True)
class _Habit:
    """What usually settles such cases: kinds with their percent of the authority."""

    scope: CaseScope
    plans: tuple[Mapping[str, Any], ...]


def ladder_within(role: Role, matter: Matter) -> PlanLadder:
    """The ladder that such a matter usually needs, within what the role may still give."""
    room = room_of(load_authority(), role, matter)
    return suggest_ladder(matter.issue_type, matter.liability, matter.order_amount, room)


def suggest_ladder(issue_type: IssueType, liability: Liability, order_amount: int | None, authority: int) -> PlanLadder:
    """A ladder within the authority (fen), in whole yuan where there are any; little authority gives few plans."""
    habit = next(habit for habit in _habits() if habit.scope.covers(issue_type, liability))
    suggested = [_suggested(plan, order_amount, authority) for plan in habit.plans]
    plans = _rising([plan for plan in suggested if _fits(plan, order_amount, authority)])
    return PlanLadder(plans, floor=min((plan.amount for plan in plans if plan.amount), default=0))


def check_preparation(
    preparation: Preparation,
    spoken_as: IssueType,
    order_amount: int | None,
    kind: CallbackKind = CallbackKind.SERVICE,
) -> tuple[FieldError, ...]:
    """What is still missing before the permit; empty when ready. An `order_amount` of None is not known.

    Personal safety needs the senior on duty named instead of two plans and the demands; a survey needs nothing.
    """
    if kind is CallbackKind.SURVEY:
        return (FieldError("plans", PreparationCode.PLANS_NOT_WANTED),) if preparation.ladder.plans else ()
    errors = [*_plan_errors(preparation.ladder, order_amount), *_floor_errors(preparation.ladder)]
    if names_senior(spoken_as, kind):
        if not preparation.senior_on_duty.strip():
            errors.append(FieldError("senior_on_duty", PreparationCode.SENIOR_MISSING))
        return tuple(errors)
    if len(preparation.ladder.plans) < MIN_PLANS:
        errors.append(FieldError("plans", PreparationCode.TOO_FEW_PLANS, {"min": MIN_PLANS}))
    if not preparation.demands.strip():
        errors.append(FieldError("demands", PreparationCode.DEMANDS_MISSING))
    return tuple(errors)


def names_senior(spoken_as: IssueType, kind: CallbackKind) -> bool:
    """Whether the senior on duty stands in a call's preparation instead of plans: safety is at stake in it."""
    return spoken_as is IssueType.PERSONAL_SAFETY and kind is not CallbackKind.SURVEY


def amount_fault(plan: Plan, order_amount: int | None) -> PreparationCode | None:
    """What is wrong with a plan's amount, prepared or offered on the spot; an `order_amount` of None is not known."""
    if plan.amount is None:
        return PreparationCode.AMOUNT_MISSING if plan.kind.needs_amount else None
    if plan.amount <= 0:
        return PreparationCode.AMOUNT_NOT_POSITIVE
    if plan.kind in _REFUNDS and order_amount is not None and plan.amount > order_amount:
        return PreparationCode.REFUND_OVER_ORDER
    if plan.kind is PlanKind.FULL_REFUND and order_amount is not None and plan.amount < order_amount:
        return PreparationCode.FULL_REFUND_IN_PART
    return None


def _plan_errors(ladder: PlanLadder, order_amount: int | None) -> Iterator[FieldError]:
    for index, plan in enumerate(ladder.plans):
        if code := amount_fault(plan, order_amount):
            yield FieldError(f"plans.{index}.amount", code)
        elif any(map(plan.same_as, ladder.plans[:index])):
            yield FieldError(f"plans.{index}", PreparationCode.PLAN_REPEATED)
    priced = [(index, plan.amount) for index, plan in enumerate(ladder.plans) if plan.amount is not None]
    for (_, before), (index, amount) in pairwise(priced):
        if amount < before:
            yield FieldError(f"plans.{index}.amount", PreparationCode.PLANS_NOT_RISING)


def _floor_errors(ladder: PlanLadder) -> Iterator[FieldError]:
    if ladder.floor < 0:
        yield FieldError("floor", PreparationCode.FLOOR_NEGATIVE)
    elif any(0 < plan.cost < ladder.floor for plan in ladder.plans):
        yield FieldError("floor", PreparationCode.FLOOR_OVER_PLAN)


def _suggested(habit: Mapping[str, Any], order_amount: int | None, authority: int) -> Plan:
    kind = PlanKind(habit["kind"])
    if kind is PlanKind.FULL_REFUND:
        return Plan(kind, order_amount)
    return Plan(kind, _whole_yuan(authority * habit["share"] // 100)) if "share" in habit else Plan(kind)


def _whole_yuan(amount: int) -> int:
    return amount // _YUAN * _YUAN if amount >= _YUAN else amount


def _fits(plan: Plan, order_amount: int | None, authority: int) -> bool:
    return amount_fault(plan, order_amount) is None and plan.cost <= authority


def _rising(plans: list[Plan]) -> tuple[Plan, ...]:
    """Cheapest first and none twice: a full refund can cost less than a share of the authority."""
    ordered = sorted(plans, key=lambda plan: plan.cost)
    return tuple(plan for index, plan in enumerate(ordered) if not any(map(plan.same_as, ordered[:index])))


@cache
def _habits() -> tuple[_Habit, ...]:
    ladders = tomllib.loads(package_text("content", "plans.toml"))["ladder"]
    return tuple(_Habit(CaseScope.take(ladder), tuple(ladder["plans"])) for ladder in ladders)
