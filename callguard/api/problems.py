"""Errors as application/problem+json (RFC 9457)."""

from flask import Response, json

from callguard.http.errors import ErrorAnswer
from callguard.http.texts import message_of


def problem(answer: ErrorAnswer) -> Response:
    """The problem document; `errors` names the fields at fault by their path."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": answer.title,
        "status": answer.status,
        "detail": answer.message,
        "code": answer.code,
    }
    if answer.fields:
        body["errors"] = [
            {"path": field.field, "code": field.code, "message": message_of(field.code, field.params)}
            for field in answer.fields
        ]
    return Response(json.dumps(body), status=answer.status, mimetype="application/problem+json")
