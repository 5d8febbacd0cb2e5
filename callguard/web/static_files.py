"""The files under static/: each address carries the file's digest, so browsers may keep them for good."""

import atexit
import gzip
import hashlib
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from callguard.http.headers import security_headers

STATIC = Path(__file__).parent / "static"
_PREFIX = "/static/"


def serve_static_files(app: Flask, *, production: bool) -> None:
    """Lets WhiteNoise answer before the app is asked; while debugging, changes show at once."""

    def add_headers(headers: Headers, _path: str, _url: str) -> None:
        for name, value in security_headers(production=production).items():
            headers[name] = value

    served = WhiteNoise(
        app.wsgi_app,
        root=STATIC,
        prefix=_PREFIX,
        autorefresh=app.debug,
        allow_all_origins=False,
        max_age=0 if app.debug else WhiteNoise.FOREVER,
        add_headers_function=add_headers,
    )
    if not app.debug:
        served.add_files(_packed(), prefix=_PREFIX)
    app.wsgi_app = served  # type: ignore[method-assign]  # the documented way to wrap a Flask app
    app.jinja_env.globals["asset"] = asset_url


@cache
def _packed() -> Path:
    """Our own files with a compressed copy beside each, as the vendors' have it from the build."""
    folder = Path(mkdtemp(prefix="callguard-static-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for file in STATIC.rglob("*.*"):
        place = folder / file.relative_to(STATIC)
        if "vendor" not in place.parts:
            place.parent.mkdir(exist_ok=True)
            shutil.copy(file, place)
            Path(f"{place}.gz").write_bytes(gzip.compress(file.read_bytes(), mtime=0))
    return folder


@cache
def asset_url(name: str) -> str:
    """The address of a static file; FileNotFoundError when there is none."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"{_PREFIX}{name}?v={digest[:12]}"
