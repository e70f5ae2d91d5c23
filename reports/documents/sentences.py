"""What the figures say in words. Every number in a sentence stands in a table of the document."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from accounts.ui.words import percent_text
from reports.documents.figures import Figure, Figures

FEW = 8  # names in a sentence


def origin(figures: Figures) -> Iterator[str]:
    moment = timezone.localtime(figures.as_of)
    yield (
        f"为掌握{figures.unit}{figures.period.label}党组织建设工作情况，依据系统内截至"
        f"{moment.year}年{moment.month}月{moment.day}日{moment:%H:%M}的记录编制本报告，"
        "各项数字的口径和名单见附表。"
    )


def organisation(figures: Figures) -> Iterator[str]:
    kinds, led = figures["branches-by-kind"], figures["branches-by-leader"]
    yield (
        f"期末共有党组织 {kinds.total()} 个，其中{_listed(kinds)}。"
        if kinds.total()
        else ("期末没有登记党组织。")
    )
    if led.total():
        yield f"配有书记的党支部 {percent_text(led.value('with'), led.total())}。"


def members(figures: Figures) -> Iterator[str]:
    standing, sex = figures["members-by-standing"], figures["members-by-sex"]
    total = standing.total()
    if not total:
        yield "期末没有登记党员。"
        return
    higher = sum(
        figures["members-by-education"].value(key)
        for key in ("postgraduate", "bachelor", "college")
    )
    yield (
        f"期末共有党员 {total} 名，其中正式党员 {standing.value('full')} 名、预备党员 "
        f"{standing.value('probationary')} 名；女党员 {percent_text(sex.value('female'), total)}，"
        f"大专及以上学历 {percent_text(higher, total)}，"
        f"35 岁及以下 {percent_text(_young(figures), total)}。"
    )


def _young(figures: Figures) -> int:
    ages = figures["members-by-age"]
    return ages.value("30") + ages.value("31")


def secretaries(figures: Figures) -> Iterator[str]:
    found = figures["secretaries-by-education"]
    total = found.total()
    if total:
        higher = sum(found.value(key) for key in ("postgraduate", "bachelor", "college"))
        new = figures["secretaries-by-post-years"].value("0")
        yield (
            f"在任支部书记 {total} 名，大专及以上学历 {percent_text(higher, total)}，"
            f"任职不满 1 年的 {new} 名。"
        )


def life(figures: Figures) -> Iterator[str]:
    found = figures["life-by-kind"]
    owed, entered, late = (found.total(column) for column in range(3))
    if not owed:
        yield "本期没有到期应开的组织生活。"
        return
    yield (
        f"本期到期应开组织生活 {owed} 次，已录入 {percent_text(entered, owed)}，逾期 {late} 次；"
        f"到期的都已录入的支部 {len(figures['life-complete'].table.lines)} 个。"
    )


def attendance(figures: Figures) -> Iterator[str]:
    found = figures["attendance-by-reason"]
    total, came, absent = found.total(), found.value("present"), found.value("absent")
    if total:
        yield (
            f"各类会议应到 {total} 人次，实到 {came} 人次，到会率 {percent_text(came, total)}；"
            f"扣除请假后的出勤率 {percent_text(came, came + absent)}。"
        )


def bands(figures: Figures) -> Iterator[str]:
    found = figures["points-by-band"]
    if found.total():
        yield f"参加积分的党员 {found.total()} 名，其中{_listed(found)}。"
    else:
        yield "本期没有党员积分记录。"


def duties(figures: Figures) -> Iterator[str]:
    for code, word, key in (
        ("decisions-by-outcome", "决定事项", "done"),
        ("duties-by-outcome", "督办事项", "closed"),
    ):
        found = figures[code]
        if found.total():
            yield (
                f"本期到期的{word} {found.total()} 项，按期办结 "
                f"{percent_text(found.value(key), found.total())}。"
            )


def development(figures: Figures) -> Iterator[str]:
    found = figures["development-by-stage"]
    if found.total():
        yield f"在办的发展党员 {found.total()} 人，其中{_listed(found)}。"


def growth(figures: Figures) -> Iterator[str]:
    certificates, honours = figures["certificates-by-kind"], figures["honours-by-kind"]
    if any(certificates.table.totals):
        yield (
            f"期末有效的证书 {certificates.total()} 本，其中本期新取得 {certificates.total(1)} 本。"
        )
    if honours.total():
        yield (
            f"本期获得荣誉 {honours.total()} 项，其中个人 {honours.total(1)} 项、"
            f"集体 {honours.total(2)} 项。"
        )


def problems(figures: Figures) -> Iterator[str]:
    """Each with the figure that shows it, the nearest to home first."""
    found = [said for said, _ in _problems(figures)]
    yield from found or ["按现有记录，没有发现逾期、缺席、空缺等问题。"]


def remedies(figures: Figures) -> Iterator[str]:
    yield from (remedy for _, remedy in _problems(figures))


def _problems(figures: Figures) -> Iterator[tuple[str, str]]:
    """What is wrong, and what follows from it."""
    late, behind = figures["life-by-kind"].total(2), figures["life-behind"].table.lines
    if late:
        yield (
            f"组织生活逾期 {late} 次，涉及 {len(behind)} 个支部：{_names(behind)}。"
            "逾期是指最迟日期已过、系统里没有足够的记录，没有录入不等于没有开。",
            f"对逾期的 {late} 次组织生活逐一核实，开了的补录，没开的补开。",
        )
    timely = figures["records-by-timeliness"]
    if timely.value("late"):
        yield (
            f"会议记录补录 {percent_text(timely.value('late'), timely.total())}。",
            "督促支部会后及时上报记录。",
        )
    absent = figures["attendance-by-reason"].value("absent")
    if absent:
        yield f"无故缺席 {absent} 人次。", "对无故缺席的党员由支部了解原因、谈话提醒。"
    vacant = figures["branches-by-leader"].value("without")
    if vacant:
        yield f"书记空缺的党支部 {vacant} 个。", f"抓紧配齐 {vacant} 个党支部的书记。"
    for code, word, key in (
        ("decisions-by-outcome", "决定事项", "overdue"),
        ("duties-by-outcome", "督办事项", "late"),
    ):
        overdue = figures[code].value(key)
        if overdue:
            yield f"逾期未办结的{word} {overdue} 项。", f"对 {overdue} 项逾期的{word}逐项督办。"
    untrained = figures["secretaries-by-training"].value("missing")
    if untrained:
        yield (
            f"没有登记任职培训的支部书记 {untrained} 名，没有登记不等于没有参加。",
            f"核实 {untrained} 名支部书记的任职培训，没有参加的安排补训。",
        )
    yield from _gaps(figures)


def _gaps(figures: Figures) -> Iterator[tuple[str, str]]:
    """What is missing in the roster itself."""
    for code, word in (("members-by-education", "学历"), ("members-by-age", "出生日期")):
        blank = figures[code].value("-")
        if blank:
            yield f"名册里没有登记{word}的党员 {blank} 名。", f"补齐 {blank} 名党员的{word}。"


def behind(figures: Figures) -> Iterator[str]:
    lines = figures["life-behind"].table.lines
    late = figures["life-by-kind"].total(2)
    if not lines:
        yield "本期到期的组织生活都已录入，没有逾期的支部。"
        return
    yield f"本期有 {len(lines)} 个支部、{late} 次组织生活逾期，请尽快补开或补录。"


def complete(figures: Figures) -> Iterator[str]:
    lines = figures["life-complete"].table.lines
    if lines:
        yield f"到期的组织生活都已录入的支部有 {len(lines)} 个：{_names(lines)}。"


def inspected(figures: Figures) -> Iterator[str]:
    """From the notices of the month."""
    graded, found = figures["inspections-by-grade"], figures["findings-by-criterion"]
    if not graded.total():
        yield "本月没有发布记录调阅的通报。"
        return
    yield f"本月通报调阅记录 {graded.total()} 份，其中{_listed(graded)}。"
    if found.total():
        yield (
            f"发现问题 {found.total()} 处，其中{_listed(found)}；"
            f"已答复 {percent_text(found.total(1), found.total())}。"
        )
    else:
        yield "没有发现需要整改的问题。"


def praised(figures: Figures) -> Iterator[str]:
    lines = figures["good-practice"].table.lines
    if lines:
        yield f"调阅中值得推广的：{'；'.join(line.label.rstrip('。') for line in lines[:FEW])}。"


def settlement(figures: Figures) -> Iterator[str]:
    found = figures["settlements-by-state"]
    yield (
        f"参加结算的党支部 {found.total()} 个，其中{_listed(found)}。"
        if found.total()
        else ("本季度还没有开始结算。")
    )


def objections(figures: Figures) -> Iterator[str]:
    found = figures["objections-by-state"]
    yield (
        f"收到异议 {found.total()} 条，其中{_listed(found)}。"
        if found.total()
        else ("没有收到异议。")
    )


def balance(figures: Figures) -> Iterator[str]:
    found = figures["members-balance"]
    difference = found.value("difference")
    yield (
        f"本期末应有党员 {found.value('due')} 名，实有 {found.value('actual')} 名，"
        + (
            "两数相符。"
            if not difference
            else f"相差 {difference} 名，请核对名册里的日期后重新编制。"
        )
    )


def _listed(figure: Figure) -> str:
    """``党委 2 个、党支部 3 个``: the lines that are not nought."""
    unit = figure.measure
    return "、".join(
        f"{line.label} {line.values[0]} {unit}" for line in figure.table.lines if line.values[0]
    )


def _names(lines: tuple[object, ...]) -> str:
    labels = [line.label for line in lines[:FEW]]  # type: ignore[attr-defined]
    return "、".join(labels) + ("等" if len(lines) > FEW else "")
