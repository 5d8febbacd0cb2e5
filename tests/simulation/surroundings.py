"""What happens around the desks: jobs, wishes, new cases, people who turn out to be one, another policy."""

from sqlalchemy import select

from callguard.db.models import Shop, User
from callguard.domain.case import IssueType, Liability
from callguard.domain.errors import DomainError
from callguard.domain.guard import Weekday, load_preset
from callguard.domain.identity import IdentifierKind
from callguard.domain.wish import WishReach
from callguard.services.case_opening import ToldCase, ToldIdentifier, open_case
from callguard.services.customers import KnownAs, find_or_add_customer
from callguard.services.guard_policies import activate_policy
from callguard.services.lapsed_leases import release_lapsed_leases
from callguard.services.permits import expire_permits
from callguard.services.queue.turning import recompute_stale, turn_entries
from callguard.services.queue.upkeep import recompute_outdated
from callguard.services.refused_calls import find_refused_calls, move_refused_call
from callguard.services.wishes import add_blackout, add_consent, add_do_not_call
from tests.simulation.day import Day, Story
from tests.simulation.town import phone_of

JOBS_EVERY, MOVES_EVERY = 120.0, 1800.0


def jobs(day: Day) -> Story:
    """The jobs process, which may crash as well."""
    while True:
        stage = day.stage
        done = 1
        while done:
            with stage.writing() as session:
                done = turn_entries(session, stage.now) + recompute_stale(session)
                done += recompute_outdated(session, stage.settings, stage.now)
        with stage.writing() as session:
            release_lapsed_leases(session, stage.now)
        with stage.writing() as session:
            expire_permits(session, stage.now)
        yield JOBS_EVERY


def moves(day: Day) -> Story:
    """Calls that are refused go to their next allowed time."""
    while True:
        yield MOVES_EVERY
        stage, last_id = day.stage, 0
        while last_id is not None:
            with stage.database.reading() as session:
                found = find_refused_calls(session, stage.vault, stage.settings, stage.now, last_id)
            for call in found.calls:
                with stage.writing() as session:
                    move_refused_call(session, call, stage.now)
            last_id = found.last_id  # type: ignore[assignment]


def wishes(day: Day, case_count: int, every: float) -> Story:
    """Customers write in."""
    random, stage = day.random, day.stage
    while True:
        yield random.expovariate(1 / every)
        case_id = random.randrange(case_count) + 1
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


def intake(day: Day, customers: int, every: float) -> Story:
    """New cases, of people who are known."""
    random, stage = day.random, day.stage
    while True:
        yield random.expovariate(1 / every)
        customer = random.randrange(customers) + 1
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


def merging(day: Day, customers: int, every: float) -> Story:
    """Now and then two customers turn out to be one: an order names the numbers of both."""
    random, stage = day.random, day.stage
    while True:
        yield random.expovariate(1 / every)
        pair = random.sample(range(1, customers + 1), 2)
        known_as = [KnownAs(IdentifierKind.PHONE, phone_of(one)) for one in pair]
        with day.uniting(), stage.writing() as session:
            find_or_add_customer(session, stage.vault, known_as, stage.now, name=None, time_zone="Asia/Shanghai")


def new_policy(day: Day) -> Story:
    """In the middle of the day one shop's rules get stricter."""
    yield day.random.uniform(3600, 6 * 3600)
    with day.stage.writing() as session:
        shop = session.scalars(select(Shop).order_by(Shop.id.desc())).first()
        activate_policy(session, load_preset("cn-strict"), shop, day.stage.now, day.stage.now)
