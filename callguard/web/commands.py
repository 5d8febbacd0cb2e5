"""What the command bar needs beyond the page it lies over."""

from flask import Blueprint, Response, jsonify

from callguard.domain.pinyin import common_by_initial

blueprint = Blueprint("commands", __name__, url_prefix="/commands")
_KEPT_SECONDS = 86_400


@blueprint.get("/initials")
def initials() -> Response:
    """Which characters each letter may stand for, so that commands are found without an input method."""
    answer = jsonify(common_by_initial())
    answer.cache_control.private = True
    answer.cache_control.max_age = _KEPT_SECONDS
    return answer
