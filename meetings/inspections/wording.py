"""The notice in words, from its figures. The office may change every paragraph."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.ui.words import percent_text
from meetings.choices import Grade, NoticePart
from meetings.inspections.outcome import Outcome
from meetings.models import Inspection

HEADINGS = dict(NoticePart.choices)
FEW = 12


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``own``: the office's words instead of the composed ones."""

    code: str
    heading: str
    text: str
    own: bool

    @property
    def lines(self) -> list[str]:
        """Each a paragraph on the page and on paper."""
        return [line for line in self.text.splitlines() if line.strip()]


def paragraphs(inspection: Inspection, outcome: Outcome) -> list[Paragraph]:
    """What the notice says: the office's words where there are any, else composed."""
    own = inspection.paragraphs
    composed = composed_texts(inspection, outcome) if set(HEADINGS) - set(own) else {}
    return [
        Paragraph(code, heading, own.get(code, composed.get(code, "")), code in own)
        for code, heading in HEADINGS.items()
    ]


def composed_texts(inspection: Inspection, outcome: Outcome) -> dict[str, str]:
    """Every paragraph from the figures as they stand."""
    return {
        "opening": _opening(inspection, outcome),
        "problems": _problems(outcome),
        "practice": _practice(outcome),
        "requirements": _requirements(outcome),
    }


def _opening(inspection: Inspection, outcome: Outcome) -> str:
    graded = "、".join(f"{grade.label} {number} 份" for grade, number in outcome.grades if number)
    good = dict(outcome.grades)[Grade.GOOD] + dict(outcome.grades)[Grade.FAIR]
    said = (
        f"对{inspection.unit.name}{inspection.span.label}的组织生活记录（{inspection.kinds_label}）"
        f"进行了随机抽样调阅，从 {outcome.branches} 个支部抽取记录 {outcome.records} 份。"
    )
    if outcome.marked:
        said += f"其中{graded}；好和较好的占 {percent_text(good, outcome.marked)}。"
    if outcome.spent:
        said += (
            f"记录都已在以前的调阅中抽过、这次没有再抽的支部 {len(outcome.spent)} 个："
            f"{_names(outcome.spent)}。"
        )
    if outcome.without:
        said += (
            f"时段内没有一份已上报记录的支部 {len(outcome.without)} 个：{_names(outcome.without)}。"
            "没有录入不等于没有开展，请有关支部逐一核实。"
        )
    return said


def _problems(outcome: Outcome) -> str:
    if not outcome.problems:
        return "本次调阅没有发现需要整改的问题。"
    lines = []
    for number, line in enumerate(outcome.problems, start=1):
        examples = "、".join(f"{name} {times} 处" for name, times in line.examples)
        lines.append(
            f"{number}. {line.criterion.label}方面 {line.findings} 处，"
            f"涉及 {len(line.branches)} 个支部" + (f"，其中{examples}。" if examples else "。")
        )
    return "\n".join(lines)


def _practice(outcome: Outcome) -> str:
    if not outcome.practices:
        return "本次调阅没有单列好的做法。"
    return "\n".join(f"{branch}：{text.rstrip('。')}。" for branch, text in outcome.practices[:FEW])


def _requirements(outcome: Outcome) -> str:
    said = []
    if outcome.problems:
        said.append("有问题的支部对照下发的清单逐条整改，在系统里写明整改情况和日期。")
    if outcome.without:
        said.append("没有记录的支部，开展了的及时补录，没有开展的及时补开。")
    return "\n".join(said) or "请各支部继续保持，按时如实记录组织生活。"


def _names(names: list[str]) -> str:
    return "、".join(names[:FEW]) + (f"等 {len(names)} 个" if len(names) > FEW else "")
