"""What a case is spoken of as."""

import pytest

from callguard.domain.case import Escalation, IssueType, spoken_as


@pytest.mark.parametrize("issue", IssueType)
def test_once_safety_is_at_stake_a_case_is_spoken_of_as_that_whatever_it_began_with(issue: IssueType) -> None:
    assert spoken_as(issue, Escalation.SAFETY) is IssueType.PERSONAL_SAFETY
    for quieter in set(Escalation) - {Escalation.SAFETY}:
        assert spoken_as(issue, quieter) is issue
