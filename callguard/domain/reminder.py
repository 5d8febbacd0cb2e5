"""When a promised call is spoken of ("Rhythm of a day", domain.md)."""

from datetime import timedelta

TOLD_AHEAD = timedelta(minutes=5)
"""How long before the promised time the agent is told."""

MISSED_AFTER = timedelta(minutes=30)
"""How long after the promised time a call nobody took up counts as missed."""
