"""Files that were imported, the rows that could not be used, and which of a shop's columns means what."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callguard.db.base import Base, Id, Json
from callguard.db.models.shop import Shop
from callguard.db.models.user import User


class ImportedFile(Base):
    """One run of an import; `done` of `total` rows is its progress, `problem` what stopped the whole file.

    `columns` says what the file's columns are called (`titles`) and which was taken for which field (`taken`).
    """

    __tablename__ = "imports"
    __table_args__ = (Index("ix_imports_shop_id_id", "shop_id", "id"),)

    id: Mapped[Id]
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    format: Mapped[str]
    file_name: Mapped[str]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    started_at: Mapped[datetime]
    progressed_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    total: Mapped[int | None]
    done: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    columns: Mapped[Json | None]
    problem: Mapped[Json | None]
    shop: Mapped[Shop] = relationship()
    started_by: Mapped[User | None] = relationship()


class ImportFault(Base):
    """What was wrong in a row: where it stands in the file and why; never the cell's text.

    `row_used` says that only the cell was left out and the rest of the row is in.
    """

    __tablename__ = "import_faults"
    __table_args__ = (Index("ix_import_faults_import_id_row_no", "import_id", "row_no"),)

    id: Mapped[Id]
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    row_no: Mapped[int]
    row_used: Mapped[bool]
    column: Mapped[str | None]
    reason: Mapped[str]
    facts: Mapped[Json] = mapped_column(default=dict)


class ImportMapping(Base):
    """Which of a shop's columns is which field of a format: `columns` has a title for each field that was chosen."""

    __tablename__ = "import_mappings"
    __table_args__ = (UniqueConstraint("shop_id", "format"),)

    id: Mapped[Id]
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    format: Mapped[str]
    columns: Mapped[Json] = mapped_column(default=dict)
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    saved_at: Mapped[datetime]
