"""The scenes of the race grid."""

from tests.races.scenes.claiming import CLAIM
from tests.races.scenes.do_not_call import DO_NOT_CALL
from tests.races.scenes.lapsing import LEASE_EXPIRY
from tests.races.scenes.last_slot import LAST_SLOT
from tests.races.scenes.merging import MERGE
from tests.races.scenes.policy_change import POLICY_CHANGE

SCENES = (CLAIM, LAST_SLOT, DO_NOT_CALL, MERGE, LEASE_EXPIRY, POLICY_CHANGE)

__all__ = ["CLAIM", "DO_NOT_CALL", "LAST_SLOT", "LEASE_EXPIRY", "MERGE", "POLICY_CHANGE", "SCENES"]
