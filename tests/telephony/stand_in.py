"""A stand-in for Twilio's Calls resource on this machine: it checks requests as published, and can misbehave."""

import base64
import hashlib
import hmac
import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SID = "AC0123456789abcdef0123456789abcdef"
TOKEN = "an auth token for tests only"  # noqa: S105 - invented
FROM = "+14155550100"
CALL = "CA00000000000000000000000000000001"

Form = dict[str, list[str]]
Fault = Callable[["Handler"], None]

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_EVENTS = {"initiated", "ringing", "answered", "completed"}


def _is_address(value: str) -> bool:
    return urlsplit(value).scheme in ("http", "https") and bool(urlsplit(value).netloc)


def _is_whole(value: str, most: int) -> bool:
    return value.isdecimal() and 0 < int(value) <= most


# What each parameter may be, and the code of Twilio's error when it isn't.
PARAMETERS: Mapping[str, tuple[Callable[[str], bool], int]] = {
    "To": (lambda value: bool(_E164.fullmatch(value)), 21211),
    "From": (lambda value: bool(_E164.fullmatch(value)), 21212),
    "Url": (_is_address, 21205),
    "Method": (lambda value: value in ("GET", "POST"), 21209),
    "StatusCallback": (_is_address, 21609),
    "StatusCallbackEvent": (_EVENTS.__contains__, 21626),
    "StatusCallbackMethod": (lambda value: value in ("GET", "POST"), 21209),
    "Timeout": (lambda value: _is_whole(value, 600), 21208),
    "TimeLimit": (lambda value: _is_whole(value, 14400), 20001),
}
REQUIRED = {"To": 21201, "From": 21213, "Url": 21205}
UNKNOWN_PARAMETER = 20001


def fault_in(form: Form) -> int | None:
    """The code of the error that Twilio would answer with."""
    missing = [code for name, code in REQUIRED.items() if name not in form]
    unknown = [UNKNOWN_PARAMETER for name in form if name not in PARAMETERS]
    wrong = [
        PARAMETERS[name][1]
        for name, values in form.items()
        if name in PARAMETERS and not all(PARAMETERS[name][0](value) for value in values)
    ]
    return next(iter(missing + unknown + wrong), None)


@dataclass
class StandIn:
    """Where it listens, what it was asked, and how it misbehaves (`fault`, None: not at all)."""

    url: str
    asked: list[Form] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    fault: Fault | None = None


class Handler(BaseHTTPRequestHandler):
    """Takes `POST /2010-04-01/Accounts/{Sid}/Calls.json`."""

    stand_in: StandIn

    def do_POST(self) -> None:
        """Checks and answers one request."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True)
        self.stand_in.asked.append(form)
        self.stand_in.arrived.set()
        if self.stand_in.fault is not None:
            self.stand_in.fault(self)
        elif self.path != f"/2010-04-01/Accounts/{SID}/Calls.json":
            self.refuse(404, 20404)
        elif self.headers["Authorization"] != _basic(SID, TOKEN):
            self.refuse(401, 20003)
        elif (code := fault_in(form)) is not None:
            self.refuse(400, code, form)
        else:
            self.answer(201, {"sid": CALL, "account_sid": SID, "status": "queued", "direction": "outbound-api"})

    def refuse(self, status: int, code: int, form: Form | None = None) -> None:
        """Answers with an error, which quotes the number as Twilio's do."""
        told = f"The parameters are not valid: {form}"
        more = f"https://www.twilio.com/docs/errors/{code}"
        self.answer(status, {"code": code, "message": told, "more_info": more, "status": status})

    def answer(self, status: int, document: object) -> None:
        """Answers with JSON."""
        self.answer_text(status, json.dumps(document))

    def answer_text(self, status: int, text: str) -> None:
        """Answers with anything."""
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Says nothing."""


def hang(handler: Handler) -> None:
    """Takes the request and never answers."""
    handler.stand_in.released.wait()


def reset(handler: Handler) -> None:
    """Takes the request and breaks the connection off."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with suppress(OSError):
        handler.connection.close()
    handler.close_connection = True


def status(code: int, error: int = 0) -> Fault:
    """Answers with this status, whatever it is asked."""
    return lambda handler: handler.refuse(code, error)


def text(code: int, body: str) -> Fault:
    """Answers with this text."""
    return lambda handler: handler.answer_text(code, body)


@contextmanager
def running_stand_in() -> Iterator[StandIn]:
    """Listens on a free port of this machine, and stops by itself."""

    class Bound(Handler):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Bound)
    server.daemon_threads = True
    Bound.stand_in = stand_in = StandIn(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield stand_in
    finally:
        stand_in.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def signature(url: str, form: Mapping[str, str], token: str = TOKEN) -> str:
    """How Twilio signs a form: HMAC-SHA1 over the address and every name and value, sorted by name."""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
