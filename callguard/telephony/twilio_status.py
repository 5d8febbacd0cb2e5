"""What Twilio reports of the customer's leg, in our words."""

from collections.abc import Mapping
from datetime import timedelta

from callguard.domain.attempt import CallResult
from callguard.telephony.port import LegEnded

RESULTS: Mapping[str, CallResult] = {
    # Somebody or something picked up: Twilio can't tell a person from a mailbox, nor who hung up.
    "completed": CallResult.CONVERSATION,
    "answered": CallResult.CONVERSATION,
    "busy": CallResult.BUSY,
    "no-answer": CallResult.NO_ANSWER,
    # The agent hung up first; the customer's telephone may have rung.
    "canceled": CallResult.NO_ANSWER,
    "failed": CallResult.FAILED,
}
"""Final statuses of a leg; the others are on the way there."""


def agent_leg_ended(form: Mapping[str, str]) -> str | None:
    """Under which reference the agent's leg ended; None when it hasn't yet."""
    return form["CallSid"] if form["CallStatus"] in RESULTS else None


def customer_leg_ended(form: Mapping[str, str]) -> LegEnded | None:
    """How the leg ended; None when it hasn't yet, or when what is said proves nothing.

    Twilio tells it twice, in either order: about the leg itself, and about the Dial that made it.
    """
    return _dial_ended(form) if "DialCallStatus" in form else _leg_ended(form)


def _dial_ended(form: Mapping[str, str]) -> LegEnded | None:
    # With a leg, a failed Dial doesn't say whether it rang; the leg's own report does.
    proof_of_failure = "DialCallSid" not in form
    return _ended(form["CallSid"], form["DialCallStatus"], form.get("DialCallDuration"), proof_of_failure)


def _leg_ended(form: Mapping[str, str]) -> LegEnded | None:
    return _ended(form["ParentCallSid"], form["CallStatus"], form.get("CallDuration"), _never_rang(form))


def _ended(provider_ref: str, status: str, seconds: str | None, proof_of_failure: bool) -> LegEnded | None:
    result = RESULTS.get(status)
    if result is None or (result is CallResult.FAILED and not proof_of_failure):
        return None
    talked = int(seconds or 0) if result is CallResult.CONVERSATION else 0
    return LegEnded(provider_ref, result, timedelta(seconds=talked))


def _never_rang(form: Mapping[str, str]) -> bool:
    # Events are numbered from 0 as they happened: initiated, ringing, ... A second one before the end was "ringing".
    return form.get("SequenceNumber") in ("0", "1")
