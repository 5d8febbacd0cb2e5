"""The job that gives surveys up, and which it must have given up."""

from callguard.services.surveys import LapsedSurvey, cancel_survey, find_lapsed_surveys
from tests.model.plain import CANCELLED
from tests.model.played import Played
from tests.model.surveyed import given_up


class GivenUp(Played):
    """Surveys that are not made any more."""

    def finds_lapsed_surveys(self) -> tuple[LapsedSurvey, ...]:
        """What the job comes upon when it looks, and why each is to be given up."""
        stage = self.stage
        with stage.database.reading() as session:
            found = find_lapsed_surveys(session, stage.vault, stage.settings, self.now)
        assert found.last_id is None
        looked_at = ((one.id, given_up(self.company, one, self.now)) for one in self.company.surveys())
        expected = {survey: why for survey, why in looked_at if why is not None}
        assert {one.callback_id: str(one.why) for one in found.found} == expected, expected
        return found.found

    def gives_up(self, lapsed: tuple[LapsedSurvey, ...]) -> None:
        """Each, unless somebody took it up since."""
        for survey in lapsed:
            with self.stage.writing() as session:
                cancel_survey(session, survey, self.now)
            callback = self.company.callbacks[survey.callback_id]
            if given_up(self.company, callback, self.now) is not None:
                callback.status = CANCELLED
                self.says("callback_cancelled", callback.case)
