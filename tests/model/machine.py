"""The whole machine."""

from tests.model.asking import Asking
from tests.model.checks import Checks
from tests.model.intake import Intake
from tests.model.oneness import Oneness
from tests.model.results import Results


class Machine(Intake, Results, Asking, Oneness, Checks):
    """Everything that can happen, and what must hold after each."""
