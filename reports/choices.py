from django.db.models import TextChoices


class Show(TextChoices):
    """Which branches of a board to show: those with a cell in that state."""

    LATE = "late", "逾期"
    NOT_ENTERED = "not_entered", "未录入"
    NOT_HELD = "not_held", "未召开"
    DUE = "due", "待办"
    SOON = "soon", "将到期"
    WAIVED = "waived", "有免"


class By(TextChoices):
    """What a line of a board is."""

    BRANCH = "branch", "按支部"
    UNIT = "unit", "按单位"


class ReportKind(TextChoices):
    """What can be compiled."""

    SITUATION = "situation", "党组织建设工作情况报告"
    BULLETIN = "bulletin", "月度通报"
    SETTLEMENT = "settlement", "季度结算通报"
    YEARLY = "yearly", "年度统计表"


class ReportState(TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "正在编制"
    DONE = "done", "已完成"
    FAILED = "failed", "没有编成"
    CANCELLED = "cancelled", "已取消"
