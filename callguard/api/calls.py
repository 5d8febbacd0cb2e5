"""How a call is made of a view: read strictly, done once for a key, answered as JSON, described for OpenAPI."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Response, abort, request
from pydantic import BaseModel
from sqlalchemy.orm import Session

from callguard.api.answers import refused, response_of
from callguard.api.blueprint import blueprint
from callguard.api.fields import MAX_ID, Asked, Nothing, Shown
from callguard.api.reading import key_of_request, read_json, read_query
from callguard.domain.errors import DomainError
from callguard.http.context import current_user, now, reading, runtime, writing
from callguard.http.errors import answer_to
from callguard.services.idempotency import GivenAnswer, answer_once

Answers = Mapping[int, type[Shown] | None]
View = Callable[..., GivenAnswer]
Reader = Callable[[], Asked]


@dataclass(frozen=True)
class Call:
    """A call as OpenAPI describes it; `content` stands in for the JSON body where the call takes something else."""

    method: str
    rule: str
    asked: type[Asked]
    answers: Answers
    problems: tuple[int, ...]
    content: Mapping[str, Any] | None = None


CALLS: list[Call] = []


def get(
    rule: str, query: type[Asked] = Nothing, *, answer: type[Shown], problems: tuple[int, ...] = ()
) -> Callable[[View], View]:
    """Makes a view that reads: it gets a session, the query and the ids in the address."""

    def add(view: View) -> View:
        @blueprint.get(rule)
        @wraps(view)
        def called(**ids: int) -> Response:
            _refuse_huge(ids)
            with reading() as db:
                return response_of(view(db, read_query(query), **ids))

        CALLS.append(Call("get", rule, query, {200: answer}, (401, 422, *problems)))
        return view

    return add


def post(
    rule: str,
    body: type[Asked] = Nothing,
    *,
    answers: Answers,
    problems: tuple[int, ...] = (),
    read: Reader | None = None,
    content: Mapping[str, Any] | None = None,
) -> Callable[[View], View]:
    """Makes a view that writes: it gets a session in a transaction, the body and the ids in the address.

    `read` and `content` are for a body that is no JSON: how it is read and described.
    """

    def add(view: View) -> View:
        @blueprint.post(rule)
        @wraps(view)
        def called(**ids: int) -> Response:
            _refuse_huge(ids)
            asked = read() if read else read_json(body)
            return response_of(_done_once(view, asked, ids))

        CALLS.append(Call("post", rule, body, answers, (401, 422, *problems), content))
        return view

    return add


def _done_once(view: View, asked: BaseModel, ids: Mapping[str, int]) -> GivenAnswer:
    key = key_of_request()
    with writing() as db:
        if key is None:
            # A refusal undoes it all, and is answered as any error is.
            return view(db, asked, **ids)
        what = f"{request.path} {asked.model_dump_json()}"
        return answer_once(
            db, runtime().vault, current_user(), key, what, now(), lambda: _answered(db, view, asked, ids)
        )


def _answered(db: Session, view: View, asked: BaseModel, ids: Mapping[str, int]) -> GivenAnswer:
    """What the view answers; a refusal undoes what the view wrote and is an answer like any other, to be kept."""
    try:
        with db.begin_nested():
            return view(db, asked, **ids)
    except DomainError as error:
        return refused(answer_to(error))


def _refuse_huge(ids: Mapping[str, int]) -> None:
    if any(value > MAX_ID for value in ids.values()):
        abort(404)
