from django.db.models import TextChoices


class UnitKind(TextChoices):
    BUREAU = "bureau", "国家局"
    CORPS = "corps", "总队"
    DETACHMENT = "detachment", "支队"
    BRIGADE = "brigade", "大队"
    STATION = "station", "队站"
    OFFICE = "office", "机关科室"


class BranchKind(TextChoices):
    COMMITTEE = "committee", "党委"
    GENERAL = "general", "党总支"
    BRANCH = "branch", "党支部"
    JOINT = "joint", "联合党支部"
    TEMPORARY = "temporary", "临时党支部"


class ThemeDayRule(TextChoices):
    FIXED_DAY = "fixed_day", "每月固定日期"
    NTH_WEEKDAY = "nth_weekday", "每月第几个周几"
    LAST_WORKDAY = "last_workday", "每月最后一个工作日"


class Role(TextChoices):
    MEMBER = "member", "党员"
    COMMITTEE_MEMBER = "committee_member", "支部委员"
    SECRETARY = "secretary", "支部书记"
    BRIGADE_OFFICER = "brigade_officer", "大队教导员"
    POLITICAL_OFFICE = "political_office", "政治处"
    SUPERVISOR = "supervisor", "清风监督员"
    ADMINISTRATOR = "administrator", "系统管理员"
    AUDITOR = "auditor", "审计员"


BRANCH_ROLES = (Role.MEMBER, Role.COMMITTEE_MEMBER, Role.SECRETARY, Role.SUPERVISOR)
UNIT_ROLES = (Role.BRIGADE_OFFICER, Role.POLITICAL_OFFICE)
SYSTEM_ROLES = (Role.ADMINISTRATOR, Role.AUDITOR)
# What the administrator gives; the offices then give the rest.
GIVEN_BY_ADMINISTRATOR = (*SYSTEM_ROLES, Role.POLITICAL_OFFICE)
COMMITTEE_ROLES = (Role.COMMITTEE_MEMBER, Role.SECRETARY)


class Severity(TextChoices):
    HARD = "hard", "必须"
    WARN = "warn", "提醒"
    INFO = "info", "参考"


class Verification(TextChoices):
    VERIFIED = "V", "已核对原文"
    SECOND_HAND = "V2", "二手来源"
    MEMORY = "M", "待核对"
    DESIGN = "D", "本系统建议"
