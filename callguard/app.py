"""The application: the one place that wires everything."""

from typing import Any

import flask_babel
from apiflask import APIFlask
from flask import Flask, Response, request
from flask_compress import Compress
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException

from callguard import api
from callguard.clock import Clock
from callguard.domain.errors import DomainError
from callguard.http import headers, language, logs
from callguard.http.context import now, user_or_none
from callguard.http.errors import answer_to
from callguard.resources import templates_dir, translations_dir
from callguard.services.runtime import Runtime
from callguard.settings import Settings
from callguard.web import (
    access,
    account,
    approvals,
    call,
    cases,
    commands,
    desk,
    filters,
    hints,
    home,
    imports,
    nav,
    notifications,
    phrasebook,
    phrases,
    plan,
    policies,
    practice,
    register,
    same_person,
    team,
    telephony,
)
from callguard.web.errors import error_page
from callguard.web.key_sheet import key_sheet
from callguard.web.static_files import serve_static_files
from callguard.web.throttle import SignInThrottle

PAGES = (
    home.blueprint,
    account.blueprint,
    hints.blueprint,
    commands.blueprint,
    notifications.blueprint,
    telephony.blueprint,
    approvals.blueprint,
    cases.blueprint,
    same_person.blueprint,
    register.blueprint,
    imports.blueprint,
    policies.blueprint,
    phrases.blueprint,
    desk.blueprint,
    call.blueprint,
    plan.blueprint,
    practice.blueprint,
    team.blueprint,
    phrasebook.blueprint,
)
MAX_REQUEST_BYTES = 64 * 1024 * 1024


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> APIFlask:
    """The web application of an installation; every process makes its own, after any fork."""
    runtime = Runtime.open(settings, clock)
    app = APIFlask(
        "callguard",
        title="callguard",
        version="1",
        spec_path="/api/v1/openapi.json",
        docs_path=None,
        json_errors=False,
        template_folder=str(templates_dir()),
        static_folder=None,  # type: ignore[arg-type]  # none: WhiteNoise serves them
    )
    app.extensions["callguard"] = runtime
    app.extensions["callguard.throttle"] = SignInThrottle()
    _configure(app, runtime.settings)
    _let_in_only_who_may(app)
    _speak_languages(app)
    _write_pages(app)
    _answer_errors(app)
    _register(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    logs.configure_logs(production=settings.production)
    logs.log_requests(app)
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        PERMANENT_SESSION_LIFETIME=access.SESSION_LENGTH,
        SESSION_COOKIE_NAME="callguard",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.production,
        # A call page stays open for a whole shift; the token ends with the session.
        WTF_CSRF_TIME_LIMIT=None,
        # Long lists are a tenth of their length then. Files lie there compressed, and programs get short answers.
        COMPRESS_MIMETYPES=["text/html"],
        COMPRESS_ALGORITHM=["zstd", "gzip"],
    )
    Compress(app)
    serve_static_files(app, production=settings.production)

    @app.after_request
    def secure(response: Response) -> Response:
        response.headers.update(headers.security_headers(production=settings.production))
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _let_in_only_who_may(app: APIFlask) -> None:
    @app.before_request
    def refuse_strangers() -> Any:
        return api.refuse_strangers() if _asks_api() else access.refuse_strangers()

    # After the above: who has lost the session is sent to sign in, not told about tokens. The API knows no cookies.
    csrf = CSRFProtect(app)
    for asked_by_programs in (api.blueprint, telephony.blueprint):
        csrf.exempt(asked_by_programs)


def _speak_languages(app: Flask) -> None:
    flask_babel.Babel(
        app,
        default_locale="zh",
        default_translation_directories=str(translations_dir()),
        locale_selector=language.chosen_language,
        configure_jinja=False,
    )
    app.jinja_env.globals["_"] = language.markup


def _write_pages(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    filters.register_filters(app)
    # Not of the context: macros imported without one, which are made once, know it too.
    app.jinja_env.globals["now"] = now
    app.context_processor(
        lambda: {
            "nav_links": nav.links,
            "key_sheet": key_sheet,
            "signed_in": user_or_none(),
            "languages": language.LANGUAGES,
            "language": language.current_language(),
            "html_language": language.html_language(),
            "demo_clock": app.extensions["callguard"].settings.now is not None,
        }
    )


def _answer_errors(app: Flask) -> None:
    def answer(error: Exception) -> Response:
        if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
            return error.get_response()  # type: ignore[return-value]  # a redirect on its way
        told = answer_to(error)
        if told.status >= 500:
            logs.log_failure(error)
        response = api.problem(told) if _asks_api() else error_page(told)
        response.headers.extend(told.headers)
        return response

    for kind in (HTTPException, DomainError, Exception):
        app.register_error_handler(kind, answer)


def _register(app: APIFlask) -> None:
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    api.register_api(app)


def _asks_api() -> bool:
    return request.path.startswith(api.PREFIX)
