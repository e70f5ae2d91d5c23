"""What the figures say in words. Every number in a sentence knows the statistic that it is of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import timezone

from reports.documents.figures import Figure, Figures
from reports.documents.phrases import Phrase, say, share
from reports.statistics import NO_KEY, Line

FEW = 8  # names in a sentence
HIGHER = ("postgraduate", "bachelor", "college")


def origin(figures: Figures) -> Iterator[Phrase]:
    moment = timezone.localtime(figures.as_of)
    yield say(
        "为掌握{}{}党组织建设工作情况，依据系统内截至{}的记录编制本报告，各项数字的口径和名单见附表。",
        figures.unit,
        figures.period.label,
        f"{moment.year}年{moment.month}月{moment.day}日{moment:%H:%M}",
    )


def organisation(figures: Figures) -> Iterator[Phrase]:
    kinds, led = figures["branches-by-kind"], figures["branches-by-leader"]
    if kinds.total():
        yield say("期末共有党组织 {} 个，其中{}。", kinds.whole(), _listed(kinds))
    else:
        yield say("期末没有登记党组织。")
    if led.total():
        yield say("配有书记的党支部 {}。", share(led.number("with"), led.whole()))


def members(figures: Figures) -> Iterator[Phrase]:
    standing, ages = figures["members-by-standing"], figures["members-by-age"]
    total = standing.whole()
    if not total:
        yield say("期末没有登记党员。")
        return
    yield say(
        "期末共有党员 {} 名，其中正式党员 {} 名、预备党员 {} 名；"
        "女党员 {}，大专及以上学历 {}，35 岁及以下 {}。",
        total,
        standing.number("full"),
        standing.number("probationary"),
        share(figures["members-by-sex"].number("female"), total),
        share(figures["members-by-education"].number(*HIGHER), total),
        share(ages.number("30", "31"), total),
    )


def secretaries(figures: Figures) -> Iterator[Phrase]:
    found = figures["secretaries-by-education"]
    if found.total():
        yield say(
            "在任支部书记 {} 名，大专及以上学历 {}，任职不满 1 年的 {} 名。",
            found.whole(),
            share(found.number(*HIGHER), found.whole()),
            figures["secretaries-by-post-years"].number("0"),
        )


def life(figures: Figures) -> Iterator[Phrase]:
    found = figures["life-by-kind"]
    owed, entered, late = (found.whole(column) for column in range(3))
    if not owed:
        yield say("本期没有到期应开的组织生活。")
        return
    yield say(
        "本期到期应开组织生活 {} 次，已录入 {}，逾期 {} 次；到期的都已录入的支部 {} 个。",
        owed,
        share(entered, owed),
        late,
        figures["life-complete"].each(),
    )


def attendance(figures: Figures) -> Iterator[Phrase]:
    found = figures["attendance-by-reason"]
    total, came = found.whole(), found.number("present")
    if not total:
        return
    away = [line.key for line in found.table.lines if line.key not in ("present", "absent")]
    yield say(
        "各类会议应到 {} 人次，实到 {} 人次，请假、执勤等 {} 人次，无故缺席 {} 人次；"
        "到会率 {}，扣除请假、执勤等后的出勤率 {}。",
        total,
        came,
        found.number(*away),
        found.number("absent"),
        share(came, total),
        share(came, found.number("present", "absent")),
    )


def bands(figures: Figures) -> Iterator[Phrase]:
    found = figures["points-by-band"]
    if found.total():
        yield say("参加积分的党员 {} 名，其中{}。", found.whole(), _listed(found))
    else:
        yield say("本期没有党员积分记录。")


def duties(figures: Figures) -> Iterator[Phrase]:
    for code, word, key in (
        ("decisions-by-outcome", "决定事项", "done"),
        ("duties-by-outcome", "督办事项", "closed"),
    ):
        found = figures[code]
        if found.total():
            closed = share(found.number(key), found.whole())
            yield say("本期到期的{} {} 项，按期办结 {}。", word, found.whole(), closed)
    if figures["duties-by-outcome"].total():
        waiting = figures["duties-by-outcome"].number("reported")
        also = say("，另有 {} 项待核验", waiting) if waiting else ()
        yield say("决定以支部登记完成为办结，督办以另一人核验为办结{}。", also)


def development(figures: Figures) -> Iterator[Phrase]:
    found = figures["development-by-stage"]
    if found.total():
        yield say("在办的发展党员 {} 人，其中{}。", found.whole(), _listed(found))


def growth(figures: Figures) -> Iterator[Phrase]:
    certificates, honours = figures["certificates-by-kind"], figures["honours-by-kind"]
    if any(certificates.table.totals):
        yield say(
            "期末有效的证书 {} 本，本期新取得 {} 本。", certificates.whole(), certificates.whole(1)
        )
    if honours.total():
        yield say(
            "本期获得荣誉 {} 项，其中个人 {} 项、集体 {} 项。",
            honours.whole(),
            honours.whole(1),
            honours.whole(2),
        )


def problems(figures: Figures) -> Iterator[Phrase]:
    """Each with the figure that shows it, the nearest to home first."""
    found = [said for said, _ in _problems(figures)]
    yield from found or [say("按现有记录，没有发现逾期、缺席、空缺等问题。")]


def remedies(figures: Figures) -> Iterator[Phrase]:
    yield from (remedy for _, remedy in _problems(figures))


def _problems(figures: Figures) -> Iterator[tuple[Phrase, Phrase]]:
    """What is wrong, and what follows from it."""
    late, behind = figures["life-by-kind"].whole(2), figures["life-behind"]
    if late:
        yield (
            say(
                "组织生活逾期 {} 次，涉及 {} 个支部：{}。"
                "逾期是指最迟日期已过、系统里没有足够的记录，没有录入不等于没有开。",
                late,
                behind.each(),
                _names(sorted(behind.table.lines, key=lambda line: -line.values[2])),
            ),
            say("对逾期的 {} 次组织生活逐一核实，开了的补录，没开的补开。", late),
        )
    timely = figures["records-by-timeliness"]
    if timely.value("late"):
        yield (
            say("会议记录补录 {}。", share(timely.number("late"), timely.whole())),
            say("督促支部会后及时上报记录。"),
        )
    absent = figures["attendance-by-reason"].number("absent")
    if absent:
        yield (
            say("无故缺席 {} 人次。", absent),
            say("对无故缺席的党员由支部了解原因、谈话提醒。"),
        )
    vacant = figures["branches-by-leader"].number("without")
    if vacant:
        yield (
            say("书记空缺的党支部 {} 个。", vacant),
            say("抓紧配齐 {} 个党支部的书记。", vacant),
        )
    for code, word, key in (
        ("decisions-by-outcome", "决定事项", "overdue"),
        ("duties-by-outcome", "督办事项", "late"),
    ):
        overdue = figures[code].number(key)
        if overdue:
            yield (
                say("逾期未办结的{} {} 项。", word, overdue),
                say("对 {} 项逾期的{}逐项督办。", overdue, word),
            )
    untrained = figures["secretaries-by-training"].number("missing")
    if untrained:
        yield (
            say("没有登记任职培训的支部书记 {} 名，没有登记不等于没有参加。", untrained),
            say("核实 {} 名支部书记的任职培训，没有参加的安排补训。", untrained),
        )
    yield from _gaps(figures)


def _gaps(figures: Figures) -> Iterator[tuple[Phrase, Phrase]]:
    """What is missing in the roster itself."""
    for code, word in (("members-by-education", "学历"), ("members-by-age", "出生日期")):
        blank = figures[code].number(NO_KEY)
        if blank:
            yield (
                say("名册里没有登记{}的党员 {} 名。", word, blank),
                say("补齐 {} 名党员的{}。", blank, word),
            )


def behind(figures: Figures) -> Iterator[Phrase]:
    found, late = figures["life-behind"], figures["life-by-kind"].whole(2)
    if not found.table.lines:
        yield say("本期到期的组织生活都已录入，没有逾期的支部。")
        return
    yield say("本期有 {} 个支部、{} 次组织生活逾期，请尽快补开或补录。", found.each(), late)


def complete(figures: Figures) -> Iterator[Phrase]:
    found = figures["life-complete"]
    if found.table.lines:
        names = _names(found.table.lines)
        yield say("到期的组织生活都已录入的支部有 {} 个：{}。", found.each(), names)


def inspected(figures: Figures) -> Iterator[Phrase]:
    """From the notices of the month."""
    graded, found = figures["inspections-by-grade"], figures["findings-by-criterion"]
    if not graded.total():
        yield say("本月没有发布记录调阅的通报。")
        return
    yield say("本月通报调阅记录 {} 份，其中{}。", graded.whole(), _listed(graded))
    if found.total():
        answered = share(found.whole(1), found.whole())
        yield say("发现问题 {} 处，其中{}；已答复 {}。", found.whole(), _listed(found), answered)
    else:
        yield say("没有发现需要整改的问题。")


def praised(figures: Figures) -> Iterator[Phrase]:
    lines = figures["good-practice"].table.lines
    if lines:
        named = "；".join(line.label.rstrip("。") for line in lines[:FEW])
        yield say("调阅中值得推广的：{}。", named)


def settlement(figures: Figures) -> Iterator[Phrase]:
    found = figures["settlements-by-state"]
    if found.total():
        yield say("参加结算的党支部 {} 个，其中{}。", found.whole(), _listed(found))
    else:
        yield say("本季度还没有开始结算。")


def objections(figures: Figures) -> Iterator[Phrase]:
    found = figures["objections-by-state"]
    if found.total():
        yield say("收到异议 {} 条，其中{}。", found.whole(), _listed(found))
    else:
        yield say("没有收到异议。")


def balance(figures: Figures) -> Iterator[Phrase]:
    found = figures["members-balance"]
    difference = found.number("difference")
    yield say(
        "本期末应有党员 {} 名，实有 {} 名，{}",
        found.number("due"),
        found.number("actual"),
        say("相差 {} 名，请核对名册里的日期后重新编制。", difference)
        if difference
        else "两数相符。",
    )


def _listed(figure: Figure) -> Phrase:
    """``党委 2 个、党支部 3 个``: the lines that are not nought."""
    lines = [line for line in figure.table.lines if line.values[0]]
    named = [(f"{line.label} ", figure.number(line.key), f" {figure.measure}") for line in lines]
    return say("、".join("{}" for _ in named), *named)


def _names(lines: Sequence[Line]) -> str:
    labels = [line.label for line in lines[:FEW]]
    return "、".join(labels) + ("等" if len(lines) > FEW else "")
