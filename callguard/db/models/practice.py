"""Practice calls: tables of their own, from which nothing leads to a customer, a case, an attempt or the register."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callguard.db.base import Base, Fen, Id
from callguard.db.models.shop import Shop
from callguard.db.models.user import User
from callguard.domain.compensation import PlanKind
from callguard.domain.offer import OfferStatus
from callguard.domain.practice import AttitudeRule, Grade, PracticeState
from callguard.domain.role import Role
from callguard.domain.script import Step
from callguard.domain.talk import SkipReason

_OPEN = text("finished_at IS NULL")


class PracticeCall(Base):
    """A mock case that somebody practises on: `senior_id` plays the customer, None until somebody does.

    It is said to be one of the first of the agent's shops. A finished one without `points` was called off. An agent has
    one open at a time.
    """

    __tablename__ = "practice_calls"
    __table_args__ = (
        Index("uq_practice_calls_open_per_agent", "agent_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_practice_calls_agent_id_id", "agent_id", "id"),
    )

    id: Mapped[Id]
    agent_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    senior_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    scenario: Mapped[str]
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    notes: Mapped[str] = mapped_column(default="")
    points: Mapped[int | None]
    passed: Mapped[bool | None]
    word: Mapped[str] = mapped_column(default="")
    agent: Mapped[User] = relationship(foreign_keys=[agent_id])
    senior: Mapped[User | None] = relationship(foreign_keys=[senior_id])
    preparation: Mapped["PracticePreparation | None"] = relationship(cascade="all, delete-orphan")
    steps: Mapped[list["PracticeStep"]] = relationship(order_by="PracticeStep.id")
    skips: Mapped[list["PracticeSkip"]] = relationship(order_by="(PracticeSkip.explained_at, PracticeSkip.step)")
    offers: Mapped[list["PracticeOffer"]] = relationship(order_by="PracticeOffer.id.desc()")
    marks: Mapped[list["PracticeMark"]] = relationship()

    @property
    def state(self) -> PracticeState:
        """How far it has come."""
        if self.finished_at is not None:
            return PracticeState.CALLED_OFF if self.points is None else PracticeState.SCORED
        if self.senior_id is None:
            return PracticeState.ASKED
        if self.ended_at is not None:
            return PracticeState.OVER
        if self.steps:
            return PracticeState.TALKING
        return PracticeState.READY if self.preparation else PracticeState.PREPARING

    @property
    def shop(self) -> Shop:
        """Whose mock case it is."""
        return self.agent.shops[0]


class PracticePreparation(Base):
    """What the agent could answer before a practice call, as before a call to a customer (`Preparation`)."""

    __tablename__ = "practice_preparations"

    practice_call_id: Mapped[int] = mapped_column(ForeignKey("practice_calls.id"), primary_key=True)
    floor_amount: Mapped[Fen]
    likely_demands: Mapped[str]
    beyond_authority: Mapped[str]
    senior_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    prepared_at: Mapped[datetime]
    senior: Mapped[User | None] = relationship()
    plans: Mapped[list["PracticePlan"]] = relationship(order_by="PracticePlan.position", cascade="all, delete-orphan")


class PracticePlan(Base):
    """One rung of the ladder prepared for a practice call; `amount` in fen, None where the kind needs none."""

    __tablename__ = "practice_plans"

    practice_call_id: Mapped[int] = mapped_column(
        ForeignKey("practice_preparations.practice_call_id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PlanKind]
    amount: Mapped[Fen | None]
    note: Mapped[str]


class PracticeStep(Base):
    """When a practice call came to a step of the script."""

    __tablename__ = "practice_steps"

    id: Mapped[Id]
    practice_call_id: Mapped[int] = mapped_column(ForeignKey("practice_calls.id"), index=True)
    step: Mapped[Step]
    entered_at: Mapped[datetime]


class PracticeSkip(Base):
    """Why a practice call left out a step."""

    __tablename__ = "practice_skips"

    practice_call_id: Mapped[int] = mapped_column(ForeignKey("practice_calls.id"), primary_key=True)
    step: Mapped[Step] = mapped_column(primary_key=True)
    reason: Mapped[SkipReason]
    words: Mapped[str]
    explained_at: Mapped[datetime]


class PracticeOffer(Base):
    """A plan put to whoever plays the customer: nobody is promised anything by it.

    `asked_role` is who would be asked about it in a call to a customer, None where the agent may decide; here it is
    decided by who plays the customer, at `decided_at`. `asked_amount` is what was asked for where they made it another,
    None elsewhere. `answered_at` is when the customer answered, or the agent set it aside or took the request back.
    """

    __tablename__ = "practice_offers"

    id: Mapped[Id]
    practice_call_id: Mapped[int] = mapped_column(ForeignKey("practice_calls.id"), index=True)
    kind: Mapped[PlanKind]
    amount: Mapped[Fen | None]
    note: Mapped[str]
    status: Mapped[OfferStatus]
    asked_role: Mapped[Role | None]
    asked_amount: Mapped[Fen | None]
    made_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]


class PracticeMark(Base):
    """How far one rule was kept, and a word on it."""

    __tablename__ = "practice_marks"

    practice_call_id: Mapped[int] = mapped_column(ForeignKey("practice_calls.id"), primary_key=True)
    rule: Mapped[AttitudeRule] = mapped_column(primary_key=True)
    grade: Mapped[Grade]
    word: Mapped[str]
