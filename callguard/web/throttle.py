"""How often somebody may try to sign in."""

import hashlib
import time
from datetime import timedelta

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

# A team shares one address, so the address may fail far more often than one name.
PER_NAME = RateLimitItemPerMinute(5, 5)
PER_ADDRESS = RateLimitItemPerMinute(50, 5)


class SignInThrottle:
    """Counts failed sign-ins in this process's memory: with K workers the bound is K times as high."""

    def __init__(self) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def wait(self, name: str, address: str) -> timedelta | None:
        """How long to wait before the next try; None when it may be made now."""
        full = [key for key in _keys(name, address) if not self._limiter.test(*key)]
        if not full:
            return None
        ends_at = max(self._limiter.get_window_stats(*key).reset_time for key in full)
        return timedelta(seconds=max(1, ends_at - time.time()))

    def failed(self, name: str, address: str) -> None:
        """Counts a failed try."""
        for key in _keys(name, address):
            self._limiter.hit(*key)


def _keys(name: str, address: str) -> tuple[tuple[RateLimitItemPerMinute, str, str], ...]:
    # Hashed, because what is typed into the name field by mistake may be a password.
    typed = hashlib.sha256(name.encode()).hexdigest()
    return (PER_NAME, "name", typed), (PER_ADDRESS, "address", address)
