"""What the installation decides: read once from CALLGUARD_* variables and one TOML file, frozen, loud when wrong."""

import os
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, HttpUrl, SecretStr, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from callguard.clock import Clock, shifted_clock, system_clock

# The names of domain.case.IssueType, which settings come before.
IssueTypeName = Literal[
    "not_shipped",
    "in_transit",
    "wrong_item",
    "short_item",
    "damage",
    "seven_day_return",
    "quality_doubt",
    "refund_not_received",
    "bad_review",
    "service_complaint",
    "personal_safety",
]


class Settings(BaseSettings):
    """Every setting of an installation; the variable's name is the field's in capitals behind `CALLGUARD_`."""

    model_config = SettingsConfigDict(env_prefix="CALLGUARD_", frozen=True, extra="forbid")

    database_url: str = "sqlite:///callguard.db"
    secret_key: SecretStr = Field(min_length=16)
    public_url: HttpUrl = HttpUrl("http://127.0.0.1:8000")
    production: bool = False
    now: AwareDatetime | None = None
    now_since: AwareDatetime = Field(default_factory=lambda: datetime.now(UTC))
    display_tz: str = "Asia/Shanghai"
    policy: str = "cn-after-sales"
    permit_seconds: int = Field(default=120, ge=30, le=600)
    lease_seconds: int = Field(default=600, ge=60, le=7200)
    pause_minutes: int = Field(default=15, ge=1, le=120)
    certified_issue_types: Annotated[frozenset[IssueTypeName], NoDecode] = frozenset()
    calls_per_hour: int = Field(default=8, ge=1, le=60)
    telephony: Literal["handset", "twilio"] = "handset"
    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_from_number: str | None = None
    twilio_api_url: HttpUrl | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the base class's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - likewise
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, the environment over the file named by CALLGUARD_CONFIG."""
        config = os.environ.get("CALLGUARD_CONFIG")
        if config is None:
            return init_settings, env_settings
        # The TOML source passes over a file that isn't there; a misspelt name must not mean "all defaults".
        if not Path(config).is_file():
            raise FileNotFoundError(f"CALLGUARD_CONFIG names no file: {config}")
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, Path(config))

    @field_validator("certified_issue_types", mode="before")
    @classmethod
    def _split_at_commas(cls, value: object) -> object:
        """A variable names several with commas between; the TOML file has lists."""
        return [name.strip() for name in value.split(",") if name.strip()] if isinstance(value, str) else value

    @model_validator(mode="after")
    def _refuse_what_contradicts(self) -> Self:
        if self.production and self.now is not None:
            raise ValueError("CALLGUARD_NOW is for demo and tests; production runs on the real time")
        if self.telephony == "twilio":
            needed = ("twilio_account_sid", "twilio_auth_token", "twilio_from_number")
            missing = [name.upper() for name in needed if getattr(self, name) is None]
            if missing:
                raise ValueError(
                    "telephony is twilio, but not set: " + ", ".join(f"CALLGUARD_{name}" for name in missing)
                )
        ZoneInfo(self.display_tz)
        return self

    @cached_property
    def clock(self) -> Clock:
        """The application's clock: the machine's, or the one that `now` starts."""
        return system_clock if self.now is None else shifted_clock(self.now, self.now_since)

    @property
    def permit_length(self) -> timedelta:
        """How long a permit lets its holder see the number and dial."""
        return timedelta(seconds=self.permit_seconds)

    @property
    def lease_length(self) -> timedelta:
        """How long a claim lasts without a sign of life."""
        return timedelta(seconds=self.lease_seconds)

    @property
    def pause_length(self) -> timedelta:
        """How long a pause after an abusive call lasts, and for how long it is offered."""
        return timedelta(minutes=self.pause_minutes)


def read_settings() -> Settings:
    """The installation's settings; pydantic's ValidationError names what is missing or wrong."""
    return Settings.model_validate({})
