"""`callguard serve` as a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from callguard.settings import Settings
from tests.house import TEST_SECRET, House

PATIENCE = 30


@pytest.fixture
def port(settings: Settings) -> Iterator[int]:
    """The port of a running server with two workers."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    given = {"CALLGUARD_DATABASE_URL": settings.database_url, "CALLGUARD_SECRET_KEY": TEST_SECRET}
    command = [sys.executable, "-c", "from callguard.cli import main; main()", "serve", "--port", str(port)]
    server = subprocess.Popen([*command, "--workers", "2"], env=os.environ | given, stderr=subprocess.PIPE)  # noqa: S603 - our own command
    wait_for(port)
    yield port
    server.send_signal(signal.SIGTERM)
    server.communicate(timeout=PATIENCE)
    assert server.returncode == 0


def wait_for(port: int) -> None:
    ends_at = time.monotonic() + PATIENCE
    while time.monotonic() < ends_at:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the server did not come up")


def test_serves_pages_and_files_and_stops_when_asked(house: House, port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    for path, status in (("/healthz", 200), ("/sign-in", 200), ("/static/app.css", 200), ("/desk-of-nobody", 404)):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == status, path
    connection.close()
