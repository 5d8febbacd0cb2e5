"""Answers of calls as they are kept and sent."""

from flask import Response, json
from pydantic import BaseModel

from callguard.api.problems import MEDIA_TYPE, problem_document
from callguard.http.errors import ErrorAnswer
from callguard.services.idempotency import GivenAnswer


def told(status: int, content: BaseModel) -> GivenAnswer:
    """An answer with this content."""
    return GivenAnswer(status, content.model_dump_json())


def refused(error: ErrorAnswer, **members: object) -> GivenAnswer:
    """A problem as the answer, with members of the call's own."""
    return GivenAnswer(error.status, json.dumps(problem_document(error) | members))


def response_of(given: GivenAnswer) -> Response:
    """The answer as it is sent."""
    media_type = MEDIA_TYPE if given.status >= 400 else "application/json"
    return Response(given.body, status=given.status, mimetype=media_type)
