"""Errors as application/problem+json (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from flask import Response, json

from callguard.domain.guard import GuardInputError
from callguard.http.errors import ErrorAnswer
from callguard.http.language import gettext as _
from callguard.http.texts import message_of, status_text

MEDIA_TYPE = "application/problem+json"
_STRING = {"type": "string"}
_FIELD = {"type": "object", "required": ["path", "message"], "properties": {"path": _STRING, "message": _STRING}}
_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        **dict.fromkeys(("type", "title", "detail", "code"), _STRING),
        "status": {"type": "integer"},
        "errors": {"type": "array", "items": _FIELD},
    },
}


def problem(answer: ErrorAnswer) -> Response:
    """The problem document of an error as a response."""
    return _response(problem_document(answer))


def problem_document(answer: ErrorAnswer) -> dict[str, Any]:
    """The problem document of an error; `errors` names the fields at fault by their path."""
    faults = [
        {"path": field.field, "code": field.code, "message": message_of(field.code, field.params)}
        for field in answer.fields
    ]
    return _document(answer.status, answer.code, answer.title, answer.message, faults)


def refuse_document(error: GuardInputError) -> Response:
    """422 for a guard document that can't be judged: the path in it, and why in the contract's words."""
    text = status_text(422)
    fault = {"path": error.path, "code": "guard_input", "message": error.message}
    return _response(_document(422, "guard_input", text.title, _("守卫文档有误，见 errors 中的路径。"), [fault]))


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How the specification describes these answers of a call."""
    content = {MEDIA_TYPE: {"schema": _SCHEMA}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def _document(status: int, code: str, title: str, detail: str, faults: list[dict[str, str]]) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": str(title),
        "status": status,
        "detail": str(detail),
        "code": code,
    }
    if faults:
        body["errors"] = faults
    return body


def _response(document: dict[str, Any]) -> Response:
    return Response(json.dumps(document), status=document["status"], mimetype=MEDIA_TYPE)
