"""Where a user starts, and whether the server is well."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from callguard.http.access import public
from callguard.http.context import current_user, reading
from callguard.web.nav import items_for

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def start() -> ResponseReturnValue:
    """Leads to the first page of the user's navigation."""
    first = next(iter(items_for(current_user())), None)
    return redirect(url_for(first.endpoint)) if first else render_template("home.html")


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Says ok as long as the database answers."""
    with reading() as db:
        db.execute(text("SELECT 1"))
    return {"status": "ok"}
