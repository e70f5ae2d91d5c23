from django.db.models import TextChoices


class DutySource(TextChoices):
    """Where a duty comes from."""

    LIST = "list", "责任清单"
    DECISION = "decision", "会议决定"
    DIRECTIVE = "directive", "上级交办"
    FREE = "free", "其他"


class DutyState(TextChoices):
    OPEN = "open", "办理中"
    DONE = "done", "待核验"
    VERIFIED = "verified", "已办结"
    RETURNED = "returned", "已退回"
    DROPPED = "dropped", "已撤销"


OWED = (DutyState.OPEN, DutyState.RETURNED)  # somebody still has to act
ENDED = (DutyState.VERIFIED, DutyState.DROPPED)


class DutyAction(TextChoices):
    """What happened to a duty; never edited."""

    GIVE = "give", "交办"
    DONE = "done", "报告办结"
    VERIFY = "verify", "核验通过"
    RETURN = "return", "退回"
    DROP = "drop", "撤销"
    REOPEN = "reopen", "重新打开"
    CHANGE = "change", "调整"
    CLIMB = "climb", "逾期上报"


class Every(TextChoices):
    """How often an item of a responsibility list is owed."""

    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    HALF = "half", "每半年"
    YEAR = "year", "每年"
    ONCE = "once", "一次"


class ListFor(TextChoices):
    """Whose responsibility list it is. Items for the branch are its whole committee's."""

    SECRETARY = "secretary", "支部书记"
    COMMITTEE = "committee", "支部委员会"
    MEMBER = "member", "党员"


class DirectiveState(TextChoices):
    """How far a directive itself is; how far each branch is, its steps say."""

    DRAFT = "draft", "草稿"
    ISSUED = "issued", "落实中"
    CLOSED = "closed", "已结束"
    WITHDRAWN = "withdrawn", "已撤回"


class Stage(TextChoices):
    """What a branch does with a directive, in this order."""

    STUDY = "study", "学习"
    DEPLOY = "deploy", "部署"
    CARRY_OUT = "carry_out", "落实"
    INSPECT = "inspect", "检查"
    REPORT = "report", "报告"


AT_A_MEETING = (Stage.STUDY, Stage.DEPLOY)  # shown by the record of a meeting


class StepState(TextChoices):
    OPEN = "open", "待办"
    REPORTED = "reported", "已报告"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已通过"


STEPS_OWED = (StepState.OPEN, StepState.RETURNED)
