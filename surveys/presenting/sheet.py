"""The questionnaire as a page puts it before somebody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.choices import Breakdown, QuestionKind
from surveys.models import Survey
from surveys.paper import LONGEST_TEXT, Item, Paper

Given = Mapping[str, Sequence[str]]
Choice = tuple[int, str, bool]  # value, label, whether it is ticked
ONE_BY_ONE = "radio"
SEVERAL = "checkbox"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its fields, what was chosen so far, what is wrong with it."""

    place: int
    item: Item
    given: Given
    problem: str = ""

    @property
    def number(self) -> int:
        return self.place + 1

    @property
    def name(self) -> str:
        return f"q{self.place}"

    @property
    def input_type(self) -> str:
        return SEVERAL if self.item.kind == QuestionKind.MULTIPLE else ONE_BY_ONE

    @property
    def kind(self) -> str:
        return str(QuestionKind(self.item.kind).label)

    @property
    def missing(self) -> str:
        """What is said at the question when it was passed over."""
        return self._wanted if self.item.rows else f"这一题还没有答，{self._wanted}"

    @property
    def _wanted(self) -> str:
        if self.is_text:
            return "请写几句。"
        if self.item.rows:
            return "请每一行都选一项。"
        return "请至少选一项。" if self.input_type == SEVERAL else "请选一项。"

    @property
    def is_text(self) -> bool:
        return self.item.kind == QuestionKind.TEXT

    @property
    def longest(self) -> int:
        return LONGEST_TEXT

    @property
    def text(self) -> str:
        return next(iter(self.given.get(self.name, ())), "")

    @property
    def choices(self) -> list[Choice]:
        return self._choices(self.name)

    @property
    def lines(self) -> list[tuple[str, str, list[Choice], bool]]:
        """Of a matrix: field name, label and choices by row, and whether it is what is missing."""
        names = [f"{self.name}_{row}" for row in range(len(self.item.rows))]
        return [
            (name, label, self._choices(name), bool(self.problem) and not self.given.get(name))
            for name, label in zip(names, self.item.rows, strict=True)
        ]

    def _choices(self, name: str) -> list[Choice]:
        ticked = self.given.get(name, ())
        return [
            (value, label, str(value) in ticked) for value, label in enumerate(self.item.options)
        ]


def asked(
    paper: Paper, given: Given | None = None, problems: Mapping[int, str] | None = None
) -> list[Asked]:
    """The questions in order."""
    told = problems or {}
    return [
        Asked(place, item, given or {}, told.get(place, ""))
        for place, item in enumerate(paper.items)
    ]


def promises(survey: Survey, group: str = "") -> Iterator[str]:
    """What is stored, in plain words; it stands before the first question."""
    if not survey.is_anonymous:
        yield "这是实名问卷：交卷后，发起人能看到你的姓名和答案。"
        return
    yield "这是匿名问卷：名单上只记你交了没有，答案另存，两边没有编号、次序或时间能对上。"
    if survey.breakdown == Breakdown.NONE:
        yield "答案不带姓名、单位等任何个人情况。"
    else:
        yield f"答案只带一个分组：{group}。同组不少于 5 人才会单列。"
    yield "不足 5 人的数字不显示。请不要写出能认出自己的话。"


def as_stored(survey: Survey) -> dict[str, Any]:
    """For whoever previews a draft: nothing is frozen yet."""
    label = Breakdown(survey.breakdown).label
    return {"promises": list(promises(survey, f"{label}，发出时确定"))}
