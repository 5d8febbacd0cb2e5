"""What happens around the desks: jobs, wishes, new cases, people found to be one or two, other rules."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import Case, CustomerMerge, Shop, User
from callguard.db.vault import Vault
from callguard.domain.case import IssueType, Liability
from callguard.domain.errors import DomainError
from callguard.domain.guard import Weekday, load_preset
from callguard.domain.identity import IdentifierKind
from callguard.domain.platform import Platform
from callguard.domain.wish import WishReach
from callguard.services.case_opening import ToldCase, ToldIdentifier, open_case
from callguard.services.customer_parting import undo_merge
from callguard.services.customers import KnownAs, find_or_add_customer
from callguard.services.guard_policies import activate_policy, retire_policy
from callguard.services.lapsed_leases import release_lapsed_leases
from callguard.services.parts import Part
from callguard.services.permits import expire_permits
from callguard.services.queue.turning import recompute_stale, turn_entries
from callguard.services.queue.upkeep import recompute_outdated
from callguard.services.refused_calls import find_refused_calls, move_refused_call
from callguard.services.same_person import merge_by_hand
from callguard.services.surveys import cancel_survey, find_lapsed_surveys
from callguard.services.wishes import add_blackout, add_consent, add_do_not_call
from callguard.settings import Settings
from tests.simulation.day import Day, Story
from tests.simulation.town import phone_of

T = TypeVar("T")

MINUTE, HOUR = 60.0, 3600.0
JOBS_EVERY, SURVEYS_EVERY, MOVES_EVERY = 6 * MINUTE, 20 * MINUTE, 5 * HOUR
WISH_EVERY, CASE_EVERY, UNION_EVERY, PARTING_EVERY, RULES_EVERY = (
    20 * MINUTE,
    40 * MINUTE,
    30 * MINUTE,
    40 * MINUTE,
    2 * HOUR,
)
PRESETS = ("cn-strict", "us-fl-2021", "us-reg-f")


def jobs(day: Day) -> Story:
    """The jobs process, which may crash as well; it is slow to follow other rules, and the queue must not need it."""
    while True:
        stage = day.stage
        done = 1
        while done:
            with stage.writing() as session:
                done = turn_entries(session, stage.now) + recompute_stale(session)
        if day.random.random() < 1 / 20:
            with stage.writing() as session:
                recompute_outdated(session, stage.settings, stage.now)
        with stage.writing() as session:
            release_lapsed_leases(session, stage.now)
        with stage.writing() as session:
            expire_permits(session, stage.now)
        yield JOBS_EVERY


def moves(day: Day) -> Story:
    """Calls that are refused go to their next allowed time."""
    while True:
        yield MOVES_EVERY
        _part_by_part(day, find_refused_calls, move_refused_call)


def surveys(day: Day) -> Story:
    """Those that would disturb, or come too late, are given up."""
    while True:
        _part_by_part(day, find_lapsed_surveys, cancel_survey)
        yield SURVEYS_EVERY


def _part_by_part(
    day: Day,
    find: Callable[[Session, Vault, Settings, datetime, int], Part[T]],
    deal_with: Callable[[Session, T, datetime], None],
) -> None:
    stage = day.stage
    last_id: int | None = 0
    while last_id is not None:
        with stage.database.reading() as session:
            part = find(session, stage.vault, stage.settings, stage.now, last_id)
        for one in part.found:
            with stage.writing() as session:
                deal_with(session, one, stage.now)
        last_id = part.last_id


def wishes(day: Day) -> Story:
    """Customers write in."""
    random, stage = day.random, day.stage
    while True:
        yield random.expovariate(1 / WISH_EVERY)
        case_id, _customer = day.any_case()
        try:
            with stage.writing() as session:
                manager = session.get_one(User, day.manager_id)
                match random.randrange(3):
                    case 0:
                        add_do_not_call(
                            session, case_id, manager, "别打", stage.now, reach=random.choice(list(WishReach))
                        )
                    case 1:
                        opens, days = 600 + random.randrange(300), list(Weekday)
                        add_blackout(
                            session,
                            case_id,
                            manager,
                            "接孩子",
                            stage.now,
                            days=days,
                            opens_minute=opens,
                            closes_minute=1000,
                        )
                    case 2:
                        add_consent(session, case_id, manager, "可以打", stage.now)
        except DomainError:
            continue


def intake(day: Day) -> Story:
    """New cases, of people who are known."""
    random, stage = day.random, day.stage
    while True:
        yield random.expovariate(1 / CASE_EVERY)
        _case, customer = day.any_case()
        told = ToldCase(
            f"NEW{stage.now:%H%M%S%f}",
            random.choice([IssueType.DAMAGE, IssueType.PERSONAL_SAFETY, IssueType.SHORT_ITEM]),
            Liability.SHOP,
            [ToldIdentifier(IdentifierKind.PHONE, phone_of(customer))],
            "Asia/Shanghai",
        )
        with stage.writing() as session:
            shop, manager = session.scalars(select(Shop)).first(), session.get_one(User, day.manager_id)
            assert shop is not None
            callback = open_case(session, stage.vault, shop, manager, told, stage.now)
        day.callbacks = max(day.callbacks, callback.id)


def uniting(day: Day) -> Story:
    """Now and then two customers turn out to be one: an order names the numbers of both, or somebody says so."""
    random, stage = day.random, day.stage
    while True:
        yield random.expovariate(1 / UNION_EVERY)
        (case_id, one), (other_case_id, other) = day.any_case(), day.any_case()
        known_as = [KnownAs(IdentifierKind.PHONE, phone_of(who)) for who in (one, other)]
        by_hand = random.random() < 0.5
        try:
            with day.uniting(), stage.writing() as session:
                if by_hand:
                    manager = session.get_one(User, day.manager_id)
                    merge_by_hand(session, case_id, other_case_id, manager, "同一个人", stage.now)
                else:
                    find_or_add_customer(
                        session, stage.vault, known_as, stage.now, name=None, time_zone="Asia/Shanghai"
                    )
        except DomainError:
            continue


def parting(day: Day) -> Story:
    """And it turns out that they were two after all."""
    random, stage = day.random, day.stage
    live = select(CustomerMerge.id, Case.id).join(Case, Case.customer_id == CustomerMerge.kept_id)
    while True:
        yield random.expovariate(1 / PARTING_EVERY)
        with stage.database.reading() as session:
            found = session.execute(live.where(CustomerMerge.undone_at.is_(None)).order_by(CustomerMerge.id)).all()
        if not found:
            continue
        merge_id, case_id = random.choice(found)
        try:
            with day.uniting(), stage.writing() as session:
                manager = session.get_one(User, day.manager_id)
                undo_merge(session, case_id, merge_id, manager, "是两个人", stage.now)
        except DomainError:
            continue


def new_rules(day: Day) -> Story:
    """Every few hours a shop's or its platform's rules change, at once or a little later, or end."""
    random, stage = day.random, day.stage
    while True:
        yield random.expovariate(1 / RULES_EVERY)
        effective_at = stage.now + random.choice([0, 0, 15]) * timedelta(minutes=1)
        try:
            with stage.writing() as session:
                shop = random.choice(session.scalars(select(Shop).order_by(Shop.id)).all())
                holder: Shop | Platform = shop if random.random() < 1 / 3 else shop.platform
                if random.random() < 0.4:
                    retire_policy(session, holder, effective_at, stage.now)
                else:
                    activate_policy(session, load_preset(random.choice(PRESETS)), holder, effective_at, stage.now)
            day.log.policies += 1
        except DomainError:
            continue
