"""The whole machine."""

from tests.model.checks import Checks
from tests.model.intake import Intake
from tests.model.oneness import Oneness
from tests.model.surveys import Surveys


class Machine(Intake, Surveys, Oneness, Checks):
    """Everything that can happen, and what must hold after each."""
