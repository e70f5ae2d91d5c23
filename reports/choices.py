from django.db.models import TextChoices


class Show(TextChoices):
    """Which branches of a board to show: those with a cell in that state."""

    LATE = "late", "逾期"
    NOT_ENTERED = "not_entered", "未录入"
    NOT_HELD = "not_held", "未召开"
    DUE = "due", "待办"
    WAIVED = "waived", "有免"


class By(TextChoices):
    """What a line of a board is."""

    BRANCH = "branch", "按支部"
    UNIT = "unit", "按单位"
