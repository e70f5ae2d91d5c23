"""The office's reports of the last quarter and the last month, with its own words in them."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from accounts.models import User
from branches.models import Unit
from reports import jobs
from reports.choices import ReportKind
from reports.documents.kinds import KINDS
from reports.services import paragraphs, reports

WORDS = {
    ReportKind.SITUATION: {
        "addressee": "支队党委",
        "why": "队站点多面广、人员轮换频繁，党员分散在各个执勤班组，"
        "组织生活容易被出警打断。支队把支部建在队站上，把数字核在记录里，为的是情况清、责任实。",
        "running": "大队党委每月研判一次，记录里发现问题的，先同支部核实再通报。",
        "next": "联合党支部的会议安排到各站轮流召开，减少往返；值班党员由党小组一周内补学。",
    },
    ReportKind.BULLETIN: {
        "practice": "团结路特勤站党支部把主题党日和夜间训练衔接，出警的同志次日补学，全员参加。",
        "inspections": "下月中旬随机抽取记录调阅，并不打招呼听一次党课，请各支部按日常安排准备。",
    },
}


def compile_last(unit: Unit, office: User, today: date) -> None:
    """Both, at once and as a worker would."""
    now = timezone.now()
    for kind, texts in WORDS.items():
        paragraphs.write_texts(unit=unit, kind=kind, texts=texts, versions={}, by=office, now=now)
        report = reports.order_report(
            kind=kind,
            unit=unit,
            period=KINDS[kind].usual_period(today),
            as_of=now,
            by=office,
            hand_over=False,
        )
        jobs.work_on(pk=report.pk)
