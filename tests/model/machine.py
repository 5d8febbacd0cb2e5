"""The whole machine."""

from tests.model.asking import Asking
from tests.model.checks import Checks
from tests.model.intake import Intake
from tests.model.results import Results


class Machine(Intake, Results, Asking, Checks):
    """Everything that can happen, and what must hold after each."""
