"""Writing one question."""

from __future__ import annotations

from typing import Any

from django import forms

from surveys.choices import QuestionKind
from surveys.models import Question, Survey
from surveys.templates import AGREEMENT

CONDITIONAL = (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.SCALE)


class Lines(forms.CharField):
    """One a line."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in (super().clean(value) or "").splitlines()]
        found = [line for line in lines if line]
        if any(len(line) > 60 for line in found):
            raise forms.ValidationError("每行最多 60 字。")
        if len(found) > 20:
            raise forms.ValidationError("最多 20 行。")
        return found


class QuestionForm(forms.Form):
    """The fields that its kind needs."""

    text = forms.CharField(label="题目", max_length=200)
    hint = forms.CharField(label="提示", max_length=120, required=False)
    rows = Lines(label="行", help_text="每行写一个要评价的方面。")
    options = Lines(label="选项", help_text="每行写一个。")
    required = forms.BooleanField(label="必答", required=False)
    condition = forms.ChoiceField(
        label="什么时候问", required=False, help_text="可以只问前面某题选了某项的人。"
    )

    def __init__(self, *args: Any, survey: Survey, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        if question.kind == QuestionKind.TEXT:
            del self.fields["options"]
        if question.kind != QuestionKind.MATRIX:
            del self.fields["rows"]
        if question.kind in (QuestionKind.SCALE, QuestionKind.MATRIX):
            self.fields["options"].help_text = "每行写一个，从低到高。"
        self.earlier = {
            one.pk: one for one in survey.questions.all()
            if one.kind in CONDITIONAL and one.number < (question.number or 1000)
        }  # fmt: skip
        if self.earlier:
            choices = [("", "每个人都问"), *self._conditions()]
            self.fields["condition"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["condition"]

    def _conditions(self) -> list[tuple[str, list[tuple[str, str]]]]:
        return [
            (
                f"第 {one.number} 题 {one.text}",
                [
                    (f"{one.pk}:{place}", f"选了“{option}”")
                    for place, option in enumerate(one.options)
                ],
            )
            for one in self.earlier.values()
        ]

    @classmethod
    def of(cls, survey: Survey, question: Question, data: Any = None) -> QuestionForm:
        fresh = question.pk is None
        options = list(question.options)
        if fresh and question.kind in (QuestionKind.SCALE, QuestionKind.MATRIX):
            options = list(AGREEMENT)
        condition = f"{question.asked_if_id}:{question.asked_if_option}"
        initial = {
            "text": question.text,
            "hint": question.hint,
            "rows": "\n".join(question.rows),
            "options": "\n".join(options),
            "required": question.required if not fresh else question.kind != QuestionKind.TEXT,
            "condition": condition if question.asked_if_id else "",
        }
        return cls(data, survey=survey, question=question, initial=initial)

    def clean(self) -> dict[str, Any]:
        """The condition as the question and option that it names."""
        given = super().clean() or {}
        pk, _, option = (given.pop("condition", "") or "").partition(":")
        given["asked_if"] = self.earlier.get(int(pk)) if pk else None
        given["asked_if_option"] = int(option) if option else None
        return given
