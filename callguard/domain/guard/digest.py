"""The fingerprint of a policy, so that a stored decision names exactly the rules it was taken by."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import rfc8785

from callguard.domain.guard.policy import Policy


@lru_cache(maxsize=32)
def digest(policy: Policy) -> str:
    """`sha256:` and the hexadecimal SHA-256 of the policy's RFC 8785 form, all defaults filled in."""
    canonical = rfc8785.dumps(policy.as_json())  # type: ignore[arg-type]  # its own type of JSON
    return f"sha256:{hashlib.sha256(canonical).hexdigest()}"


def policies_key(policies: Sequence[Policy]) -> str:
    """A short name for a list of policies, the same only for the same rules."""
    together = "+".join(digest(policy) for policy in policies)
    return hashlib.sha256(together.encode()).hexdigest()[:16]
