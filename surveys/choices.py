from django.db.models import TextChoices


class SurveyState(TextChoices):
    DRAFT = "draft", "草稿"
    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"


class QuestionKind(TextChoices):
    SINGLE = "single", "单选题"
    MULTIPLE = "multiple", "多选题"
    SCALE = "scale", "量表题"
    MATRIX = "matrix", "矩阵题"
    TEXT = "text", "问答题"


class Breakdown(TextChoices):
    """The one coarse group that goes with an answer; declared before anybody answers."""

    NONE = "none", "不分组"
    UNIT = "unit", "按单位"
    CATEGORY = "category", "按人员类别"
    STAGE = "stage", "按政治面貌"


BLANK = "blank"  # what a survey begins with: nothing
CHOSEN = (QuestionKind.SINGLE, QuestionKind.SCALE)  # exactly one of the options
