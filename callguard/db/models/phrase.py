"""The company's own phrases, and the words by which cases became graver."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callguard.db.base import Base, Id
from callguard.db.models.user import User
from callguard.domain.phrases import PhraseCategory, Severity


class PhraseVersion(Base):
    """A phrase as somebody saved it: it stands in for the shipped one with the same key, and for what was saved before.

    No row is ever changed: the latest of a key holds, and the highest id is the version of the whole list. `unless` has
    a wording per line.
    """

    __tablename__ = "phrase_versions"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    category: Mapped[PhraseCategory]
    severity: Mapped[Severity]
    reason: Mapped[str]
    replacement: Mapped[str]
    unless: Mapped[str]
    allowed: Mapped[int]
    is_on: Mapped[bool]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    saved_at: Mapped[datetime]
    saved_by: Mapped[User] = relationship()


class CaseTrigger(Base):
    """The first word of its category that was noted about a case: the next one raises nothing any more."""

    __tablename__ = "case_triggers"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    category: Mapped[PhraseCategory] = mapped_column(primary_key=True)
    word: Mapped[str]
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    noted_at: Mapped[datetime]
