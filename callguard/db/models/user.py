"""Who works with callguard."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callguard.db.base import Base, Id, Json
from callguard.db.models.shop import Shop
from callguard.domain.role import Role

memberships = Table(
    "memberships",
    Base.metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("shop_id", ForeignKey("shops.id"), primary_key=True),
)


class User(Base):
    """An agent, a senior or a manager; `name` is what they sign in with, `display_name` what customers hear.

    They are given no calls before `paused_until`. `dismissed_hints` tells of each hint they put away when that was.
    """

    __tablename__ = "users"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    role: Mapped[Role]
    password: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str | None]
    created_at: Mapped[datetime]
    paused_until: Mapped[datetime | None]
    dismissed_hints: Mapped[Json] = mapped_column(default=dict, server_default="{}")
    shops: Mapped[list[Shop]] = relationship(secondary=memberships, order_by=Shop.id, lazy="selectin")


class ApiToken(Base):
    """A bearer token of a user; only its SHA-256 is kept."""

    __tablename__ = "api_tokens"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    user: Mapped[User] = relationship()
