"""Whether a number can be a telephone's at all."""

from functools import lru_cache

from phonenumbers import NumberParseException, parse
from phonenumbers import is_valid_number as is_valid


@lru_cache(maxsize=4096)
def is_valid_number(e164: str) -> bool:
    """Whether libphonenumber knows the number, written with its country's code, as valid."""
    try:
        return is_valid(parse(e164))
    except NumberParseException:
        return False
