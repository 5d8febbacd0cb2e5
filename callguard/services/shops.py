"""Shops: what the company sells from."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from callguard.db.models import Shop
from callguard.domain.errors import FieldError, InvalidFields
from callguard.domain.platform import Platform


def add_shop(session: Session, *, code: str, name: str, platform: Platform) -> Shop:
    """Adds a shop; InvalidFields when the code is blank or taken."""
    if not code.strip() or code != code.strip():
        raise InvalidFields((FieldError("code", "blank"),))
    if session.scalar(select(Shop.id).where(Shop.code == code)):
        raise InvalidFields((FieldError("code", "taken"),))
    shop = Shop(code=code, name=name, platform=platform)
    session.add(shop)
    session.flush()
    return shop


def shop_by_code(session: Session, code: str) -> Shop:
    """The shop people call so; InvalidFields when there is none."""
    shop = session.scalar(select(Shop).where(Shop.code == code))
    if shop is None:
        raise InvalidFields((FieldError("shop", "unknown_shop", {"code": code}),))
    return shop


def all_shops(session: Session) -> list[Shop]:
    """Every shop of the company."""
    return list(session.scalars(select(Shop).order_by(Shop.id)))
