"""What a customer says about being rung, read into data: one reading or none, since a wrong one rings somebody.

Chinese and English each bring their words (`chinese`, `english`); both make a `clause`, and `reading` says what it
asks for. dateparser was tried and left out: it knows no "明天晚上七点半", and takes "after three" for a day in March.
"""

from callguard.domain.heard_words.heard import Assumed, Heard, NoCalls, NoHours, PromisedCall
from callguard.domain.heard_words.hearing import LONGEST, hear

__all__ = ["LONGEST", "Assumed", "Heard", "NoCalls", "NoHours", "PromisedCall", "hear"]
