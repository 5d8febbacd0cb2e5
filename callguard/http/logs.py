"""One line for each request: which route, how it went, how long it took; no personal data."""

import logging
import sys
import time

import structlog
from flask import Flask, Response, g, request

from callguard.http.context import user_or_none

_log = structlog.get_logger("callguard.http")


def configure_logs(*, production: bool) -> None:
    """Lines of JSON in production, coloured ones for people elsewhere; both on standard error."""
    # The plain traceback: the pretty one shows local variables, and customers in them.
    for_people = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    for_machines = (structlog.processors.format_exc_info, structlog.processors.JSONRenderer())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *(for_machines if production else (for_people,)),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def log_requests(app: Flask) -> None:
    """Makes the app write its line for each request; the rule is logged, not the path, which may hold ids."""
    app.before_request(_start)
    app.after_request(_finish)


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    user = user_or_none()
    _log.info(
        "request",
        method=request.method,
        route=str(request.url_rule),
        status=response.status_code,
        milliseconds=round((time.perf_counter() - g.started) * 1000, 1),
        user=user and user.id,
    )
    return response


def log_failure(error: Exception) -> None:
    """Writes down an error nobody foresaw, with its traceback."""
    _log.error("failure", route=str(request.url_rule), exc_info=error)
