"""Errors as pages, and as messages in the corner where a fragment was asked for."""

from flask import Response, make_response, render_template, request

from callguard.http.errors import ErrorAnswer


def error_page(answer: ErrorAnswer) -> Response:
    """The designed page of an error; for htmx a toast that leaves the page as it is."""
    if "HX-Request" not in request.headers:
        # What broke may be the database, and the navigation counts what waits there.
        without_nav = {"nav_links": list} if answer.status >= 500 else {}
        return make_response(render_template("errors/page.html", answer=answer, **without_nav), answer.status)
    response = make_response(render_template("errors/_toast.html", answer=answer), answer.status)
    response.headers["HX-Retarget"] = "#toasts"
    response.headers["HX-Reswap"] = "beforeend"
    return response
