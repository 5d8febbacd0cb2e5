"""What people read for every enum member, error code and HTTP status: the one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from callguard.domain.approval import ApprovalStatus
from callguard.domain.attempt import CallResult, Direction
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.case import CaseClass, CaseStatus, Escalation, IssueType, Liability
from callguard.domain.commitment import Department
from callguard.domain.compensation import PlanKind
from callguard.domain.disposition import Disposition
from callguard.domain.errors import FieldError
from callguard.domain.guard import Family, Rule, Verdict
from callguard.domain.identity import IdentifierKind
from callguard.domain.notification import NotificationKind
from callguard.domain.offer import OfferStatus
from callguard.domain.permit import PermitStatus
from callguard.domain.phrasebook import Moment
from callguard.domain.phrases import PhraseCategory, Severity, Side
from callguard.domain.platform import Platform
from callguard.domain.practice import Grade, PracticeState
from callguard.domain.register import RegisterKind
from callguard.domain.role import Role
from callguard.domain.script import Step
from callguard.domain.survey import SurveyEnd
from callguard.domain.talk import SkipReason
from callguard.domain.wish import WishKind, WishReach
from callguard.http.language import gettext
from callguard.http.language import lazy_gettext as _
from callguard.services.importing import ImportState

# By type first: members of different enums with equal values are equal, and would share a key.
MEMBERS: dict[type[Enum], dict[Enum, str]] = {
    Role: {
        Role.AGENT: _("售后客服"),
        Role.SPECIALIST: _("中差评专员"),
        Role.TEAM_LEADER: _("客服组长"),
        Role.SUPERVISOR: _("客服主管"),
        Role.MANAGER: _("客服经理"),
    },
    IssueType: {
        IssueType.NOT_SHIPPED: _("未发货"),
        IssueType.IN_TRANSIT: _("运输途中"),
        IssueType.WRONG_ITEM: _("发错货"),
        IssueType.SHORT_ITEM: _("少件漏发"),
        IssueType.DAMAGE: _("破损"),
        IssueType.SEVEN_DAY_RETURN: _("七天无理由"),
        IssueType.QUALITY_DOUBT: _("质量疑问"),
        IssueType.REFUND_NOT_RECEIVED: _("退款未到账"),
        IssueType.BAD_REVIEW: _("中差评"),
        IssueType.SERVICE_COMPLAINT: _("投诉服务"),
        IssueType.PERSONAL_SAFETY: _("人身安全"),
    },
    Liability: {
        Liability.SHOP: _("店铺责任"),
        Liability.COURIER: _("快递责任"),
        Liability.CUSTOMER: _("顾客原因"),
        Liability.UNCLEAR: _("责任待定"),
    },
    Escalation: {
        Escalation.NONE: _("未升级"),
        Escalation.COMPLAINT: _("明确投诉"),
        Escalation.REGULATOR: _("监管或舆情"),
        Escalation.SAFETY: _("人身安全"),
    },
    ImportState: {
        ImportState.RUNNING: _("正在导入"),
        ImportState.STOPPED: _("中途停止"),
        ImportState.REFUSED: _("文件不能用"),
        ImportState.DONE: _("已全部导入"),
    },
    CaseStatus: {CaseStatus.OPEN: _("处理中"), CaseStatus.CLOSED: _("已结案")},
    CaseClass: {
        CaseClass.SAFETY: _("人身安全"),
        CaseClass.REGULATOR: _("监管或舆情"),
        CaseClass.COMPLAINT: _("明确投诉"),
        CaseClass.OVERDUE: _("久等未回"),
        CaseClass.DEADLINE: _("平台时限将到"),
        CaseClass.PROMISED: _("约定回电"),
        CaseClass.BAD_REVIEW: _("中差评"),
        CaseClass.REFUND_NOT_RECEIVED: _("退款未到账"),
        CaseClass.REST: _("普通售后"),
        CaseClass.SURVEY: _("满意度回访"),
    },
    CallbackKind: {
        CallbackKind.SERVICE: _("售后回电"),
        CallbackKind.PROMISED: _("约定回电"),
        CallbackKind.SURVEY: _("满意度回访"),
    },
    CallbackStatus: {
        CallbackStatus.PENDING: _("待拨打"),
        CallbackStatus.CLAIMED: _("处理中"),
        CallbackStatus.DONE: _("已完成"),
        CallbackStatus.CANCELLED: _("已取消"),
    },
    Direction: {Direction.OUTBOUND: _("呼出"), Direction.INBOUND: _("呼入")},
    CallResult: {
        CallResult.NOT_PLACED: _("未拨出"),
        CallResult.FAILED: _("线路故障"),
        CallResult.INVALID_NUMBER: _("号码无效"),
        CallResult.BUSY: _("占线"),
        CallResult.NO_ANSWER: _("无人接听"),
        CallResult.REJECTED: _("被挂断"),
        CallResult.VOICEMAIL: _("语音信箱"),
        CallResult.DROPPED: _("接通后中断"),
        CallResult.CONVERSATION: _("已通话"),
        CallResult.UNKNOWN: _("结果不明"),
    },
    Disposition: {
        Disposition.SETTLED: _("已达成一致"),
        Disposition.WANTS_TIME: _("顾客要考虑"),
        Disposition.REFUSED: _("顾客拒绝"),
        Disposition.CALL_LATER: _("约定时间再打"),
        Disposition.NOT_RIGHT_PERSON: _("非本人接听"),
        Disposition.NO_ANSWER: _("无人接听"),
        Disposition.BUSY: _("占线"),
        Disposition.SWITCHED_OFF: _("关机"),
        Disposition.WRONG_NUMBER: _("号码错误"),
        Disposition.DO_NOT_CALL: _("要求不再来电"),
        Disposition.COMPLAINT_THREATENED: _("表示要投诉"),
        Disposition.ABUSIVE: _("顾客辱骂"),
        Disposition.TECHNICAL_FAILURE: _("技术故障"),
        Disposition.RATED: _("已评分"),
    },
    PlanKind: {
        PlanKind.PARTIAL_REFUND: _("部分退款"),
        PlanKind.FULL_REFUND: _("全额退款"),
        PlanKind.RESEND: _("补发"),
        PlanKind.COUPON: _("优惠券"),
        PlanKind.GIFT: _("赠品"),
        PlanKind.REIMBURSEMENT: _("费用报销"),
        PlanKind.RETURN_FREIGHT: _("退货运费"),
    },
    OfferStatus: {
        OfferStatus.AWAITING_APPROVAL: _("待审批"),
        OfferStatus.OPEN: _("可向顾客提出"),
        OfferStatus.ACCEPTED: _("顾客接受"),
        OfferStatus.REFUSED: _("顾客拒绝"),
        OfferStatus.SET_ASIDE: _("已收起"),
        OfferStatus.REJECTED: _("审批未通过"),
        OfferStatus.EXPIRED: _("已过期"),
        OfferStatus.WITHDRAWN: _("已撤回"),
    },
    ApprovalStatus: {
        ApprovalStatus.PENDING: _("待审批"),
        ApprovalStatus.APPROVED: _("已批准"),
        ApprovalStatus.REJECTED: _("已驳回"),
        ApprovalStatus.COUNTERED: _("已改金额"),
        ApprovalStatus.TAKEN_OVER: _("已接手"),
        ApprovalStatus.EXPIRED: _("已过期"),
        ApprovalStatus.WITHDRAWN: _("已撤回"),
    },
    PermitStatus: {
        PermitStatus.OPEN: _("许可有效"),
        PermitStatus.SETTLED: _("已登记结果"),
        PermitStatus.EXPIRED: _("许可过期"),
    },
    Department: {
        Department.AFTER_SALES: _("售后"),
        Department.SUPPLY: _("供应"),
        Department.LOGISTICS: _("物流"),
        Department.OPERATIONS: _("运营"),
        Department.FINANCE: _("财务"),
    },
    PhraseCategory: {
        PhraseCategory.FORBIDDEN: _("服务禁语"),
        PhraseCategory.COUNTER_QUESTION: _("反问"),
        PhraseCategory.BUCK_PASSING: _("推诿"),
        PhraseCategory.COMMAND: _("命令"),
        PhraseCategory.THREAT: _("威胁"),
        PhraseCategory.WEAK: _("弱词"),
        PhraseCategory.COMPLAINT_LEADING: _("引导投诉"),
        PhraseCategory.SYMBOLS_ONLY: _("符号代答"),
        PhraseCategory.FALSE_EMPATHY: _("空洞共情"),
        PhraseCategory.SOOTHING: _("安抚套话"),
        PhraseCategory.SAFETY: _("人身安全"),
        PhraseCategory.REGULATOR: _("监管部门"),
        PhraseCategory.PRESS: _("媒体舆情"),
    },
    Severity: {Severity.BLOCK: _("不能说"), Severity.WARN: _("建议改"), Severity.HINT: _("提示")},
    Side: {Side.AGENT: _("客服"), Side.CUSTOMER: _("顾客"), Side.UNCLEAR: _("分不清")},
    Platform: {
        Platform.TAOBAO: _("淘宝"),
        Platform.TMALL: _("天猫"),
        Platform.PINDUODUO: _("拼多多"),
        Platform.DOUYIN: _("抖音"),
        Platform.JD: _("京东"),
        Platform.WECHAT: _("微信小店"),
        Platform.OTHER: _("其他平台"),
    },
    Verdict: {
        Verdict.ALLOW: _("允许拨打"),
        Verdict.NEEDS_RELEASE: _("需主管放行"),
        Verdict.REFUSE: _("不能拨打"),
    },
    Family: {
        Family.WINDOWS: _("拨打时段"),
        Family.LIMITS: _("次数上限"),
        Family.GAPS: _("拨打间隔"),
        Family.COOLDOWNS: _("冷却期"),
    },
    Rule: {
        Rule.WINDOWS: _("拨打时段"),
        Rule.BLACKOUTS: _("不方便的时段"),
        Rule.DO_NOT_CALL: _("拒绝来电"),
        Rule.NUMBER: _("号码"),
        Rule.LIMITS: _("次数上限"),
        Rule.GAPS: _("拨打间隔"),
        Rule.COOLDOWNS: _("冷却期"),
    },
    IdentifierKind: {
        IdentifierKind.PHONE: _("电话"),
        IdentifierKind.VIRTUAL_PHONE: _("隐私号"),
        IdentifierKind.PLATFORM_ACCOUNT: _("平台账号"),
        IdentifierKind.ORDER: _("订单"),
    },
    Step: {
        Step.INTRODUCE: _("自报家门"),
        Step.REASON: _("来电原因"),
        Step.LISTEN: _("倾听不满"),
        Step.PROPOSE: _("提出方案"),
        Step.NEGOTIATE: _("努力协商"),
        Step.ADJUST: _("调整方案"),
        Step.CLOSE: _("最后致歉"),
    },
    SkipReason: {
        SkipReason.CUSTOMER_LED: _("已说到"),
        SkipReason.NO_TIME: _("没时间"),
        SkipReason.NOT_WANTED: _("不愿谈"),
        SkipReason.NOT_NEEDED: _("用不上"),
        SkipReason.SENIOR_TOOK_OVER: _("主管接手"),
        SkipReason.OTHER: _("其他原因"),
    },
    Moment: {
        Moment.INTRODUCE: _("自报家门"),
        Moment.REASON: _("来电原因"),
        Moment.LISTEN: _("倾听不满"),
        Moment.PROPOSE: _("提出方案"),
        Moment.NEGOTIATE: _("努力协商"),
        Moment.ADJUST: _("调整方案"),
        Moment.CLOSE: _("最后致歉"),
        Moment.AFTER: _("发给顾客的消息"),
        Moment.NOTE: _("写备注"),
    },
    NotificationKind: {
        NotificationKind.LEASE_LOST: _("占用超时"),
        NotificationKind.OUTCOME_OWED: _("待补登"),
        NotificationKind.PROMISE_DUE: _("约定将到"),
        NotificationKind.PROMISE_MISSED: _("约定错过"),
        NotificationKind.PROMISE_MOVED: _("约定改期"),
        NotificationKind.RELEASE_DECIDED: _("放行结果"),
        NotificationKind.SENIOR_NAMED: _("人身安全"),
        NotificationKind.CASE_RAISED: _("案件升级"),
        NotificationKind.CALL_WENT_BADLY: _("通话不顺"),
        NotificationKind.NEVER_CALLABLE: _("不可再拨"),
        NotificationKind.MORNING_DIGEST: _("今日安排"),
        NotificationKind.DAY_PLAN: _("今日计划"),
        NotificationKind.EVENING_REMINDER: _("收工提醒"),
        NotificationKind.PRACTICE_ASKED: _("想要练习"),
        NotificationKind.PRACTICE_SET: _("安排练习"),
        NotificationKind.PRACTICE_SCORED: _("练习点评"),
    },
    PracticeState: {
        PracticeState.ASKED: _("等人来演顾客"),
        PracticeState.PREPARING: _("准备中"),
        PracticeState.READY: _("可以开始"),
        PracticeState.TALKING: _("正在练习"),
        PracticeState.OVER: _("等点评"),
        PracticeState.SCORED: _("已点评"),
        PracticeState.CALLED_OFF: _("已取消"),
    },
    Grade: {
        Grade.MET: _("做到"),
        Grade.PARTLY: _("部分做到"),
        Grade.MISSED: _("没做到"),
        Grade.NO_OCCASION: _("没碰上"),
    },
    SurveyEnd: {
        SurveyEnd.REFUSED: _("按规则不能拨打"),
        SurveyEnd.NO_NUMBER: _("没有可拨的号码"),
        SurveyEnd.CASE_OPEN: _("顾客还有没结案的案件"),
        SurveyEnd.TOO_LATE: _("过了三天还没打"),
    },
    WishKind: {
        WishKind.DO_NOT_CALL: _("不要来电"),
        WishKind.BLACKOUT: _("不方便的时段"),
        WishKind.CONSENT: _("同意来电"),
    },
    WishReach: {
        WishReach.COMPANY: _("公司所有店铺"),
        WishReach.SHOP: _("仅本店"),
        WishReach.CASE: _("仅本案件"),
    },
    RegisterKind: {
        RegisterKind.CASE_OPENED: _("案件建立"),
        RegisterKind.CASE_UPDATED: _("案件更新"),
        RegisterKind.CASE_CLOSED: _("案件结案"),
        RegisterKind.CASE_REOPENED: _("案件重新打开"),
        RegisterKind.CASE_RAISED: _("案件升级"),
        RegisterKind.CUSTOMER_MERGED: _("顾客合并"),
        RegisterKind.CUSTOMER_UNMERGED: _("撤销顾客合并"),
        RegisterKind.CALLBACK_PLANNED: _("回电安排"),
        RegisterKind.CALLBACK_MOVED: _("回电改期"),
        RegisterKind.CALLBACK_UNBOUND: _("回电改为谁都能打"),
        RegisterKind.CALLBACK_CANCELLED: _("回电取消"),
        RegisterKind.CALLBACK_RELEASED: _("回电退回名单"),
        RegisterKind.PREPARED: _("拨打准备"),
        RegisterKind.PERMIT_TAKEN: _("领取许可"),
        RegisterKind.DIAL_REFUSED: _("拨打被拦"),
        RegisterKind.PERMIT_EXPIRED: _("许可过期"),
        RegisterKind.ATTEMPT_SETTLED: _("拨打结果"),
        RegisterKind.STEP_ENTERED: _("进入话术步骤"),
        RegisterKind.STEPS_SKIPPED: _("跳过话术步骤"),
        RegisterKind.OFFER_MADE: _("方案提出"),
        RegisterKind.OFFER_ANSWERED: _("顾客答复方案"),
        RegisterKind.OFFER_SET_ASIDE: _("收起方案"),
        RegisterKind.OFFER_REOPENED: _("更正顾客答复"),
        RegisterKind.APPROVAL_REQUESTED: _("申请审批"),
        RegisterKind.APPROVAL_DECIDED: _("审批决定"),
        RegisterKind.APPROVAL_MOVED: _("审批上移一级"),
        RegisterKind.APPROVAL_WITHDRAWN: _("撤回申请"),
        RegisterKind.RELEASE_REQUESTED: _("放行申请"),
        RegisterKind.RELEASE_DECIDED: _("放行决定"),
        RegisterKind.OUTCOME: _("通话结论"),
        RegisterKind.COMMITMENT_MADE: _("作出承诺"),
        RegisterKind.COMMITMENT_KEPT: _("承诺兑现"),
        RegisterKind.DO_NOT_CALL: _("拒绝来电"),
        RegisterKind.BLACKOUT: _("不方便的时段"),
        RegisterKind.CONSENT: _("同意来电"),
        RegisterKind.WISH_REVOKED: _("撤回意愿"),
        RegisterKind.NUMBER_ADDED: _("新增号码"),
        RegisterKind.NOTE: _("进展备注"),
    },
}

# %(name)s is filled from the error's params.
CODES: dict[str, str] = {
    "unknown_id": _("没有找到这条记录，或者你无权查看。"),
    "not_yours": _("这条记录正由别人处理，你现在不能修改。"),
    "stale_lease": _("你已不再占用这条回电：可能超时，或被别人接手。这次填写没有保存。"),
    "illegal_step": _("这一步现在不能做：状态已经变了。请按当前状态继续。"),
    "invalid_fields": _("有几处填写需要修改，标在各自的输入框旁。没有保存任何内容。"),
    "blank": _("请填写，前后不要留空格。"),
    "taken": _("已经有人用了，请换一个。"),
    "unknown_shop": _("没有代码为“%(code)s”的店铺。"),
    "password_too_short": _("密码至少 %(min)s 个字符。"),
    "password_too_long": _("密码最多 %(max)s 个字符。"),
    "passwords_differ": _("两次输入的新密码不一样。"),
    "wrong_password": _("当前密码不对。"),
    # The API
    "key_reused": _("这个 Idempotency-Key 已经用于另一个请求，请换一个。"),
    "key_unusable": _("Idempotency-Key 要有 1 到 %(max)s 个字符。"),
    "field_missing": _("缺少这个字段。"),
    "field_unknown": _("没有这个字段。"),
    "time_without_zone": _("时间要带时区偏移，例如 2026-11-20T14:05:00+08:00。"),
    "not_json": _("内容不是有效的 JSON：%(reason)s"),
    "value_unacceptable": _("这个值不能接受：%(reason)s"),
    "account_masked": _("这个账号带星号，是打码的，认不出是谁。请填完整账号。"),
    "unknown_agent": _("你的店铺里没有叫“%(name)s”的同事。"),
    "unknown_format": _("没有“%(name)s”这种文件格式。"),
    "unknown_offer": _("这通电话没有提过这个方案。"),
    "cursor_unreadable": _("游标读不出来，请用上一页答复里的 next。"),
    "no_request": _("这条回电没有等待放行的申请。"),
    # Decisions on offers
    "not_pending": _("这条申请已经有人决定了。"),
    "call_is_over": _("这条回电已经办完或取消，没有通话可接手。请批准、改金额或驳回。"),
    "own_request": _("不能审批自己的申请，请另一位组长或主管决定。"),
    "not_senior_enough": _("这条申请要由%(role)s或更高一级决定。"),
    "counter_missing": _("请填写要改成的金额。"),
    "counter_not_positive": _("金额要大于 0。不想给就驳回。"),
    "counter_unchanged": _("和申请的金额一样。同意就直接批准。"),
    "over_authority": _("%(amount)s 超出你在这个案件上的权限，你最多还能给 %(room)s。"),
    # Cases, and what customers ask for
    "words_missing": _("请写下顾客的原话。"),
    "words_not_understood": _("这句话听不准是什么时间，没有记下。请换个说法，或用下面的表格填。"),
    "time_in_past": _("这个时间已经过去了，请选以后的时间。"),
    "time_missing": _("请选择日期和时间。"),
    "ends_before_it_starts": _("结束时间要晚于开始时间。"),
    "closes_before_it_opens": _("结束时刻要晚于开始时刻，跨午夜请分两条填。"),
    "days_missing": _("至少选一天。"),
    "agent_may_not_call": _("这位同事不能打这个案件的电话，请另选。"),
    "bound_to_nobody": _("填了“为这位同事保留到”，就要选由谁来打。"),
    "bound_ends_before_due": _("要晚于回电时间，否则一到点就归大家了。"),
    "case_closed": _("案件已结案，不能再安排回电。"),
    "survey_before_close": _("案件还没结案，结案以后才安排满意度回访。"),
    "survey_planned": _("已经安排了满意度回访，不用再排。"),
    "survey_is_anybodys": _("满意度回访谁有空谁打，不用指定人。"),
    # People
    "day_off": _("你今天休息，不会分到回电。临时来上班，请组长先取消今天的休息日。"),
    "pausing": _("你在休息，这段时间不会分到回电。想现在就接，请先在今日名单上结束休息。"),
    "no_pause_offered": _("休息只在接了辱骂电话后提供，现在没有可以用的。"),
    "day_in_past": _("这一天已经过去了，请选今天或以后的日子。"),
    "day_missing": _("请选日期。"),
    "certificate_missing": _("这类案件要有上岗认证才能拨打，你还没有。请组长考核后授予。"),
    "own_certificate": _("不能给自己授予认证，请另一位组长或主管来做。"),
    # Practice calls
    "own_practice": _("不能给自己演顾客，请另一位组长或主管来。"),
    "practice_open": _("这位同事还有一次练习没有结束，先办完它。"),
    "practice_state": _("这次练习已经到了别的阶段，请看最新状态。"),
    "practice_grade_missing": _("这一条还没有评。"),
    "practice_always_an_occasion": _("这一条每通电话都碰得上，请评一评。"),
    "practice_word_missing": _("请写一句差在哪里。"),
    # Who is the same customer
    "case_number_missing": _("请填另一个案件的编号。"),
    "case_unknown": _("没有这个编号的案件，请核对。"),
    "case_elsewhere": _("这个案件不是你负责的店铺的，请那边的组长或更高一级来合并。"),
    "one_already": _("这两个案件的顾客已经是同一位。"),
    "ground_missing": _("请写明依据，以后要查得到。"),
    "merge_undone": _("这次合并已经撤销过了。"),
    "kept_apart": _("这个号码记在另一位顾客名下，组长已认定不是同一位。真要合并，请组长来做。"),
    # The phrasebook
    "phrase_title_missing": _("请起个短标题，以后好找。"),
    "phrase_text_missing": _("请写下这句话。"),
    "blank_unknown": _("没有“%(blank)s”这个空位，能用的列在输入框下面。"),
    "phrase_unfit": _("“%(phrase)s”不适合对顾客说，可以改成“%(instead)s”。"),
    "own_entries_full": _("自己的常用语最多 %(max)s 条，请先删掉不用的。"),
    # Preparation
    "too_few_plans": _("请至少备好 %(min)s 个方案，一个不成还有下一个。"),
    "plan_repeated": _("这个方案和上面的重复了。"),
    "plans_not_rising": _("方案要从低到高排，这一个比上面的还低。"),
    "amount_missing": _("请填金额。"),
    "amount_not_positive": _("金额要大于 0。"),
    "refund_over_order": _("退款不能超过订单金额。"),
    "full_refund_in_part": _("全额退款就是整单金额；只退一部分，请选“部分退款”。"),
    "floor_negative": _("底线不能是负数。"),
    "floor_over_plan": _("底线比其中一个方案还高，请改低。"),
    "demands_missing": _("请写下顾客可能会提什么要求。"),
    "plans_not_wanted": _("满意度回访不谈补偿，不用备方案。"),
    "senior_missing": _("涉及人身安全，请选定今天值班的组长或主管。"),
    # Money, times, numbers as they were typed
    "amount_empty": _("请填金额。"),
    "amount_not_a_number": _("这不是金额，请填数字，例如 20 或 19.90。"),
    "amount_negative": _("金额不能是负数。"),
    "amount_too_precise": _("金额最多两位小数。"),
    "amount_too_large": _("这个数太大了，是不是把单号填进来了？"),
    "time_unreadable": _("请选日期和时间。"),
    "choice_unknown": _("请选一项。"),
    "text_too_long": _("最多 %(max)s 个字。"),
    "phone_empty": _("请填电话号码。"),
    "phone_masked": _("这个号码带星号，是打码的，拨不出去。请填完整号码。"),
    "phone_ciphertext": _("这是平台的密文，不是号码。请从平台复制解密后的号码。"),
    "phone_rounded": _("表格软件把号码变成了近似值，请从平台重新复制。"),
    "phone_not_a_number": _("这不是电话号码，请核对。分机写成 17000000000-1234。"),
    "phone_invalid": _("没有这样的号码，请核对位数。"),
    # Outcome
    "result_does_not_fit": _("这个结论和话机结果对不上，请重选。"),
    "next_call_missing": _("请填约好的回电时间。"),
    "next_call_not_wanted": _("这个结论之后不再拨打，请清空下次时间。"),
    "next_call_too_far": _("最多约到 %(days)s 天以内。"),
    "next_call_in_past": _("这个时间已经过去了。"),
    "note_missing": _("请写一句经过。"),
    "offer_or_note_missing": _("没有接受的方案，请写一句是怎么谈成的。"),
    "not_in_such_a_call": _("这种电话没有这个结论，请重选。"),
    "rating_missing": _("请选顾客打的分，1 到 5。"),
    "rating_not_wanted": _("只有结论是“已评分”才填分数。"),
    "survey_not_wanted": _("谈成并结案了才安排回访，还要再打就先不安排。"),
    "commitment_missing": _("答应了顾客的事要有人办：请填部门、内容和时限。"),
    "answer_not_promised": _("涉及人身安全，没有接受的方案：请写下答应顾客的答复，谁来办、什么时候办完。"),
    "reason_missing": _("请写明为什么这次一定要打。"),
    "closing_missing": _("没有接受方案，要说完第 %(step)s 步的致歉才能登记。顾客先挂断的，话机结果请选“接通后中断”。"),
    "steps_unexplained": _("第 %(steps)s 步没有走，请先选一个原因。"),
    "skip_words_missing": _("请用一句话写明原因。"),
    # Wording
    "phrase_refused": _("“%(said)s”：%(reason)s。请改成“%(replacement)s”；顾客的原话请放进引号「」。"),
    "phrase_too_short": _("至少 %(min)s 个字，而且不能全是符号。"),
    "phrase_not_wanted": _("“符号代答”管的是整条只有符号的回复，不用填用语。"),
    "phrase_taken": _("“%(text)s”已经在用语库里，请直接改那一条。"),
    "phrase_reason_missing": _("请写明为什么不能这样说。"),
    "phrase_replacement_missing": _("请写一句可以改说的话。"),
    "phrase_replacement_forbidden": _("改说的话里有“%(said)s”，也在用语库里。"),
    "phrase_unless_without_phrase": _("“%(unless)s”里没有这条用语，或者和它一样。例外要写更长的说法。"),
    "phrase_too_many_unless": _("例外最多 %(max)s 条。"),
    "phrase_allowed_too_often": _("次数在 0 到 %(max)s 之间。"),
    "phrase_twice": _("和第 %(row)s 行是同一条用语。"),
    # States from which a step doesn't lead on
    "not_prepared": _("还没有做拨打准备。"),
    "no_number": _("这位顾客没有可拨的号码，请先补一个。"),
    "customer_on_the_telephone": _("同事正在给这位顾客打电话，请等对方登记结果。"),
    "settled_otherwise": _("这通电话的话机结果已经登记过，不能再改。"),
    "too_late_to_say_not_placed": _("领取许可已超过 1 分钟，不能再登记为未拨出或线路故障。请选“结果不明”或实际结果。"),
    "offer_not_open": _("这个方案现在不能答复：可能已答复、已过期或还在等审批。"),
    "offer_not_accepted": _("这个方案没有记着“顾客接受”，不用更正，请看最新状态。"),
    "approval_expired": _("审批已过有效期，请重新申请。"),
    "approval_decided": _("这个申请刚刚已有答复，不用撤回了，请看答复。"),
    "approval_pending": _("上一个方案还在等审批，先等结果，或请顾客稍候。"),
    "outcome_recorded": _("这通电话的结论已经登记过了。"),
    "no_call": _("这通电话不是你打的，或者已经结束。"),
    "permit_over": _("拨打许可已经用掉或过期，不能再拨。"),
    "agent_has_no_phone": _("你的账号还没有填话机号码，请主管补上后再拨。"),
    "desk_occupied": _("手上还有一条没有办完，先办完它再接。"),
    "survey_made": _("满意度回访只打一次，这一次已经打过了。"),
    "survey_beside_open_case": _("顾客现在有没办完的案件，先不打满意度回访。退回名单，系统会取消这条。"),
    "survey_not_released": _("满意度回访不用放行，现在不能打就不打。"),
    "nothing_offered_in_survey": _("满意度回访不谈补偿。顾客不满意，请重新打开案件，另约时间再打。"),
    "no_such_step": _("这种电话没有这一步。"),
    "already_decided": _("已经有人处理过了。"),
    "no_rules_to_end": _("这一级当时没有自己的规则，不用停用。"),
}


@dataclass(frozen=True)
class StatusText:
    """What an error page says: what happened, and what was kept and can be done."""

    title: str
    message: str


STATUSES: dict[int, StatusText] = {
    400: StatusText(_("请求无法理解"), _("页面可能开得太久，或发送的内容不完整。没有保存任何内容，请返回刷新后重试。")),
    401: StatusText(_("请先登录"), _("登录已失效。登录后会回到这一页，之前保存的内容都在。")),
    403: StatusText(_("你没有这项权限"), _("你的角色不能打开这一页。如果工作需要，请联系组长或主管。")),
    404: StatusText(_("没有这一页"), _("网址可能写错了，或者记录不在你的店铺里。")),
    405: StatusText(_("不能这样打开"), _("这个网址不接受这种操作。请从页面上的按钮进入。")),
    409: StatusText(_("状态已经变了"), _("别人或另一个窗口刚处理过。没有保存任何内容，请刷新看最新状态。")),
    413: StatusText(_("内容太大"), _("发送的内容超过上限，没有保存。请把文件拆小后再试。")),
    415: StatusText(_("格式不支持"), _("发送的内容不是这个网址能处理的格式。没有保存任何内容。")),
    422: StatusText(_("填写有误"), _("有内容不能接受，没有保存。请修改后再试。")),
    423: StatusText(_("别人正在处理"), _("这条记录正由别人处理。没有保存任何内容。")),
    429: StatusText(_("操作太频繁"), _("为了安全请稍等片刻再试。")),
    500: StatusText(_("系统出错了"), _("不是你的问题，错误已记录。没保存的内容请先抄下来，稍后重试。")),
    503: StatusText(_("暂时无法服务"), _("系统正忙或正在更新，请过一会儿再试。")),
}


def text_of(value: Enum) -> str:
    """What people read for an enum's member."""
    return str(MEMBERS[type(value)][value])


def reason_of(reason: str) -> str:
    """Why a phrase should not be said: shipped reasons in the reader's language, the company's own as they are."""
    # To nothing the catalogue answers with its head.
    return gettext(reason) if reason else ""


def message_of(code: str, params: Mapping[str, object]) -> str:
    """What people read for an error's code."""
    shown = {"reason": reason_of, "steps": step_numbers}
    return str(CODES[code]) % {name: shown[name](str(of)) if name in shown else of for name, of in params.items()}


def step_numbers(steps: str) -> str:
    """Numbers of steps, kept as "2, 3", the way people list them."""
    return steps.replace(", ", str(_("、")))


def field_messages(errors: tuple[FieldError, ...]) -> dict[str, str]:
    """The message for each field with a fault, the first one where a field has several."""
    return {error.field: message_of(error.code, error.params) for error in reversed(errors)}


def status_text(status: int) -> StatusText:
    """What an error page says for an HTTP status; one without words of its own speaks as its class does."""
    return STATUSES.get(status) or STATUSES[500 if status >= 500 else 400]
