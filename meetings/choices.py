from django.db.models import TextChoices


class MeetingKind(TextChoices):
    GENERAL = "general_meeting", "支部党员大会"
    COMMITTEE = "committee_meeting", "支委会"
    GROUP = "group_meeting", "党小组会"
    LECTURE = "party_lecture", "党课"
    THEME_DAY = "theme_day", "主题党日"
    ORG_LIFE = "org_life_meeting", "组织生活会"
    APPRAISAL = "democratic_appraisal", "民主评议党员"
    FIRST_TOPIC = "first_topic", "第一议题"
    STUDY_CENTRE = "study_centre", "中心组学习"


class MeetingState(TextChoices):
    PLANNED = "planned", "计划"
    DRAFT = "draft", "草稿"
    HANDED_IN = "handed_in", "待审核"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已通过"
    SEALED = "sealed", "已封存"
    CANCELLED = "cancelled", "未召开"


ENTERED = (MeetingState.HANDED_IN, MeetingState.ACCEPTED, MeetingState.SEALED)
COUNTED = (MeetingState.ACCEPTED, MeetingState.SEALED)
OPEN_FOR_EDITING = (MeetingState.PLANNED, MeetingState.DRAFT, MeetingState.RETURNED)


class Presence(TextChoices):
    """Where a member of the roster was. Excused ones leave the attendance denominator."""

    PRESENT = "present", "到会"
    CALLED_OUT = "called_out", "出警"
    ON_WATCH = "on_watch", "执勤"
    ROTATION = "rotation", "轮休"
    LEAVE = "leave", "休假"
    STUDY = "study", "学习培训"
    SECONDED = "seconded", "借调"
    SICK = "sick", "病假"
    PERSONAL = "personal", "事假"
    EXEMPT = "exempt", "年老体弱免"
    ABSENT = "absent", "无故缺席"


UNEXCUSED = (Presence.ABSENT,)
ON_DUTY = (Presence.CALLED_OUT, Presence.ON_WATCH)  # excused, and told apart from leave
EXCUSED = tuple(p for p in Presence if p not in (Presence.PRESENT, *UNEXCUSED))


class VoteMatter(TextChoices):
    ORDINARY = "ordinary", "一般事项"
    ADMIT = "admit_probationary", "接收预备党员"
    CONFIRM = "confirm_full", "预备党员转正"
    EXTEND = "extend_probation", "延长预备期"
    CANCEL = "cancel_probation", "取消预备党员资格"
    ELECTION = "election", "选举"
    DISCIPLINE = "discipline", "纪律处分"
    DISPOSITION = "org_disposition", "组织处置"


class VoteMethod(TextChoices):
    SECRET = "secret", "无记名投票"
    HANDS = "hands", "举手"
    VOICE = "voice", "口头"


class AttachmentKind(TextChoices):
    PHOTO = "photo", "照片"
    FILE = "file", "附件"


class PartnerState(TextChoices):
    """Whether a branch says itself that it met together with the one that wrote it down."""

    WAITING = "waiting", "待对方确认"
    CONFIRMED = "confirmed", "已确认"
    DECLINED = "declined", "未参加"


class ReviewAction(TextChoices):
    HAND_IN = "hand_in", "上报"
    RETURN = "return", "退回"
    ACCEPT = "accept", "通过"
    WITHDRAW = "withdraw", "撤回"
    CORRECT = "correct", "更正"
    JOIN = "join", "联合支部确认"
    STAY_OUT = "stay_out", "联合支部否认"


ANSWERS = (ReviewAction.JOIN, ReviewAction.STAY_OUT)  # a partner's: they move nothing
ENTERING = (ReviewAction.HAND_IN, ReviewAction.ACCEPT, ReviewAction.CORRECT)


class OddityKind(TextChoices):
    """What a reviewer should look at; never a verdict."""

    COPIED = "copied", "与另一份记录近似"
    PHOTO_REUSED = "photo_reused", "照片重复使用"
    PHOTO_OTHER_DAY = "photo_other_day", "照片非当日拍摄"
    TWO_PLACES = "two_places", "同一人同时在两个会议"


class InspectionState(TextChoices):
    """Records drawn by lot and looked through, until the notice is out."""

    OPEN = "marking", "调阅中"
    PUBLISHED = "noticed", "已通报"
    WITHDRAWN = "called_back", "通报已撤回"


class NoticePart(TextChoices):
    """The paragraphs of an inspection's notice, in order."""

    OPENING = "opening", "基本情况"
    PROBLEMS = "problems", "主要问题"
    PRACTICE = "practice", "好的做法"
    REQUIREMENTS = "requirements", "有关要求"


class Grade(TextChoices):
    """The house's own words for how good a record is, best first."""

    GOOD = "good", "好"
    FAIR = "fair", "较好"
    ORDINARY = "middling", "一般"
    POOR = "poor", "差"


class Criterion(TextChoices):
    """What an inspector looks at, in the order in which a record is read."""

    ELEMENTS = "elements", "要素齐全"
    ATTENDANCE = "attendance", "到会和补学"
    SUBSTANCE = "substance", "记录内容"
    EVIDENCE = "evidence", "签到和照片"
    DECISIONS = "decisions", "决定落实"
    TIMELINESS = "timeliness", "上报及时"
