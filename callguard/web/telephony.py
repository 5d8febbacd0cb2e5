"""What Twilio asks and reports during a call; every request is signed by it, nothing else is let in."""

from apiflask import APIBlueprint
from flask import Response, abort, request

from callguard.http.access import public
from callguard.http.context import now, runtime, writing
from callguard.services import dialling
from callguard.telephony.twilio import PATH, Twilio, hang_up, nothing_more
from callguard.telephony.twilio_status import agent_leg_ended, customer_leg_ended

# APIFlask asks every blueprint with a before_request whether it is to be described; this one is not.
blueprint = APIBlueprint("telephony", __name__, url_prefix=PATH, enable_openapi=False)


@blueprint.before_request
def refuse_unsigned() -> None:
    """Turns away whatever Twilio has not signed."""
    signature = request.headers.get("X-Twilio-Signature", "")
    if not _twilio().is_signed(request.path, request.form, signature):
        abort(403)


@blueprint.post("/bridge/<dial_token>")
@public
def bridge(dial_token: str) -> Response:
    """The agent has picked up: has the customer rung if that is still allowed, or hangs up."""
    with writing() as session:
        number = dialling.bridge(session, runtime().vault, dial_token, request.form["CallSid"], now())
    return _twiml(hang_up() if number is None else _twilio().bridge(dial_token, number.e164, number.extension))


@blueprint.post("/agent/<dial_token>")
@public
def agent_leg(dial_token: str) -> Response:
    """The agent's leg has ended."""
    provider_ref = agent_leg_ended(request.form)
    if provider_ref is not None:
        with writing() as session:
            dialling.settle_agent_leg(session, dial_token, provider_ref, now())
    return _twiml(nothing_more())


@blueprint.post("/customer/<dial_token>")
@public
def customer_leg(dial_token: str) -> Response:
    """The customer's leg got on, or has ended."""
    ended = customer_leg_ended(request.form)
    if ended is not None:
        with writing() as session:
            dialling.settle_customer_leg(session, dial_token, ended, now())
    return _twiml(nothing_more())


def _twilio() -> Twilio:
    telephony = runtime().telephony
    return telephony if isinstance(telephony, Twilio) else abort(404)


def _twiml(document: str) -> Response:
    return Response(document, mimetype="text/xml")
