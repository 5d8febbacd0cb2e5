"""Files that were imported, and the rows that could not be used."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callguard.db.base import Base, Id, Json
from callguard.db.models.shop import Shop


class ImportedFile(Base):
    """One run of an import; `done` of `total` rows is its progress, `problem` what stopped the whole file."""

    __tablename__ = "imports"

    id: Mapped[Id]
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    format: Mapped[str]
    file_name: Mapped[str]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    total: Mapped[int | None]
    done: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    problem: Mapped[Json | None]
    shop: Mapped[Shop] = relationship()


class ImportRejection(Base):
    """A row that could not be used: where it stands in the file and why."""

    __tablename__ = "import_rejections"
    __table_args__ = (Index("ix_import_rejections_import_id_row_no", "import_id", "row_no"),)

    id: Mapped[Id]
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    row_no: Mapped[int]
    column: Mapped[str | None]
    reason: Mapped[str]
    facts: Mapped[Json] = mapped_column(default=dict)
