"""What the answers come to, as it may be shown. Pure: sheets in, plain data out.

Everything here has gone through `surveys.suppression`: whoever gets the outcome of an anonymous
survey, the office or a thief of the database, finds no number of one to four people in it. A named
survey is counted in the same way with ``least=1``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys import suppression
from surveys.ballot_box import Contents, Sheet
from surveys.choices import QuestionKind
from surveys.paper import NOT_ASKED, SKIPPED, Item, Paper
from surveys.suppression import Part, Partition, Table

UNANSWERED = "未作答"
TOO_FEW = "作答不足 5 人，不显示。"
BEHIND_MERGED = "引出本题的选项不足 5 人或已合并，不显示。"
Outcome = dict[str, Any]


def outcome(paper: Paper, groups: Sequence[str], box: Contents, *, least: int) -> Outcome:
    """All questions, each in total and by group. What may not be shown says why."""
    counted = _Count(paper, groups, box, least)
    return {
        "respondents": len(box.sheets),
        "items": [counted.item(place) for place in range(len(paper.items))],
    }


def cross(
    paper: Paper, box: Contents, down: int, across: int, *, least: int
) -> dict[str, Any] | None:
    """Two questions that everybody was asked, against each other; None if nothing may be shown."""
    return _Count(paper, (), box, least).cross(down, across)


@dataclass(frozen=True, slots=True)
class _Count:
    paper: Paper
    groups: Sequence[str]
    box: Contents
    least: int

    def item(self, place: int) -> dict[str, Any]:
        item = self.paper.items[place]
        shown: dict[str, Any] = {
            "kind": item.kind,
            "text": item.text,
            "lineage": item.lineage,
            "conditional": item.asked_if is not None,
        }
        reason = self._reason(item)
        if reason:
            return {**shown, "hidden": reason}
        if item.kind == QuestionKind.TEXT:
            return {**shown, **self._texts(place)}
        if item.kind == QuestionKind.MULTIPLE:
            return {**shown, **self._multiple(place, item)}
        if item.kind == QuestionKind.MATRIX:
            lines = [self._line(item, self._of_row(place, row)) for row in range(len(item.rows))]
            return {
                **shown,
                "rows": [
                    {"label": label, **line} for label, line in zip(item.rows, lines, strict=True)
                ],
            }
        return {**shown, **self._single(place, item)}

    def cross(self, down: int, across: int) -> dict[str, Any] | None:
        one, other = self.paper.items[down], self.paper.items[across]
        counts = [[0] * (len(other.options) + 1) for _ in range(len(one.options) + 1)]
        for _, answers in self.box.sheets:
            counts[_cell(one, answers[down])][_cell(other, answers[across])] += 1
        rows, columns = self._parts(one, down), self._parts(other, across)
        if not rows or not columns:
            return None
        table = suppression.merge_table(
            counts,
            columns,
            ordered=_ordered(other),
            rows=rows,
            ordered_rows=_ordered(one),
            least=self.least,
        )
        return _shown(table, other, [_name(one, part) for part in table.rows]) if table else None

    # What of a question may be shown at all

    def _reason(self, item: Item) -> str:
        """Why nothing of the question is shown, or nothing."""
        if len(self.box.sheets) < self.least:
            return TOO_FEW
        if item.asked_if is None:
            return ""
        parent = self.paper.items[item.asked_if]
        return self._reason(parent) or ("" if self._stands_alone(item, parent) else BEHIND_MERGED)

    def _stands_alone(self, item: Item, parent: Item) -> bool:
        """How many were asked must not say more than the earlier question does."""
        option, place = item.asked_if_option or 0, item.asked_if or 0
        if parent.kind == QuestionKind.MULTIPLE:
            return self._is_shown_option(place, option)
        return (option,) in self._parts(parent, place)

    # By kind

    def _texts(self, place: int) -> dict[str, Any]:
        written = self.box.texts.get(str(place), [])
        if len(written) < self.least:
            return {
                "hidden": f"写了文字的不足 {self.least} 人，不显示。"
                if written
                else "没有人写文字。"
            }
        return {"texts": list(written)}

    def _single(self, place: int, item: Item) -> dict[str, Any]:
        counts = self._column(place, item)
        line = self._line(item, counts)
        return {**line, "groups": self._by_group(item, place)}

    def _line(self, item: Item, counts: list[int]) -> dict[str, Any]:
        """One distribution of those who were asked: options, unanswered."""
        parts = suppression.merge_line(counts, ordered=_ordered(item), least=self.least)
        cells = [
            {"label": _name(item, part), "count": sum(counts[place] for place in part)}
            for part in parts
            if _is_worth_showing(item, part, counts)
        ]
        return {
            "cells": cells,
            "base": sum(counts),
            "merged": any(len(part) > 1 for part in parts),
            "mean": _mean(item, counts, parts),
        }

    def _multiple(self, place: int, item: Item) -> dict[str, Any]:
        asked = [answers[place] for _, answers in self.box.sheets if answers[place] != NOT_ASKED]
        cells = []
        for option, label in enumerate(item.options):
            count = sum(option in (chosen or ()) for chosen in asked)
            is_shown = self._is_shown_option(place, option)
            cells.append({"label": label, "count": count if is_shown else None})
        return {"cells": cells, "base": len(asked), "several": True, "merged": False, "mean": None}

    def _is_shown_option(self, place: int, option: int) -> bool:
        """Neither those who chose it are too few, nor those who did not."""
        asked = [answers[place] for _, answers in self.box.sheets if answers[place] != NOT_ASKED]
        count = sum(option in (chosen or ()) for chosen in asked)
        return not (
            suppression.is_small(count, self.least)
            or suppression.is_small(len(asked) - count, self.least)
        )

    def _by_group(self, item: Item, place: int) -> dict[str, Any] | None:
        """The same by group; a question that not everybody was asked is not broken down."""
        if len(self.groups) < 2 or item.asked_if is not None:
            return None
        counts = [[0] * (len(item.options) + 1) for _ in self.groups]
        for group, answers in self.box.sheets:
            counts[group][_cell(item, answers[place])] += 1
        table = suppression.merge_table(
            counts,
            self._parts(item, place),
            ordered=_ordered(item),
            groups_of_people=True,
            least=self.least,
        )
        if table is None:
            return None
        labels = ["、".join(self.groups[group] for group in part) for part in table.rows]
        return _shown(table, item, labels)

    # Counting

    def _column(self, place: int, item: Item) -> list[int]:
        return self._counted(item, [answers[place] for _, answers in self.box.sheets])

    def _of_row(self, place: int, row: int) -> list[int]:
        given = [answers[place] for _, answers in self.box.sheets]
        item = self.paper.items[place]
        return self._counted(item, [one[row] if isinstance(one, list) else one for one in given])

    @staticmethod
    def _counted(item: Item, answers: list[Any]) -> list[int]:
        counts = [0] * (len(item.options) + 1)
        for answer in answers:
            if answer != NOT_ASKED:
                counts[_cell(item, answer)] += 1
        return counts

    def _parts(self, item: Item, place: int) -> Partition:
        """Which options stand together in total: no table may be finer."""
        counts = self._column(place, item)
        return suppression.merge_line(counts, ordered=_ordered(item), least=self.least)


def _cell(item: Item, answer: Any) -> int:
    """In which cell of a distribution the answer of somebody who was asked is counted."""
    return len(item.options) if answer is SKIPPED else answer


def _ordered(item: Item) -> int:
    return len(item.options) if item.is_ordered else 0


def _is_worth_showing(item: Item, part: Part, counts: list[int]) -> bool:
    """ "Unanswered" stands in no table when nobody left it out."""
    return part != (len(item.options),) or bool(counts[len(item.options)])


def _name(item: Item, part: Part) -> str:
    """What merged options are called."""
    labels = [*item.options, UNANSWERED]
    return "、".join(labels[place] for place in part)


def _shown(table: Table, item: Item, labels: list[str]) -> dict[str, Any]:
    """A table as plain data, without a column of unanswered ones that is empty."""
    empty = {
        place
        for place, part in enumerate(table.columns)
        if part == (len(item.options),) and not any(cells[place] for cells in table.cells)
    }
    kept = [place for place in range(len(table.columns)) if place not in empty]
    return {
        "columns": [_name(item, table.columns[place]) for place in kept],
        "rows": [
            {"label": label, "total": sum(cells), "cells": [cells[place] for place in kept]}
            for label, cells in zip(labels, table.cells, strict=True)
        ],
    }


def _mean(item: Item, counts: list[int], parts: Partition) -> float | None:
    """Of a scale, from 1 up; only where nothing is merged, since it would say what was."""
    places = range(len(item.options))
    answered = sum(counts[place] for place in places)
    if item.kind not in (QuestionKind.SCALE, QuestionKind.MATRIX) or not answered:
        return None
    if any(len(part) > 1 for part in parts):
        return None
    return round(sum((place + 1) * counts[place] for place in places) / answered, 2)


def respondents_by_group(box: Contents) -> Counter[int]:
    """How many sheets each group has."""
    sheets: list[Sheet] = box.sheets
    return Counter(group for group, _ in sheets)
