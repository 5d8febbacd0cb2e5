"""Strict JSON: UTF-8, no key twice, no numbers that JSON doesn't have."""

import json

from callguard.domain.guard.reading import GuardInputError


def decoded(document: bytes) -> object:
    """The value of a JSON document; raises GuardInputError."""
    try:
        return _DECODER.decode(document.decode())
    except UnicodeDecodeError as error:
        raise GuardInputError("$", f"is not UTF-8 at byte {error.start}") from None
    except RecursionError:
        raise GuardInputError("$", "is nested too deeply") from None
    except ValueError as error:
        raise GuardInputError("$", f"is not valid JSON: {error}") from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _value in pairs]
        raise ValueError(f"the key {next(key for key in keys if keys.count(key) > 1)!r} stands twice")
    return found


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not a number in JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_constant)
