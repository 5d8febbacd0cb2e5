"""What callguard asks of a telephone system, whoever provides it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from callguard.domain.attempt import CallResult


@dataclass(frozen=True)
class OutboundCall:
    """A call to be placed; the customer's number is not in it: the provider fetches that once the agent has picked up.

    `dial_token` names the attempt in the provider's callbacks; `agent_e164` is None only where no agent is rung.
    """

    dial_token: str = field(repr=False)
    agent_e164: str | None = field(repr=False)


@dataclass(frozen=True)
class Placed:
    """The provider took the call; how it went is told later, under `provider_ref`."""

    provider_ref: str


@dataclass(frozen=True)
class NotPlaced:
    """Proof that nothing rang; `reason` is for the log."""

    result: CallResult
    reason: str


@dataclass(frozen=True)
class Unclear:
    """No answer that proves anything: it may ring, so it counts and must not be asked for again."""

    reason: str


@dataclass(frozen=True)
class ByHand:
    """Nothing is placed by us: the agent dials on a telephone."""


Placement = Placed | NotPlaced | Unclear | ByHand


@dataclass(frozen=True)
class LegEnded:
    """How the customer's leg of the call `provider_ref` ended; `talked` is zero when nobody answered."""

    provider_ref: str
    result: CallResult
    talked: timedelta = timedelta()


class Telephony(Protocol):
    """A way to place calls."""

    @property
    def rings_agent(self) -> bool:
        """Whether calls are placed for the agents, on whose telephones they ring first."""

    def place(self, call: OutboundCall) -> Placement:
        """Asks for the call, once; never raises for what the provider or the network does."""
