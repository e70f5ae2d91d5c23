from django.db.models import TextChoices


class Sex(TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class StaffCategory(TextChoices):
    CADRE_COMMAND = "cadre_command", "管理指挥干部"
    CADRE_TECH = "cadre_tech", "专业技术干部"
    FIREFIGHTER = "firefighter", "消防员"
    GOV_FULLTIME = "gov_fulltime_firefighter", "政府专职消防员"
    CIVILIAN = "civilian", "消防文员"
    TRAINEE = "trainee", "预备消防士"
    RETIRED = "retired", "退休"


class Stage(TextChoices):
    """Where someone stands on the way into the Party."""

    NONE = "none", "群众"
    LEAGUE = "league", "共青团员"
    APPLICANT = "applicant", "入党申请人"
    ACTIVIST = "activist", "入党积极分子"
    CANDIDATE = "candidate", "发展对象"
    PROBATIONARY = "probationary", "预备党员"
    FULL = "full", "正式党员"


PARTY_STAGES = (Stage.PROBATIONARY, Stage.FULL)


class Education(TextChoices):
    POSTGRADUATE = "postgraduate", "研究生"
    BACHELOR = "bachelor", "大学本科"
    COLLEGE = "college", "大学专科"
    SECONDARY = "secondary_vocational", "中专"
    HIGH_SCHOOL = "high_school", "高中、中技"
    JUNIOR = "junior_or_below", "初中及以下"


class ImportState(TextChoices):
    """Where an uploaded roster stands. ``CHECKING`` and ``WRITING`` are the worker's."""

    CHECKING = "checking", "正在核对"
    UNDECIDED = "undecided", "待选工作表"
    UNREADABLE = "unreadable", "读不了"
    CHECKED = "checked", "待确认"
    WRITING = "writing", "正在导入"
    DONE = "done", "已导入"
    DISCARDED = "discarded", "已放弃"


class MembershipKind(TextChoices):
    FULL = "full", "组织关系"
    ATTACHED = "attached", "编入参加组织生活"
    SECONDED = "seconded", "借调"


class HonourTarget(TextChoices):
    PERSON = "person", "个人"
    BRANCH = "branch", "集体"
    BOTH = "both", "个人和集体"


class HonourLevel(TextChoices):
    """Who stands behind an honour, highest first."""

    NATIONAL = "national", "国家级"
    MINISTRY = "ministry", "部局级"
    PROVINCE = "province", "省级"
    CORPS = "corps", "总队级"
    CITY = "city", "市级"
    DETACHMENT = "detachment", "支队级"
    BRIGADE = "brigade", "大队级"
    STATION = "station", "队站级"


class DevelopmentStage(TextChoices):
    """The five stages of the way into the Party, by the next step to be taken."""

    APPLY = "apply", "申请入党"
    ACTIVIST = "activist", "积极分子培养"
    CANDIDATE = "candidate", "发展对象考察"
    ADMIT = "admit", "预备党员接收"
    CONFIRM = "confirm", "预备党员教育转正"


class CaseState(TextChoices):
    OPEN = "open", "办理中"
    CONFIRMED = "confirmed", "已转正"
    ENDED = "ended", "已终止"


class QuotaSource(TextChoices):
    SUPERIOR = "superior", "上级消防救援机构"
    LOCAL = "local", "地方党委组织部门"


class Register(TextChoices):
    """The registers that have a page, an export and an import each."""

    CERTIFICATES = "certificates", "证书"
    HONOURS = "honours", "荣誉"
    TRAININGS = "trainings", "培训"
    EXAMS = "exams", "考试"
    DEVELOPMENT = "development", "发展"
