"""Entries of a register as the page shows them: a name, a few words, a status."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from accounts.ui.words import NOTHING
from branches.services.provisions import rule_book
from members import development
from members.choices import CaseState, DevelopmentStage, Register
from members.development import Standing, standing_of
from members.models import DevelopmentStep
from members.registers.columns import number_written
from members.registers.nouns import Noun

# Of each register: heading, sort key or "", whether it is left out on a phone.
HEADINGS: dict[str, tuple[tuple[str, str, bool], ...]] = {
    Register.CERTIFICATES: (
        ("证书", "kind", False), ("编号", "", True), ("发证日期", "", True),
        ("有效期至", "until", False),
    ),
    Register.HONOURS: (
        ("荣誉", "kind", False), ("级别", "", False), ("授予单位", "", True),
        ("授予日期", "day", False),
    ),
    Register.TRAININGS: (
        ("培训", "", False), ("类别", "", True), ("起止", "day", False), ("学时", "hours", False),
    ),
    Register.EXAMS: (
        ("考试", "", False), ("类别", "", True), ("日期", "day", False), ("成绩", "score", False),
    ),
    Register.DEVELOPMENT: (
        ("阶段", "stage", False), ("申请日期", "day", True), ("下一步", "", False),
        ("时限", "", False),
    ),
}  # fmt: skip
STATUS_HEADING = {
    Register.CERTIFICATES: "状态",
    Register.EXAMS: "结果",
    Register.DEVELOPMENT: "状态",
}


class Row(NamedTuple):
    pk: int
    url: str
    name: str
    sub: str
    cells: tuple[tuple[str, str, bool], ...]  # label, text, whether left out on a phone
    status: tuple[str, str] | None = None
    edit: bool = True


def with_people(entries: QuerySet[Any], noun: Noun) -> QuerySet[Any]:
    """The entries with whom they are about, and nothing that is encrypted."""
    related = ["member__unit"]
    if noun.kinds:
        related.append("kind")
    if noun.of_branches:
        related.append("branch__unit")
    return entries.select_related(*related).defer("member__id_number", "member__phone")


def rows_of(noun: Noun, entries: Iterable[Any], today: date, soon: date) -> list[Row]:
    """The entries of one page. One query more for the register of development."""
    found = list(entries)
    if noun.register is Register.DEVELOPMENT:
        standings = standings_of(found, today)
        return [_case(case, standings[case.pk], today) for case in found]
    return [_row(noun, entry, today, soon) for entry in found]


def _row(noun: Noun, entry: Any, today: date, soon: date) -> Row:
    about = entry.member or entry.branch
    headings = HEADINGS[noun.register]
    texts, status = WORDS[noun.register](entry, today, soon)
    return Row(
        pk=entry.pk,
        url=about.get_absolute_url(),
        name=about.name,
        sub=about.unit.name,
        cells=tuple(
            (label, text or NOTHING, hidden)
            for (label, _, hidden), text in zip(headings, texts, strict=True)
        ),
        status=status,
    )


def _certificate(entry: Any, today: date, soon: date) -> Any:
    until = f"{entry.valid_until}" if entry.valid_until else "长期"
    if entry.expired_on(today):
        status = ("expired", "已过期")
    elif entry.valid_until and entry.valid_until <= soon:
        status = ("soon", "将到期")
    else:
        status = ("done", "有效")
    return (str(entry), entry.number, f"{entry.issued_on or ''}", until), status


def _honour(entry: Any, today: date, soon: date) -> Any:
    level = entry.get_level_display()
    return (str(entry.kind), level, entry.conferred_by, f"{entry.conferred_on}"), None


def _training(entry: Any, today: date, soon: date) -> Any:
    days = f"{entry.starts_on}"
    if entry.ends_on != entry.starts_on:
        days += f" 至 {entry.ends_on}"
    return (entry.subject, str(entry.kind), days, number_written(entry.hours)), None


def _exam(entry: Any, today: date, soon: date) -> Any:
    status = ("done", "合格") if entry.passed else ("refused", "不合格")
    texts = (entry.subject, str(entry.kind), f"{entry.taken_on}", number_written(entry.score))
    return texts, status


WORDS = {
    Register.CERTIFICATES: _certificate,
    Register.HONOURS: _honour,
    Register.TRAININGS: _training,
    Register.EXAMS: _exam,
}


def standings_of(cases: list[Any], today: date) -> dict[int, list[Standing]]:
    """The 25 steps of each case. Two queries."""
    done: defaultdict[int, dict[str, date]] = defaultdict(dict)
    steps = DevelopmentStep.objects.filter(case__in=[case.pk for case in cases])
    for case, code, day in steps.values_list("case_id", "code", "done_on"):
        done[case][code] = day
    book = rule_book(codes=development.CODES, day=today)
    return {
        case.pk: standing_of(done[case.pk], months_of(book.at(case.member.unit.path)))
        for case in cases
    }


def months_of(provisions: Mapping[str, Any]) -> dict[str, int]:
    return {code: int(provision.value) for code, provision in provisions.items()}


def _case(case: Any, standing: list[Standing], today: date) -> Row:
    coming = next((one for one in standing if one.is_next), None)
    late = [one for one in standing if one.is_late(today)]
    due = late[0] if late else coming
    limit = ""
    if due and due.due_on:
        limit = f"{due.due_on} 前"
    elif due and due.not_before:
        limit = f"{due.not_before} 起"
    ended = case.state != CaseState.OPEN
    texts = (
        str(DevelopmentStage(case.stage).label),
        f"{case.opened_on}",
        "" if ended or due is None else due.step.name,
        "" if ended else limit,
    )
    return Row(
        pk=case.pk,
        url=case.get_absolute_url(),
        name=case.member.name,
        sub=case.member.unit.name,
        cells=tuple(
            (label, text or NOTHING, hidden)
            for (label, _, hidden), text in zip(HEADINGS[Register.DEVELOPMENT], texts, strict=True)
        ),
        status=_case_status(case, bool(late)),
        edit=False,
    )


def _case_status(case: Any, late: bool) -> tuple[str, str]:
    if case.state == CaseState.CONFIRMED:
        return ("confirmed", "已转正")
    if case.state == CaseState.ENDED:
        return ("closed", "已终止")
    return ("late", "超过时限") if late else ("open", "办理中")
