"""Which of a shop's own columns is which field of a format: chosen once, used by every later import."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import ImportMapping, User
from callguard.imports.columns import columns_of


def mapping_of(session: Session, shop_id: int, format_name: str) -> dict[str, str]:
    """The title of the shop's column for each field that was chosen; empty if none was."""
    saved = _saved(session, shop_id, format_name)
    return dict(saved.columns) if saved else {}


def save_mapping(
    session: Session, shop_id: int, format_name: str, chosen: Mapping[str, str], user: User, now: datetime
) -> None:
    """Replaces the shop's choice; fields left blank go back to the built-in names, unknown ones are dropped."""
    fields = columns_of(format_name).names
    columns = {field: title.strip() for field, title in chosen.items() if field in fields and title.strip()}
    saved = _saved(session, shop_id, format_name)
    if saved is None:
        saved = ImportMapping(shop_id=shop_id, format=format_name)
        session.add(saved)
    saved.columns, saved.saved_by_id, saved.saved_at = columns, user.id, now


def _saved(session: Session, shop_id: int, format_name: str) -> ImportMapping | None:
    same = select(ImportMapping).where(ImportMapping.shop_id == shop_id, ImportMapping.format == format_name)
    return session.scalar(same)
