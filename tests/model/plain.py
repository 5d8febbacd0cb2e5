"""What the company knows, in plain lists: no session, no lock, no queue, and nothing of the services."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

Document = dict[str, Any]

WAITING, ON_DESK, DONE, CANCELLED = "pending", "claimed", "done", "cancelled"

BOUND = timedelta(hours=1)
"""How long past its time a call is one agent's alone."""


@dataclass(eq=False)
class Name:
    """A way to know a customer; with `dialled` a number. `no` says which was noted first."""

    key: tuple[str, ...]
    no: int
    created_at: datetime
    expires_at: datetime | None = None
    retired: bool = False

    @property
    def dialled(self) -> bool:
        return self.key[0] in ("phone", "virtual_phone")

    def is_alive(self, now: datetime) -> bool:
        return not self.retired and (self.expires_at is None or self.expires_at > now)


@dataclass(eq=False)
class Customer:
    """One row of customers, with all that hangs on it: taken from a person, it takes that along."""

    id: int
    zone: str
    names: list[Name] = field(default_factory=list)
    do_not_calls: list[Document] = field(default_factory=list)
    blackouts: list[Document] = field(default_factory=list)
    consents: list[Document] = field(default_factory=list)
    dials: list["Dial"] = field(default_factory=list)
    releases: list["Release"] = field(default_factory=list)
    cases: list["Case"] = field(default_factory=list)


@dataclass(eq=False)
class Person:
    """The customers held to be one, the oldest first."""

    customers: list[Customer]

    @property
    def kept(self) -> Customer:
        return self.customers[0]

    def all(self, what: str) -> list[Any]:
        """Everything of this kind that hangs on any of them."""
        return [one for customer in self.customers for one in getattr(customer, what)]

    def number(self, now: datetime) -> Name | None:
        """Their own number before a virtual one, the newest first."""
        alive = [name for name in self.all("names") if name.dialled and name.is_alive(now)]
        return max(alive, key=lambda name: (name.key[0] == "phone", name.created_at, name.no), default=None)


@dataclass(eq=False)
class Case:
    """One matter; `value` is what the order cost."""

    id: int
    number: str
    shop: str
    customer: Customer
    issue: str
    opened_at: datetime
    deadline_at: datetime | None = None
    value: int = 0
    open: bool = True
    callbacks: list["Callback"] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.shop}/{self.number}"

    @property
    def survey(self) -> "Callback | None":
        """The one that is planned, dialled or not."""
        return next((one for one in self.callbacks if one.is_survey and one.status in (WAITING, ON_DESK)), None)


@dataclass(frozen=True)
class Decision:
    """What was answered to somebody who wanted to dial, and kept; `grounds` of a refusal."""

    agent: str
    at: datetime
    grounds: tuple[Any, ...] = ()

    def is_the_same(self, earlier: "Decision | None") -> bool:
        """Whether somebody is only told once more what they were told within the last minute."""
        if earlier is None or self.at >= earlier.at + timedelta(minutes=1):
            return False
        return (self.agent, self.grounds) == (earlier.agent, earlier.grounds)


@dataclass(eq=False)
class Callback:
    """One call to be made; `taken_from` are the customers who were one person when it was laid on the desk."""

    id: int
    case: Case
    kind: str
    due_at: datetime
    agent: str | None = None
    bound_until_at: datetime | None = None
    status: str = WAITING
    holder: str | None = None
    token: str | None = None
    lease_ends_at: datetime | None = None
    prepared: bool = False
    decided: Decision | None = None
    dialled: bool = False
    taken_from: frozenset[Customer] = frozenset()

    @property
    def is_survey(self) -> bool:
        return self.kind == "survey"

    @property
    def is_wanted(self) -> bool:
        """As far as its case goes: a survey once that is over, and once only, everything else before."""
        return not self.case.open and not self.dialled if self.is_survey else self.case.open

    def is_live(self, now: datetime) -> bool:
        """Whether it lies on somebody's desk."""
        return self.status == ON_DESK and self.lease_ends_at is not None and self.lease_ends_at > now

    def is_for(self, agent: str, now: datetime) -> bool:
        """Whether it isn't somebody else's alone."""
        over = self.bound_until_at is not None and self.bound_until_at <= now
        return over or self.agent in (None, agent)

    def postpone(self, due_at: datetime, now: datetime) -> None:
        """Whoever it is bound to until then keeps it as long as they would have."""
        if self.bound_until_at is not None and self.bound_until_at > now:
            self.bound_until_at = due_at + BOUND
        self.due_at = due_at

    def is_planned(self, kind: str, due_at: datetime) -> bool:
        """Whether it is still to be made, and the very one that somebody would plan."""
        return self.status in (WAITING, ON_DESK) and (self.kind, self.due_at) == (kind, due_at)

    def put_back(self) -> None:
        self.status, self.holder, self.token, self.lease_ends_at = WAITING, None, None, None


@dataclass(eq=False)
class Dial:
    """One attempt with its permit."""

    id: int
    permit_id: int
    callback: Callback
    agent: str
    customer: Customer
    name: Name
    at: datetime
    permit_ends_at: datetime
    taken_from: frozenset[Customer]
    permit: str = "open"
    result: str = "unknown"
    settled: bool = False
    told: bool = False
    rating: int | None = None

    def as_call(self) -> Document:
        """As the guard's contract writes it."""
        case = self.callback.case
        about = {"cases": [case.name], "discussed": [case.name], "shop": case.shop, "number": self.name.key[2]}
        return {"at": self.at.isoformat(), "direction": "outbound", "result": self.result, **about}


@dataclass(eq=False)
class Release:
    """A supervisor's leave, asked for or given."""

    id: int
    callback: Callback
    asked_by: str
    decided: bool = False
    granted_at: datetime | None = None

    @property
    def expires_at(self) -> datetime | None:
        return None if self.granted_at is None else self.granted_at + timedelta(hours=2)
