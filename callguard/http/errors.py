"""The one table from what went wrong to the HTTP answer."""

from dataclasses import dataclass
from http import HTTPStatus

from werkzeug.exceptions import HTTPException

from callguard.domain.errors import (
    DomainError,
    FieldError,
    IllegalStep,
    InvalidFields,
    NotYours,
    StaleLease,
    UnknownId,
)
from callguard.http.texts import CODES, message_of, status_text

STATUSES: dict[type[DomainError], HTTPStatus] = {
    UnknownId: HTTPStatus.NOT_FOUND,
    NotYours: HTTPStatus.LOCKED,
    StaleLease: HTTPStatus.CONFLICT,
    IllegalStep: HTTPStatus.CONFLICT,
    InvalidFields: HTTPStatus.UNPROCESSABLE_ENTITY,
}

_KEPT_HEADERS = {"Allow", "Retry-After", "WWW-Authenticate"}


@dataclass(frozen=True)
class ErrorAnswer:
    """What is told about an error: `code` for programs, the rest for people, in the request's language."""

    status: int
    code: str
    title: str
    message: str
    fields: tuple[FieldError, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


def answer_to(error: Exception) -> ErrorAnswer:
    """The answer to any exception; what nobody foresaw is a 500 that says nothing about its inside."""
    if isinstance(error, DomainError):
        return _domain_answer(error)
    # Others have a `code` too, and mean something else by it.
    status = (error.code if isinstance(error, HTTPException) else None) or 500
    text = status_text(status)
    return ErrorAnswer(status, f"http_{status}", text.title, text.message, headers=_headers(error))


def _headers(error: Exception) -> tuple[tuple[str, str], ...]:
    if not isinstance(error, HTTPException):
        return ()
    return tuple(header for header in error.get_headers() if header[0] in _KEPT_HEADERS)


def _domain_answer(error: DomainError) -> ErrorAnswer:
    status = next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)
    reason = str(error.params.get("reason"))
    return ErrorAnswer(
        status=status,
        code=error.code,
        title=status_text(status).title,
        message=message_of(reason if reason in CODES else error.code, error.params),
        fields=getattr(error, "errors", ()),
    )
