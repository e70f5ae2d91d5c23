"""What people answered under their names, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from surveys.models import NamedResponse
from surveys.paper import NOT_ASKED, Answer, Item, Paper


def sheets(
    paper: Paper, rows: QuerySet[NamedResponse]
) -> Iterator[tuple[str, list[tuple[int, str, str]]]]:
    """Name, and number, question and answer of each question that was put. By name."""
    found = rows.select_related("member").order_by("member__name_pinyin", "member_id")
    for row in found:
        said = [
            (place + 1, item.text, _words(item, row.answers[place]))
            for place, item in enumerate(paper.items)
            if row.answers[place] != NOT_ASKED
        ]
        yield row.member.name if row.member else "凭码作答", said


def _words(item: Item, answer: Answer) -> str:
    if answer is None:
        return "—"
    if isinstance(answer, str):
        return answer
    if item.rows:
        pairs: list[tuple[str, Any]] = list(zip(item.rows, answer, strict=True))
        return "；".join(
            f"{row}：{item.options[one] if one is not None else '—'}" for row, one in pairs
        )
    chosen = answer if isinstance(answer, list) else [answer]
    return "、".join(item.options[place] for place in chosen)
