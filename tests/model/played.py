"""What every rule needs: the stage, the plain company beside it, and how a deed's outcome is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import Callback as CallbackRow
from callguard.db.models import Case as CaseRow
from callguard.db.models import Shop, User
from callguard.domain.errors import DomainError
from tests.model.company import Company, Merge
from tests.model.plain import BOUND, Callback, Case, Customer
from tests.model.stage import Stage

T = TypeVar("T")
MakeStage = Callable[[datetime, str], Stage]

STAFF = {
    "agent": ("S-1",),
    "colleague": ("S-1",),
    "specialist": ("S-1",),
    "leader": ("S-1",),
    "supervisor": ("S-1", "S-2"),
    "manager": ("S-1", "S-2"),
    "outsider": ("S-2",),
}
"""Everybody of the house, by the name they have there, and the shops they work for."""

CALLERS = ("agent", "colleague", "specialist", "outsider", "supervisor")
FRONT_LINE = ("agent", "colleague", "outsider")


@dataclass(frozen=True)
class Scene:
    """When a company's story begins, where its customers live, and whether most of what it had to do is settled."""

    begins_at: datetime
    zones: tuple[str, ...] = ("Asia/Shanghai",)
    settled: bool = False


FRIDAY = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)

SCENES: Mapping[str, Scene] = {
    "a friday in shanghai": Scene(FRIDAY),
    "customers far apart": Scene(FRIDAY, ("Asia/Shanghai", "Asia/Urumqi", "Asia/Kathmandu")),
    # Samoa went from the evening of the 29th to the morning of the 31st.
    "a date that never was": Scene(datetime(2011, 12, 29, 22, 0, tzinfo=UTC), ("Pacific/Apia", "Asia/Shanghai")),
    # One minute after midnight Newfoundland's clocks went back into the day before.
    "a midnight that came twice": Scene(
        datetime(2006, 10, 28, 20, 0, tzinfo=UTC), ("America/St_Johns", "Asia/Shanghai")
    ),
    "the clocks go forward": Scene(
        datetime(2026, 3, 7, 20, 0, tzinfo=UTC), ("America/New_York", "America/New_York", "America/Chicago")
    ),
    "asked how it was": Scene(FRIDAY, settled=True),
}


class Played(RuleBasedStateMachine):
    """The services on a stage, and what they ought to have done."""

    def __init__(self, make_stage: MakeStage, scene: Scene) -> None:
        super().__init__()
        self.begins_at, self.zones, self.scene = scene.begins_at, scene.zones, scene
        self.stage = make_stage(self.begins_at, self.zones[0])
        self.company = Company()
        self.grips: list[tuple[Callback, str, str]] = []
        self.outdated = False
        self.decisions = 0

    @property
    def now(self) -> datetime:
        return self.stage.now

    def user(self, name: str) -> User:
        """Somebody of the house."""
        found: User = getattr(self.stage.house, name)
        return found

    def shop(self, code: str) -> Shop:
        """One of the two."""
        return self.stage.house.shop if code == "S-1" else self.stage.house.other_shop

    def tried(self, deed: Callable[[Session], T]) -> T | str:
        """What it gave, or the word for why not."""
        try:
            with self.stage.writing() as session:
                return deed(session)
        except DomainError as error:
            return str(error.params.get("reason", error.code))

    def says(self, kind: str, case: Case) -> None:
        """The register must have a line about this."""
        self.company.lines.append(f"{kind} {case.name}")

    def put_in(self, case: Case, kind: str, due_at: datetime, agent: str | None = None) -> Callback:
        """The callback that was just added for the case."""
        with self.stage.database.reading() as session:
            of_case = select(CallbackRow.id).join(CaseRow).where(CaseRow.number == case.number)
            ids = session.scalars(of_case.where(CaseRow.shop_id == self.shop(case.shop).id)).all()
        [new] = set(ids) - {one.id for one in case.callbacks}
        callback = Callback(new, case, kind, due_at, agent, due_at + BOUND if agent else None)
        case.callbacks.append(callback)
        self.company.callbacks[new] = callback
        return callback

    def tokens_on_desks(self) -> set[str | None]:
        """The tokens of all leases there are, run out or not."""
        with self.stage.database.reading() as session:
            return set(session.scalars(select(CallbackRow.lease_token)))

    def are_one(self, one: Customer, other: Customer, said_of: Sequence[Case] = ()) -> None:
        """They are one person from now on; the cases of those who come to the oldest are told of it."""
        older, younger = sorted((one, other), key=lambda each: self.company.person(each).kept.id)
        first, second = self.company.person(older), self.company.person(younger)
        if first is second:
            return
        for case in dict.fromkeys([*said_of, *(case for case in second.all("cases") if case.open)]):
            self.says("customer_merged", case)
        self.company.persons.remove(second)
        first.customers = sorted([*first.customers, *second.customers], key=lambda each: each.id)
        self.company.merges.append(Merge(older, younger, self.now))

    def begins(self) -> None:
        """What was before the story, once its people are there."""

    def teardown(self) -> None:
        """Nothing is left open."""
        self.stage.close()


def picked(among: Sequence[T], which: int) -> T:
    """One of them; 0 is the latest."""
    return among[-1 - which % len(among)]
