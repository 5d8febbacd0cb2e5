"""The company's shops and the people who work there."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import User
from callguard.domain.case import IssueType
from callguard.domain.platform import Platform
from callguard.domain.role import Role
from callguard.services.certificates import grant_certificate
from callguard.services.passwords import hashed
from callguard.services.shops import add_shop
from callguard.services.team import members_of
from callguard.services.users import add_user
from callguard.settings import IssueTypeName

PASSWORD = "callguard-demo"  # noqa: S105 - printed at every start of the demo
SHOPS = (
    ("qingqi", "青栖家居", Platform.TAOBAO),
    ("xiaoman", "小满母婴旗舰店", Platform.TMALL),
    ("zuichan", "嘴馋研究所", Platform.DOUYIN),
)
CERTIFIED: frozenset[IssueTypeName] = frozenset({"personal_safety"})
"""What nobody of the company calls about without a certificate."""

ALL_SHOPS = tuple(code for code, _, _ in SHOPS)


@dataclass(frozen=True)
class Employee:
    """Who signs in as `name` and is `display_name` to customers and colleagues; who is new lacks certificates."""

    name: str
    display_name: str
    role: Role
    shops: tuple[str, ...]
    is_new: bool = False


EMPLOYEES = (
    Employee("lin", "小林", Role.AGENT, ("qingqi", "xiaoman")),
    Employee("zhou", "小周", Role.AGENT, ("qingqi",)),
    Employee("bin", "阿彬", Role.AGENT, ("qingqi", "zuichan")),
    Employee("he", "小何", Role.AGENT, ("xiaoman",), is_new=True),
    Employee("jiang", "小蒋", Role.AGENT, ("xiaoman", "zuichan")),
    Employee("tang", "小唐", Role.AGENT, ("zuichan",)),
    Employee("mengmeng", "萌萌", Role.AGENT, ALL_SHOPS, is_new=True),
    Employee("xu", "许婧", Role.SPECIALIST, ALL_SHOPS),
    Employee("ning", "阿宁", Role.SPECIALIST, ALL_SHOPS),
    Employee("zhao", "赵姐", Role.TEAM_LEADER, ALL_SHOPS),
    Employee("chen", "陈主管", Role.SUPERVISOR, ALL_SHOPS),
    Employee("wu", "吴经理", Role.MANAGER, ALL_SHOPS),
)


@dataclass(frozen=True)
class Staff:
    """The people, ready to work."""

    users: tuple[User, ...]

    def named(self, name: str) -> User:
        """The one who signs in by this name."""
        return next(user for user in self.users if user.name == name)

    def senior(self, role: Role) -> User:
        """The one who holds a senior role."""
        return next(user for user in self.users if user.role is role)

    def of_shop(self, code: str, role: Role) -> list[User]:
        """Who works in this role for the shop."""
        return [user for user in self.users if user.role is role and code in {shop.code for shop in user.shops}]


def hire_staff(session: Session, now: datetime) -> Staff:
    """Adds shops and people."""
    for code, name, platform in SHOPS:
        add_shop(session, code=code, name=name, platform=platform)
    # Everybody has the same password, and to hash one takes as long as some calls.
    hashed_once = cache(hashed)
    for one in EMPLOYEES:
        add_user(
            session,
            now,
            name=one.name,
            role=one.role,
            shop_codes=one.shops,
            display_name=one.display_name,
            password=PASSWORD,
            hashed=hashed_once,
        )
    staff = staff_of(session)
    certify(session, staff, now)
    return staff


def staff_of(session: Session) -> Staff:
    """Everybody there is."""
    return Staff(tuple(session.scalars(select(User).order_by(User.id))))


def certify(session: Session, staff: Staff, now: datetime) -> None:
    """Gives everybody the manager leads, and who isn't new, the certificates that the company asks for."""
    manager, newcomers = staff.senior(Role.MANAGER), {one.name for one in EMPLOYEES if one.is_new}
    for user in members_of(session, manager):
        if user is not manager and user.name not in newcomers:
            for name in CERTIFIED:
                grant_certificate(session, manager, user.id, IssueType(name), now)
