"""What the files said besides, kept sealed: it holds addresses, remarks and invoice titles."""

import json
from collections.abc import Mapping

from callguard.db.vault import Vault


def open_extras(vault: Vault, sealed: bytes | None) -> dict[str, str]:
    """By the column's name in the file, or ours for what callguard understood."""
    extras: dict[str, str] = json.loads(vault.open(sealed)) if sealed else {}
    return extras


def seal_extras(vault: Vault, extras: Mapping[str, str]) -> bytes | None:
    """The same for the database; None for nothing."""
    return vault.seal(json.dumps(extras, ensure_ascii=False)) if extras else None
