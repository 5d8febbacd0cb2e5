"""Fragments that are asked for again and again: the same content is answered by 304."""

import hashlib

from flask import Response, make_response, request
from flask_wtf.csrf import generate_csrf


def live(fragment: str, status: int = 200) -> Response:
    """The fragment with its version as ETag, or 304 when the browser has it already."""
    # The CSRF token differs in every answer and means the same.
    steady = fragment.replace(str(generate_csrf()), "")
    response = make_response(fragment, status)
    response.set_etag(hashlib.sha256(steady.encode()).hexdigest()[:20])
    if status == 200:
        response.make_conditional(request)
    return response


def wants_fragment() -> bool:
    """Whether htmx asks, and a part of the page will do."""
    return "HX-Request" in request.headers
