"""No telephone system: the agent reads the number and dials."""

from callguard.telephony.port import ByHand, OutboundCall


class Handset:
    """The agents' own telephones, of which we only know what the agents say."""

    rings_agent = False

    def place(self, call: OutboundCall) -> ByHand:  # noqa: ARG002 - the port's signature
        """Leaves it to the agent."""
        return ByHand()
