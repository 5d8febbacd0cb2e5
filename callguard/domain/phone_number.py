"""Phone numbers in one normal form, and the virtual numbers (隐私号) that platforms hand out instead."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

import phonenumbers

from callguard.domain.identity import IdentifierKind
from callguard.domain.plain_text import narrow
from callguard.domain.platform import Platform

_EXTENDED = re.compile(r"(?P<number>(?:(?:\+|00)?86-?)?1[0-9]{10})[-转,#](?P<extension>[0-9]{1,4})")
_FLOAT = re.compile(r"(\+?[0-9]+)\.0*")
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+")
_MASK = re.compile(r"\*|[xX]{3}")
_DIALLABLE = re.compile(r"\+?[0-9().-]+")
_CHINESE_MOBILE = re.compile(r"\+86(1[0-9]{2})([0-9]{4})([0-9]{4})")


class PhoneRefusal(StrEnum):
    """Why a text is no number that can be dialled."""

    EMPTY = "phone_empty"
    MASKED = "phone_masked"
    CIPHERTEXT = "phone_ciphertext"
    ROUNDED = "phone_rounded"
    NOT_A_NUMBER = "phone_not_a_number"
    INVALID = "phone_invalid"


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number that can be dialled; its repr is masked, so that it may end up in a log."""

    e164: str = field(repr=False)
    extension: str | None = field(default=None, repr=False)
    is_virtual: bool = False

    def __repr__(self) -> str:
        return f"PhoneNumber({masked(self.e164)!r}, is_virtual={self.is_virtual})"

    @property
    def kind(self) -> IdentifierKind:
        """Which kind of identifier it is."""
        return IdentifierKind.VIRTUAL_PHONE if self.is_virtual else IdentifierKind.PHONE


def parse_phone(text: str, *, is_virtual: bool = False) -> PhoneNumber | PhoneRefusal:
    """Read a number as people and files write it; Chinese unless it starts with + or 00.

    An extension makes it virtual. `is_virtual` is for a source that says so itself: the prefixes of virtual
    operators (162, 165, 167, 170, 171) prove nothing, ordinary customers have them too.
    """
    bare = narrow(text)
    extended = _EXTENDED.fullmatch(bare)
    if extended:
        return _dialled(extended["number"], extended["extension"], is_virtual=True)
    return _why_unreadable(bare) or _dialled(_without_fraction(bare), None, is_virtual=is_virtual)


def _why_unreadable(bare: str) -> PhoneRefusal | None:
    if bare in ("", "-"):
        return PhoneRefusal.EMPTY
    if bare.startswith(("$$", "##")):
        return PhoneRefusal.CIPHERTEXT
    if _MASK.search(bare):
        return PhoneRefusal.MASKED
    if _SCIENTIFIC.fullmatch(bare):
        return PhoneRefusal.ROUNDED
    # Checked here because phonenumbers would turn letters into the digits of a keypad.
    return None if _DIALLABLE.fullmatch(bare) else PhoneRefusal.NOT_A_NUMBER


def _without_fraction(bare: str) -> str:
    whole = _FLOAT.fullmatch(bare)
    return whole[1] if whole else bare


def _dialled(number: str, extension: str | None, *, is_virtual: bool) -> PhoneNumber | PhoneRefusal:
    try:
        parsed = phonenumbers.parse(number, "CN")
    except phonenumbers.NumberParseException:
        return PhoneRefusal.NOT_A_NUMBER
    if not phonenumbers.is_valid_number(parsed):
        return PhoneRefusal.INVALID
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return PhoneNumber(e164, extension, is_virtual)


def masked(e164: str) -> str:
    """Enough to recognise the number, too little to dial it: `138 **** 8000`, abroad `+852 **** 67`."""
    chinese = _CHINESE_MOBILE.fullmatch(e164)
    if chinese:
        return f"{chinese[1]} **** {chinese[3]}"
    parsed = phonenumbers.parse(e164)
    national = phonenumbers.national_significant_number(parsed)
    return f"+{parsed.country_code} **** {national[-max(1, len(national) // 4) :]}"


def grouped(e164: str) -> str:
    """The number as it is read out: `138 0013 8000`, others in international grouping."""
    chinese = _CHINESE_MOBILE.fullmatch(e164)
    if chinese:
        return " ".join(chinese.groups())
    return phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


# Taobao and Tmall: number protection, since August 2022. WeChat shop: after-sales number; it also dies when
# the ticket closes, which only the case knows. Platforms not listed publish no term.
_LIFE_AFTER_SUCCESS: Mapping[Platform, timedelta] = {
    Platform.TAOBAO: timedelta(days=15),
    Platform.TMALL: timedelta(days=15),
}
_LIFE_AFTER_REQUEST: Mapping[Platform, timedelta] = {Platform.WECHAT: timedelta(days=30)}


def virtual_expiry(
    platform: Platform, *, succeeded_at: datetime | None = None, requested_at: datetime | None = None
) -> datetime | None:
    """From when on a virtual number no longer reaches the customer; None while that can't be said.

    `succeeded_at` is when the order succeeded (交易成功), `requested_at` when the number was asked for.
    """
    after_success = _LIFE_AFTER_SUCCESS.get(platform)
    if after_success and succeeded_at:
        return succeeded_at + after_success
    after_request = _LIFE_AFTER_REQUEST.get(platform)
    if after_request and requested_at:
        return requested_at + after_request
    return None
