"""The questionnaire as it is put before people, and what they hand in. Pure.

A paper is frozen when the survey is sent. What is handed in is read against it: a question that an
earlier answer leads past is not asked, and what was typed into it before is forgotten.

An answer is an option's place (single, scale), a list of places (multiple), a list of places by
row (matrix), a text, ``SKIPPED`` (nothing said) or ``NOT_ASKED``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from surveys.choices import CHOSEN, QuestionKind

SKIPPED = None
NOT_ASKED = -1
LONGEST_TEXT = 1000
Answer = Any


class AnswersRefused(ValueError):
    """Something is missing or cannot be; ``problems`` says what, by the place of the question."""

    def __init__(self, problems: dict[int, str]) -> None:
        super().__init__("还有题目没有答好。")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Item:
    """One question. ``asked_if`` is the place of an earlier one that has to be answered so."""

    kind: str
    text: str
    hint: str = ""
    required: bool = True
    options: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    asked_if: int | None = None
    asked_if_option: int | None = None
    lineage: str = ""

    @property
    def is_ordered(self) -> bool:
        return self.kind in (QuestionKind.SCALE, QuestionKind.MATRIX)

    @property
    def is_chosen(self) -> bool:
        """One option exactly, and asked of everybody: can be crossed with others."""
        return self.kind in CHOSEN and self.asked_if is None


@dataclass(frozen=True, slots=True)
class Paper:
    items: tuple[Item, ...] = field(default_factory=tuple)

    @classmethod
    def of(cls, stored: Sequence[Mapping[str, Any]]) -> Paper:
        """From what ``stored`` gave."""
        return cls(
            tuple(
                Item(**{**one, "options": tuple(one["options"]), "rows": tuple(one["rows"])})
                for one in stored
            )
        )

    def stored(self) -> list[dict[str, Any]]:
        return [asdict(item) for item in self.items]

    def fields(self, given: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """What was filled in so far, complete or not: fields of this paper, nothing empty."""
        names = (
            name
            for place, item in enumerate(self.items)
            for name in (
                [f"q{place}_{row}" for row in range(len(item.rows))] if item.rows else [f"q{place}"]
            )
        )
        found = {name: [value for value in given.get(name, ()) if value] for name in names}
        return {name: values for name, values in found.items() if values}

    def read(self, given: Mapping[str, Sequence[str]]) -> list[Answer]:
        """Answers by question, from form fields (``q0``, ``q3_1`` of a matrix).

        Raises AnswersRefused when a question that is asked and required has no answer, or when
        something was sent that no browser would send.
        """
        answers: list[Answer] = []
        problems: dict[int, str] = {}
        for place, item in enumerate(self.items):
            if not is_asked(item, answers):
                answers.append(NOT_ASKED)
                continue
            try:
                answers.append(_read(item, place, given))
            except ValueError as problem:
                answers.append(SKIPPED)
                problems[place] = str(problem)
        if problems:
            raise AnswersRefused(problems)
        return answers


def is_asked(item: Item, answers: Sequence[Answer]) -> bool:
    """Whether the answers so far lead to this question."""
    if item.asked_if is None:
        return True
    earlier = answers[item.asked_if]
    return item.asked_if_option in (earlier if isinstance(earlier, list) else [earlier])


def _read(item: Item, place: int, given: Mapping[str, Sequence[str]]) -> Answer:
    if item.kind == QuestionKind.MATRIX:
        chosen = [_one(item, given.get(f"q{place}_{row}", ())) for row in range(len(item.rows))]
        if item.required and None in chosen:
            raise ValueError("请每一行都选一项。")
        return SKIPPED if chosen == [None] * len(chosen) else chosen
    values = given.get(f"q{place}", ())
    if item.kind == QuestionKind.TEXT:
        return _text(item, values)
    if item.kind == QuestionKind.MULTIPLE:
        several = sorted({_place(item, value) for value in values})
        if item.required and not several:
            raise ValueError("请至少选一项。")
        return several or SKIPPED
    one = _one(item, values)
    if item.required and one is None:
        raise ValueError("请选一项。")
    return one


def _text(item: Item, values: Sequence[str]) -> str | None:
    text = values[0].strip() if values else ""
    if item.required and not text:
        raise ValueError("请写几句。")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"最多 {LONGEST_TEXT} 字。")
    return text or SKIPPED


def _one(item: Item, values: Sequence[str]) -> int | None:
    return _place(item, values[0]) if values else None


def _place(item: Item, value: str) -> int:
    if value.isascii() and value.isdigit() and int(value) < len(item.options):
        return int(value)
    raise ValueError("没有这个选项，请重新选择。")
