"""Why an offer may not be made, or a decision on one not be taken, in words."""

from callguard.domain.approval import ApprovalRefusal
from callguard.domain.compensation import OfferAssessment, OfferReason, Plan
from callguard.http.language import gettext as _
from callguard.http.money import money
from callguard.http.texts import message_of, text_of


def offer_refusal(assessment: OfferAssessment) -> str:
    """Why a plan may not be offered by anybody."""
    if assessment.reason is OfferReason.REFUSED_TOO_OFTEN:
        return _("顾客已经拒绝过这个方案 %(times)s 次，不能再提。请换一个。", times=assessment.params["times"])
    room = money(assessment.params["room"])
    return _("超过店铺上限：这一单最多还能给 %(room)s，谁都不能批。请换低一些的方案。", room=room)


def lower_offer(earlier: Plan) -> str:
    """The warning before an offer that lies below one the customer has heard."""
    amount = money(earlier.cost)
    return _("顾客已经听过 %(amount)s 的方案，这个更低，会让人觉得越谈越少。确定要提，请再按一次。", amount=amount)


def decision_refusal(refusal: ApprovalRefusal) -> str:
    """Why the decision changes nothing."""
    shown = {"amount": money, "room": money, "role": text_of}
    params = {name: shown[name](value) for name, value in refusal.params.items() if name in shown}  # type: ignore[operator]
    return message_of(refusal.reason, params)
