"""Passwords: hashed with argon2id, compared in the same time whether or not the user exists."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

MIN_LENGTH = 10
MAX_LENGTH = 128

_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """The argon2id hash, with its own salt and parameters in it."""
    return _hasher.hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Whether the password is the one behind the hash; None (no such user) takes as long and is False."""
    try:
        return _hasher.verify(password_hash or _nobodys_hash(), password) and password_hash is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def invented() -> str:
    """A fresh password, long enough to be kept or changed."""
    return secrets.token_urlsafe(12)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(12))
