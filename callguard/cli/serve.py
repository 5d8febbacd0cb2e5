"""`callguard serve`: the web server."""

import gc

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from callguard.app import create_app
from callguard.cli.language import _
from callguard.cli.setup import read_settings
from callguard.settings import Settings

THREADS = 8


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn with threads; each worker makes its own application after the fork, with its own connections."""

    def __init__(self, settings: Settings, *, host: str, port: int, workers: int) -> None:
        self.settings = settings
        self.bind, self.workers = f"{host}:{port}", workers
        super().__init__()

    def load_config(self) -> None:
        """Says what gunicorn's configuration file would."""
        options = {
            "bind": self.bind,
            "workers": self.workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "proc_name": "callguard",
            # Static files and health checks keep a connection; a silent one gives its thread back soon.
            "keepalive": 5,
            "control_socket_disable": True,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application of one worker."""
        app = create_app(self.settings)
        keep_for_good()
        return app


def keep_for_good() -> None:
    """Has Python's collector leave alone what there is by now: to look through it would stop a request each time."""
    gc.collect()
    gc.freeze()


@click.command(help=_("启动网页服务。"))
@click.option("--host", default="127.0.0.1", show_default=True, help=_("监听的地址。"))
@click.option("--port", default=8000, show_default=True, help=_("监听的端口。"))
@click.option("--workers", default=2, show_default=True, help=_("进程数。"))
def serve(host: str, port: int, workers: int) -> None:
    """Runs until it is stopped."""
    Server(read_settings(), host=host, port=port, workers=workers).run()
