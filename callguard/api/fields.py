"""What all bodies, queries and answers of the API have in common, and the kinds of fields they are made of."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
)

from callguard.domain.masking import mask_numbers
from callguard.domain.money import MAX_FEN

MAX_ID = 2**63 - 1
"""The largest id that either database can hold."""

_EARLIEST, _TOO_LATE = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
# PostgreSQL keeps no NUL in a text.
_NO_NUL = r"^[^\x00]*$"


class Asked(BaseModel):
    """What a caller sends: nothing is guessed, and what we don't know is refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Shown(BaseModel):
    """What a caller gets."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(Asked):
    """A body without fields: `{}`, or none at all."""


def example(fields: dict[str, JsonValue]) -> ConfigDict:
    """Configures a body to be described by an example."""
    return ConfigDict(json_schema_extra={"example": fields})


def _written_out(value: object) -> object:
    """Refuses seconds since 1970, which pydantic takes for a time with a zone as a number or in a text."""
    if not isinstance(value, str) or value.replace(".", "").isdigit():
        raise ValueError("an instant is written out, with its offset")
    return value


# Not strict, since what a function has looked at is no longer JSON to pydantic.
Instant = Annotated[
    AwareDatetime,
    Field(ge=_EARLIEST, lt=_TOO_LATE, strict=False),
    BeforeValidator(_written_out),
    AfterValidator(lambda at: at.astimezone(UTC)),
]
Id = Annotated[int, Field(ge=1, le=MAX_ID)]
Fen = Annotated[int, Field(ge=0, le=MAX_FEN, description="Fen, a hundredth of a yuan.")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=_NO_NUL)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=_NO_NUL)]
LeaseToken = Annotated[Line, Field(description="As `POST /callbacks/claim` gave it.")]

Words = Annotated[str, AfterValidator(mask_numbers)]
"""Somebody's words on their way out: the telephone numbers in them masked."""
