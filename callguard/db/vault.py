"""Personal data at rest: sealed values, and fingerprints to find them by."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Vault:
    """Seals and opens personal data with keys derived from the installation's secret key."""

    def __init__(self, secret_key: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(_derive(secret_key, b"callguard sealed values")))
        self._fingerprint_key = _derive(secret_key, b"callguard fingerprints")

    def seal(self, text: str) -> bytes:
        """The sealed form; sealing the same text twice gives two different values."""
        return self._fernet.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        """The text again; `cryptography.fernet.InvalidToken` when the secret key is not the one that sealed it."""
        return self._fernet.decrypt(sealed).decode()

    def fingerprint(self, *parts: str) -> str:
        """The same for the same parts, and useless without the secret key: hex of 64 digits."""
        message = "\x1f".join(parts).encode()
        return hmac.new(self._fingerprint_key, message, hashlib.sha256).hexdigest()


def _derive(secret_key: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=purpose).derive(secret_key.encode())
