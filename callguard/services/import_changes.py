"""What a row of a file changes in what is known: a later file wins, a later row of the same file only adds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from callguard.db.models import Case, Order, Shop, User
from callguard.db.vault import Vault
from callguard.services.extras import open_extras, seal_extras


@dataclass(frozen=True)
class ImportContext:
    """The transaction, who imports, for which shop; `actor` None is the command line."""

    session: Session
    vault: Vault
    shop: Shop
    actor: User | None
    time_zone: str
    now: datetime


def take_values(target: Order | Case, said: Mapping[str, object], *, only_gaps: bool) -> dict[str, object]:
    """Sets what the row says (None says nothing) and returns what is different now."""
    changed = {
        name: value
        for name, value in said.items()
        if value is not None
        and value != getattr(target, name)
        and not (only_gaps and getattr(target, name) is not None)
    }
    for name, value in changed.items():
        setattr(target, name, value)
    return changed


def take_extras(vault: Vault, target: Order | Case, said: Mapping[str, str | None], *, only_gaps: bool) -> bool:
    """Adds what the row says besides; whether that is anything new."""
    known = open_extras(vault, target.extras_sealed)
    told = {name: text for name, text in said.items() if text}
    merged = told | known if only_gaps else known | told
    if merged == known:
        return False
    # Sealing the same twice gives different bytes, so it is done only for something new.
    target.extras_sealed = seal_extras(vault, merged)
    return True
