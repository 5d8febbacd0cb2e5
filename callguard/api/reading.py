"""Reading what a caller sent; what can't be taken is told at its field's path."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from flask import request
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from callguard.api.fields import Asked
from callguard.domain.errors import FieldError, InvalidFields
from callguard.services.idempotency import KEY_FIELD

_MAX_KEY = 255
_CODES = {
    "missing": "field_missing",
    "extra_forbidden": "field_unknown",
    "timezone_aware": "time_without_zone",
    "json_invalid": "not_json",
}

Body = TypeVar("Body", bound=Asked)


def read_json(kind: type[Body]) -> Body:
    """The body; InvalidFields where it is no JSON or not of this kind."""
    try:
        return kind.model_validate_json(request.get_data() or b"{}")
    except ValidationError as error:
        raise InvalidFields(tuple(_faults(error))) from None


def read_query(kind: type[Body]) -> Body:
    """The query; InvalidFields where it is not of this kind."""
    return read_fields(kind, request.args.to_dict())


def read_fields(kind: type[Body], fields: Mapping[str, str]) -> Body:
    """Texts by the names of the fields they are for; InvalidFields where they are not of this kind."""
    try:
        return kind.model_validate_strings(fields)
    except ValidationError as error:
        raise InvalidFields(tuple(_faults(error))) from None


def key_of_request() -> str | None:
    """The caller's name for this request; None for a request that may be done twice."""
    key = request.headers.get(KEY_FIELD)
    if key is not None and not 0 < len(key) <= _MAX_KEY:
        raise InvalidFields((FieldError(KEY_FIELD, "key_unusable", {"max": _MAX_KEY}),))
    return key


def _faults(error: ValidationError) -> Iterator[FieldError]:
    # Without the input: what was sent may be personal data.
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        code = _CODES.get(fault["type"], "value_unacceptable")
        yield FieldError(_path(fault), code, {"reason": fault["msg"]})


def _path(fault: ErrorDetails) -> str:
    return ".".join(map(str, fault["loc"])) or "$"
