"""The columns of a roster: the label our own export writes, and what offices call them.

Names are those of the fields of ``Member``, so that a row and a member speak the same words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Column(StrEnum):
    NAME = "name"
    SEX = "sex"
    NATIONALITY = "nationality"
    ID_NUMBER = "id_number"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"
    STAFF_NUMBER = "staff_number"
    CATEGORY = "category"
    UNIT = "unit"
    BRANCH = "branch"
    GROUP = "group"
    STAGE = "stage"
    JOINED_ON = "joined_on"
    CONFIRMED_ON = "confirmed_on"
    EDUCATION = "education"
    POST = "post"
    WORK_SINCE = "work_since"

    @property
    def label(self) -> str:
        return NAMES[self].label


@dataclass(frozen=True, slots=True)
class Naming:
    """``synonyms`` say the same; ``weak`` ones count only where no better column is found."""

    label: str
    synonyms: tuple[str, ...]
    weak: tuple[str, ...] = ()


def _naming(label: str, synonyms: str = "", weak: str = "") -> Naming:
    return Naming(label, tuple(synonyms.split()), tuple(weak.split()))


# In the order in which our template and export write them.
NAMES: dict[Column, Naming] = {
    Column.NAME: _naming("姓名", "名字 人员姓名 党员姓名 员工姓名"),
    Column.SEX: _naming("性别"),
    Column.NATIONALITY: _naming("民族"),
    Column.ID_NUMBER: _naming(
        "身份证号",
        "身份证号码 公民身份号码 公民身份证号码 居民身份证号 居民身份证号码 身份证 身份号码",
        weak="证件号码 证件号",
    ),
    Column.BIRTH_DATE: _naming("出生日期", "出生年月 出生年月日 出生时间 生日"),
    Column.PHONE: _naming(
        "手机号", "手机号码 手机 移动电话 本人手机", weak="联系电话 联系方式 电话 电话号码"
    ),
    Column.STAFF_NUMBER: _naming("工号", "员工号 人员编号 员工编号 职工号", weak="编号"),
    Column.CATEGORY: _naming("人员类别", "人员性质 身份类别 人员身份 人员类型 队伍类别"),
    Column.UNIT: _naming("所在单位", "单位 工作单位 所属单位 单位名称", weak="部门 所在部门"),
    Column.BRANCH: _naming("所在党支部", "党支部 支部名称 党支部名称 所属党支部 所在支部 支部"),
    Column.GROUP: _naming("党小组", "所在党小组 所属党小组 党小组名称"),
    Column.STAGE: _naming("政治面貌", "政治身份", weak="党员类别"),
    Column.JOINED_ON: _naming("入党日期", "入党时间 入党年月 加入中共日期 加入党组织日期"),
    Column.CONFIRMED_ON: _naming("转正日期", "转正时间 转为正式党员日期 党员转正日期 党员转正时间"),
    Column.EDUCATION: _naming("学历", "文化程度 最高学历 学历层次", weak="全日制学历"),
    Column.POST: _naming("职务", "职务职级 行政职务 现任职务 工作职务", weak="岗位 职位 工作岗位"),
    Column.WORK_SINCE: _naming(
        "参加工作日期",
        "参加工作时间 参工时间 参加工作年月 参工日期",
        weak="工作时间 入职时间 入职日期",
    ),
}
# Labels that end like one of ours and mean something else: never taken for it.
WITH_OTHER_MEANING = (
    "党内职务 党内岗位 入党申请时间 入党申请日期 介绍人姓名 家庭成员姓名 配偶姓名 联系人姓名 "
    "紧急联系人姓名 紧急联系人电话 联系人电话 家庭电话 办公电话 配偶单位 配偶工作单位"
)
OTHERS = frozenset(WITH_OTHER_MEANING.split())
REQUIRED = (Column.NAME,)
IDENTIFYING = (Column.ID_NUMBER, Column.STAFF_NUMBER)

MEANT = {
    word: column
    for column, naming in NAMES.items()
    for word in (naming.label, *naming.synonyms, *naming.weak)
}
WEAK = frozenset(word for naming in NAMES.values() for word in naming.weak)
BLANKS = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
HINT = re.compile(r"[(\[【<].*?[)\]】>]")
MARKS = "*:;,.、·#★☆▲△※"


def tidy_label(text: str) -> str:
    """A header without blanks, line breaks, full-width forms and marks; hints stay."""
    return BLANKS.sub("", unicodedata.normalize("NFKC", text)).strip(MARKS)


def meaning(label: str) -> tuple[Column, str] | None:
    """The column that a tidy label names and the word that did it, hints in brackets aside."""
    for word in (label.replace("/", ""), HINT.sub("", label).strip(MARKS).replace("/", "")):
        if word in MEANT:
            return MEANT[word], word
    return None
