"""Which telephone system an installation uses."""

from callguard.settings import Settings
from callguard.telephony.handset import Handset
from callguard.telephony.port import Telephony
from callguard.telephony.twilio import Twilio


def telephony_from(settings: Settings) -> Telephony:
    """The telephone system that the settings name."""
    if settings.telephony == "handset":
        return Handset()
    return Twilio.from_settings(settings)
