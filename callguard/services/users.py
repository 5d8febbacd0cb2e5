"""Users: added, known by password or token, and their secrets changed."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from callguard.db.models import ApiToken, Shop, User
from callguard.domain.errors import FieldError, InvalidFields, UnknownId
from callguard.domain.role import Role
from callguard.services import passwords


def add_user(
    session: Session,
    now: datetime,
    *,
    name: str,
    role: Role,
    shop_codes: Sequence[str] = (),
    display_name: str | None = None,
    password: str,
    phone: str | None = None,
    hashed: Callable[[str], str] = passwords.hashed,
) -> User:
    """Adds a user; InvalidFields when the name is taken, a shop unknown or the password too short.

    `hashed` makes what is kept of the password.
    """
    shops = list(session.scalars(select(Shop).where(Shop.code.in_(shop_codes))))
    errors = [*_name_errors(session, name), *_shop_errors(shop_codes, shops), *_password_errors("password", password)]
    if errors:
        raise InvalidFields(tuple(errors))
    user = User(
        name=name,
        display_name=display_name or name,
        role=role,
        password=hashed(password),
        fs_uniquifier=_new_uniquifier(),
        phone=phone,
        created_at=now,
        shops=shops,
    )
    session.add(user)
    session.flush()
    return user


def user_by_password(session: Session, name: str, password: str) -> User | None:
    """The active user with this name and password; None for every other reason, in the same time."""
    user = session.scalar(_active_users().where(User.name == name))
    return user if passwords.matches(password, user.password if user else None) else None


def user_by_uniquifier(session: Session, uniquifier: str) -> User | None:
    """The active user whose sessions carry this value, with shops loaded."""
    return session.scalar(_active_users().where(User.fs_uniquifier == uniquifier))


def colleagues_of(session: Session, user: User) -> list[User]:
    """Everyone who works or worked for one of the user's shops, the user too."""
    together = User.shops.any(Shop.id.in_([shop.id for shop in user.shops]))
    return list(session.scalars(select(User).where(together).order_by(User.display_name, User.id)))


def user_by_token(session: Session, token: str) -> User | None:
    """The active user to whom an API token that is not revoked belongs, with shops loaded."""
    known = select(ApiToken.user_id).where(ApiToken.token_hash == _token_hash(token), ApiToken.revoked_at.is_(None))
    return session.scalar(_active_users().where(User.id.in_(known)))


def user_by_name(session: Session, name: str) -> User:
    """The active user with this name; UnknownId when there is none."""
    user = session.scalar(_active_users().where(User.name == name))
    if user is None:
        raise UnknownId
    return user


def set_password(user: User, password: str) -> None:
    """Sets the password and ends every session of the user; InvalidFields at `password` when too short or too long."""
    errors = _password_errors("password", password)
    if errors:
        raise InvalidFields(tuple(errors))
    user.password = passwords.hashed(password)
    user.fs_uniquifier = _new_uniquifier()


def change_password(session: Session, user_id: int, *, current: str, new: str, again: str) -> User:
    """The user's own change; InvalidFields with every fault: the current one wrong, the new one unfit or unrepeated."""
    user = session.get_one(User, user_id)
    errors = [] if passwords.matches(current, user.password) else [FieldError("current", "wrong_password")]
    errors += _password_errors("new", new)
    if new != again:
        errors.append(FieldError("again", "passwords_differ"))
    if errors:
        raise InvalidFields(tuple(errors))
    set_password(user, new)
    return user


def make_token(session: Session, now: datetime, user: User) -> str:
    """A fresh API token of the user; only its SHA-256 is kept, so this is the one time it can be read."""
    token = "cg_" + secrets.token_urlsafe(32)
    session.add(ApiToken(user_id=user.id, token_hash=_token_hash(token), created_at=now))
    return token


def _active_users() -> Select[User]:
    return select(User).where(User.active).options(selectinload(User.shops))


def _token_hash(token: str) -> str:
    # The token is 256 random bits: a slow hash would protect nothing more.
    return hashlib.sha256(token.encode()).hexdigest()


def _new_uniquifier() -> str:
    return secrets.token_hex(16)


def _name_errors(session: Session, name: str) -> list[FieldError]:
    if not name.strip() or name != name.strip():
        return [FieldError("name", "blank")]
    taken = session.scalar(select(User.id).where(User.name == name))
    return [FieldError("name", "taken")] if taken else []


def _shop_errors(codes: Sequence[str], found: Sequence[Shop]) -> list[FieldError]:
    known = {shop.code for shop in found}
    return [FieldError("shop", "unknown_shop", {"code": code}) for code in codes if code not in known]


def _password_errors(field: str, password: str) -> list[FieldError]:
    if len(password) < passwords.MIN_LENGTH:
        return [FieldError(field, "password_too_short", {"min": passwords.MIN_LENGTH})]
    if len(password) > passwords.MAX_LENGTH:
        return [FieldError(field, "password_too_long", {"max": passwords.MAX_LENGTH})]
    return []
