"""The registers themselves: of each, its model, its columns, and what makes an entry the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from members import development
from members.choices import HonourLevel, Register
from members.models import (
    Certificate,
    CertificateKind,
    DevelopmentCase,
    Exam,
    Honour,
    HonourKind,
    Training,
    TrainingKind,
)
from members.models.kinds import Kind
from members.registers.columns import (
    Column,
    label_of,
    number_written,
    one_of,
    passed_written,
    read_day,
    read_number,
    read_open_day,
    read_passed,
    words,
)

Fault = tuple[str, str]  # name of the column, why
LEVELS = {
    "国家": HonourLevel.NATIONAL.value, "全国": HonourLevel.NATIONAL.value,
    "国家局": HonourLevel.MINISTRY.value, "部级": HonourLevel.MINISTRY.value,
    "局级": HonourLevel.MINISTRY.value, "省": HonourLevel.PROVINCE.value,
    "省部级": HonourLevel.PROVINCE.value, "总队": HonourLevel.CORPS.value,
    "市": HonourLevel.CITY.value, "支队": HonourLevel.DETACHMENT.value,
    "大队": HonourLevel.BRIGADE.value, "站": HonourLevel.STATION.value,
    "队站": HonourLevel.STATION.value, "站级": HonourLevel.STATION.value,
}  # fmt: skip


@dataclass(frozen=True)
class Noun:
    """A register. ``same_by``: the fields that, with the person, tell one entry from another."""

    register: Register
    model: type[Model]
    columns: tuple[Column, ...]
    same_by: tuple[str, ...]
    kinds: type[Kind] | None = None
    of_branches: bool = False
    faults: Callable[[dict[str, Any]], list[Fault]] = lambda values: []

    @property
    def key(self) -> str:
        return self.register.value

    @property
    def label(self) -> str:
        return str(self.register.label)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def _certificate_faults(values: dict[str, Any]) -> list[Fault]:
    issued, until = values.get("issued_on"), values.get("valid_until")
    if issued and until and until < issued:
        return [("valid_until", "有效期早于发证日期，请核对")]
    return []


def _training_faults(values: dict[str, Any]) -> list[Fault]:
    starts, ends = values.get("starts_on"), values.get("ends_on")
    return (
        [("ends_on", "结束日期早于开始日期，请核对")] if starts and ends and ends < starts else []
    )


NOTE = Column("note", "备注", words(120), width=20)
DAY_HINT = "写到日，如 2024-05-06"

CERTIFICATES = Noun(
    register=Register.CERTIFICATES,
    model=Certificate,
    kinds=CertificateKind,
    same_by=("kind", "level", "number"),
    columns=(
        Column("kind", "证书", words(48), ("证书名称", "证书种类", "证书类别"), True, 22),
        Column("level", "等级", words(32), ("证书等级", "级别"), width=10),
        Column("number", "证书编号", words(64), ("编号", "证书号", "证件号"), width=22),
        Column("issuer", "发证机关", words(64), ("发证单位", "颁发单位"), width=20),
        Column(
            "issued_on", "发证日期", read_day, ("取得日期", "取证日期", "领证日期"), hint=DAY_HINT
        ),
        Column(
            "valid_until", "有效期至", read_open_day, ("有效期", "到期日期"),
            hint="写到日；长期有效的留空或写 长期",
        ),
        NOTE,
    ),
    faults=_certificate_faults,
)  # fmt: skip
HONOURS = Noun(
    register=Register.HONOURS,
    model=Honour,
    kinds=HonourKind,
    same_by=("kind", "level", "conferred_on"),
    of_branches=True,
    columns=(
        Column("kind", "荣誉", words(48), ("荣誉名称", "奖励名称", "奖项", "表彰名称"), True, 26),
        Column(
            "level", "级别", one_of(HonourLevel, "荣誉的级别", LEVELS), ("荣誉级别", "表彰级别"),
            True, 10, answers=tuple(map(str, HonourLevel.labels)), written=label_of(HonourLevel),
        ),
        Column(
            "conferred_on", "授予日期", read_day, ("表彰日期", "奖励日期", "获得日期", "时间"),
            True, hint=DAY_HINT,
        ),
        Column("conferred_by", "授予单位", words(64), ("表彰单位", "批准单位"), width=22),
        Column("document_number", "文号", words(64), ("文件号", "表彰文号"), width=20),
        NOTE,
    ),
)  # fmt: skip
TRAININGS = Noun(
    register=Register.TRAININGS,
    model=Training,
    kinds=TrainingKind,
    same_by=("subject", "starts_on"),
    columns=(
        Column("subject", "培训内容", words(80), ("培训名称", "培训班", "课程"), True, 30),
        Column("kind", "培训类别", words(48), ("培训种类", "类别"), True, 20),
        Column("starts_on", "开始日期", read_day, ("培训开始", "起始日期", "培训日期"), True),
        Column("ends_on", "结束日期", read_day, ("培训结束", "截止日期"), True),
        Column(
            "hours", "学时", read_number, ("培训学时", "学时数"), True, 8, written=number_written
        ),
        Column("organiser", "主办单位", words(64), ("培训单位", "组织单位"), width=20),
        NOTE,
    ),
    faults=_training_faults,
)  # fmt: skip
EXAMS = Noun(
    register=Register.EXAMS,
    model=Exam,
    kinds=TrainingKind,
    same_by=("subject", "taken_on"),
    columns=(
        Column("subject", "考试科目", words(80), ("考试名称", "科目"), True, 30),
        Column("kind", "考试类别", words(48), ("类别",), True, 20),
        Column("taken_on", "考试日期", read_day, ("日期", "考试时间"), True),
        Column("score", "成绩", read_number, ("分数", "得分"), width=8, written=number_written),
        Column(
            "passed", "是否合格", read_passed, ("合格", "结果", "考试结果"), True, 10,
            answers=("合格", "不合格"), written=passed_written,
        ),
        NOTE,
    ),
)  # fmt: skip
DEVELOPMENT = Noun(
    register=Register.DEVELOPMENT,
    model=DevelopmentCase,
    same_by=(),
    columns=tuple(
        Column(
            step.code,
            step.name,
            read_day,
            ("申请入党日期", "申请日期", "递交申请书日期")
            if step.code == development.FIRST
            else (),
            step.code == development.FIRST,
            16,
            step.note,
        )
        for step in development.STEPS
    ),
    faults=development.faults_of,
)
NOUNS = {noun.key: noun for noun in (CERTIFICATES, HONOURS, TRAININGS, EXAMS, DEVELOPMENT)}
