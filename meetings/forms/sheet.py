"""The whole form of a record, bound to its flat fields: parts, errors by field, and the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django import forms
from django.utils.datastructures import MultiValueDict

from meetings import fields as names
from meetings.choices import MeetingKind, Presence
from meetings.completeness import Problem
from meetings.forms.parts import DecisionForm, HeadForm, ItemForm, SpeechForm, TalkForm
from meetings.record import Item, Mark, Record

T = TypeVar("T")
PRESENCES = frozenset(Presence.values)


@dataclass(frozen=True)
class ItemForms:
    """One item of the agenda with its speeches and decisions."""

    number: int
    item: ItemForm
    speeches: Sequence[SpeechForm]
    decisions: Sequence[DecisionForm]

    @property
    def all(self) -> tuple[forms.Form, ...]:
        return (self.item, *self.speeches, *self.decisions)

    @property
    def is_blank(self) -> bool:
        return not any(
            value for form in self.all for value in form.cleaned_data.values() if value is not None
        )

    def read(self) -> Item:
        data = self.item.cleaned_data
        return Item(
            title=data["title"],
            report=data["report"],
            ballot=self.item.ballot(),
            heard=data["heard"],
            speeches=_given(form.words() for form in self.speeches),
            decisions=_given(form.resolve() for form in self.decisions),
        )


def _given(values: Iterable[T | None]) -> tuple[T, ...]:
    return tuple(value for value in values if value is not None)


class RecordSheet:
    """A record as it was typed. ``record`` is there once `is_valid` has said so."""

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        self.fields = fields
        data: MultiValueDict[str, str] = MultiValueDict({k: list(v) for k, v in fields.items()})
        self.head = HeadForm(data)
        lectured = MeetingKind.LECTURE in fields.get("kinds", ())
        self.talks = [TalkForm(data, prefix=f"l{each}") for each in names.talks(fields) if lectured]
        self.items = [
            ItemForms(
                number,
                ItemForm(data, prefix=f"i{number}"),
                [SpeechForm(data, prefix=f"i{number}-s{each}") for each in parts["s"]],
                [DecisionForm(data, prefix=f"i{number}-d{each}") for each in parts["d"]],
            )
            for number, parts in names.numbers(fields).items()
        ]
        self.problems: list[Problem] = []
        self.record: Record | None = None

    def is_valid(self) -> bool:
        """Whether every part is fit to be read; if so the record is read."""
        parts = [self.head, *self.talks, *(form for item in self.items for form in item.all)]
        valid = [form.is_valid() for form in parts]
        self.problems = [problem for form in parts for problem in _problems(form)]
        marks = self._marks()
        if all(valid) and not self.problems:
            self.record = self._read(marks)
        return self.record is not None

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Take in what the service refused, each at the field of the form that it is about."""
        self.problems = [Problem(self._field(each.field), each.sentence) for each in problems]

    @cached_property
    def errors(self) -> dict[str, str]:
        """The sentence at each field."""
        found: dict[str, str] = {}
        for problem in self.problems:
            found.setdefault(problem.field, problem.sentence)
        return found

    @property
    def _kept(self) -> list[ItemForms]:
        return [item for item in self.items if not item.is_blank]

    def _field(self, field: str) -> str:
        """Where the field stands: a record counts its items and parts without the blank ones."""
        part, _, rest = field.partition("-")
        if part[:1] == "l" and part[1:].isdecimal():
            talks = [form.prefix for form in self.talks if form.talk()]
            return f"{talks[int(part[1:])]}-{rest}" if talks else field
        if not (part[:1] == "i" and part[1:].isdecimal()):
            return field
        item = self._kept[int(part[1:])]
        kind, _, last = rest.partition("-")
        if not last:
            return f"i{item.number}-{rest}"
        forms_of = item.speeches if kind[0] == "s" else item.decisions
        given = [form for form in forms_of if form.cleaned_data["text"]]
        return f"{given[int(kind[1:])].prefix}-{last}"

    def _marks(self) -> dict[int, Mark]:
        found = {}
        for member, chosen in names.marks(self.fields).items():
            presence = chosen.removesuffix(names.SECOND)
            if presence not in PRESENCES:
                self.problems.append(Problem("roll", "出席情况有不认识的选项，请重新选择。"))
                break
            found[member] = Mark(Presence(presence), 2 if chosen != presence else 1)
        return found

    def _read(self, marks: Mapping[int, Mark]) -> Record:
        data = self.head.cleaned_data
        return Record(
            kinds=tuple(MeetingKind(kind) for kind in data["kinds"]),
            title=data["title"],
            sittings=self.head.sittings(),
            place=data["place"],
            marks=marks,
            chair_id=data["chair"],
            recorder_id=data["recorder"],
            summary=data["summary"],
            items=tuple(item.read() for item in self._kept),
            theme_id=data["theme"],
            group_ids=data["groups"],
            observers=data["observers"],
            late_reason=data["late_reason"],
            attachment_ids=data["attachment"],
            partner_ids=data["partners"],
            talks=_given(form.talk() for form in self.talks),
        )


def _problems(form: forms.Form) -> Iterator[Problem]:
    for name, sentences in form.errors.items():
        yield Problem(form.add_prefix(name), "".join(str(each) for each in sentences))
