"""Click to call through Twilio: the agent's telephone rings, then the customer's is bridged in.

Parameters and limits are those of Twilio's Call resource and of TwiML's Dial and Number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from pydantic import SecretStr
from requests import ConnectionError as ConnectionLost
from requests import ConnectTimeout, RequestException
from twilio.base.exceptions import TwilioException
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.voice_response import VoiceResponse
from urllib3.exceptions import NewConnectionError

from callguard.domain.attempt import CallResult
from callguard.domain.permit import LONGEST_CALL
from callguard.settings import Settings
from callguard.telephony.port import NotPlaced, OutboundCall, Placed, Placement, Unclear
from callguard.telephony.twilio_http import OneTry

PATH = "/telephony/twilio"
"""Under which Twilio's callbacks arrive."""

# Shorter than most mailboxes wait: a mailbox that picks up for the agent would have the customer rung for nobody.
AGENT_RINGS_SECONDS = 20
CUSTOMER_RINGS_SECONDS = 30
# Each w is half a second: a virtual number's switchboard first asks for the extension.
PAUSE_BEFORE_EXTENSION = "wwww"
# All of them, because the last one's number then tells whether it rang.
LEG_EVENTS = "initiated ringing answered completed"
_REQUEST_TIMEOUT = 408


@dataclass(frozen=True)
class Twilio:
    """An account at Twilio; `public_url` is where its callbacks reach us, without a slash at the end."""

    account_sid: str
    auth_token: SecretStr
    from_number: str = field(repr=False)
    public_url: str
    api_url: str | None = None
    rings_agent = True

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """The account that the settings name, which have made sure that it is complete."""
        return cls(
            account_sid=settings.twilio_account_sid or "",
            auth_token=settings.twilio_auth_token or SecretStr(""),
            from_number=settings.twilio_from_number or "",
            public_url=str(settings.public_url).rstrip("/"),
            api_url=str(settings.twilio_api_url) if settings.twilio_api_url else None,
        )

    def place(self, call: OutboundCall) -> Placement:
        """Has the agent rung; only a definite refusal is proof that nobody will be."""
        try:
            ref = self._ask_for(call)
        except TwilioException as refused:
            return _why_refused(refused)
        except RequestException as lost:
            return _why_lost(lost)
        except ValueError:
            return Unclear("unreadable_answer")
        return Placed(ref) if ref else Unclear("answer_without_ref")

    def bridge(self, dial_token: str, e164: str, extension: str | None) -> str:
        """The TwiML that has the customer rung, on the agent's call."""
        report_to = self._url("customer", dial_token)
        response = VoiceResponse()
        dial = response.dial(
            caller_id=self.from_number,
            timeout=CUSTOMER_RINGS_SECONDS,
            time_limit=int(LONGEST_CALL.total_seconds()),
            action=report_to,
            method="POST",
        )
        dial.number(
            e164,
            send_digits=f"{PAUSE_BEFORE_EXTENSION}{extension}" if extension else None,
            status_callback=report_to,
            status_callback_event=LEG_EVENTS,
            status_callback_method="POST",
        )
        return str(response)

    def is_signed(self, path: str, form: Mapping[str, str], signature: str) -> bool:
        """Whether Twilio sent this form to this path."""
        validator = RequestValidator(self.auth_token.get_secret_value())
        return bool(validator.validate(self.public_url + path, form, signature))

    def _ask_for(self, call: OutboundCall) -> str | None:
        client = Client(self.account_sid, self.auth_token.get_secret_value(), http_client=OneTry(self.api_url))
        placed = client.calls.create(
            to=call.agent_e164,
            from_=self.from_number,
            url=self._url("bridge", call.dial_token),
            method="POST",
            status_callback=self._url("agent", call.dial_token),
            status_callback_event=["completed"],
            status_callback_method="POST",
            timeout=AGENT_RINGS_SECONDS,
            time_limit=int(LONGEST_CALL.total_seconds()),
        )
        ref: str | None = placed.sid
        return ref

    def _url(self, about: str, dial_token: str) -> str:
        return f"{self.public_url}{PATH}/{about}/{dial_token}"


def hang_up() -> str:
    """The TwiML that ends the agent's call."""
    response = VoiceResponse()
    response.hangup()
    return str(response)


def nothing_more() -> str:
    """The TwiML that leaves it at that."""
    return str(VoiceResponse())


def _why_refused(refused: TwilioException) -> NotPlaced | Unclear:
    # Never the message: Twilio quotes the number in it.
    status, code = getattr(refused, "status", 0), getattr(refused, "code", 0)
    definite = 400 <= status < 500 and status != _REQUEST_TIMEOUT
    return NotPlaced(CallResult.NOT_PLACED, f"twilio_{code}") if definite else Unclear(f"http_{status}")


def _why_lost(lost: RequestException) -> NotPlaced | Unclear:
    return NotPlaced(CallResult.FAILED, "unreachable") if _never_connected(lost) else Unclear("connection_lost")


def _never_connected(lost: RequestException) -> bool:
    if isinstance(lost, ConnectTimeout):
        return True
    reason = getattr(lost.args[0], "reason", None) if lost.args else None
    return isinstance(lost, ConnectionLost) and isinstance(reason, NewConnectionError)
