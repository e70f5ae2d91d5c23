"""The agenda as rows of the form: what was typed so far, and one spare row of each kind.

A spare row makes the form work without script: whatever is written into it is saved, and the next
page has another one. Rows in which something is wrong stand open.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from meetings import fields as names

VOTES = (
    ("yes", "赞成"),
    ("no", "反对"),
    ("abstained", "弃权"),
    ("written_yes", "书面赞成"),
)


@dataclass(frozen=True)
class Row:
    """A speech or a decision: the texts of its fields by name."""

    number: int
    name: str
    texts: Mapping[str, str]
    spare: bool
    open: bool

    def __getattr__(self, asked: str) -> str:
        """``row.who`` is what was typed, ``row.who_name`` the name of the field."""
        if asked.startswith("__"):
            raise AttributeError(asked)
        if asked.endswith("_name"):
            return f"{self.name}-{asked.removesuffix('_name')}"
        return self.texts.get(asked, "")

    @property
    def unwatched(self) -> bool:
        """Whether a decision lacks the owner or the day without which it is not supervised."""
        return bool(self.text) and not (self.owner and self.due)


@dataclass(frozen=True)
class ItemRow(Row):
    """An item of the agenda."""

    heard: Collection[str] = ()
    speeches: Sequence[Row] = field(default_factory=list)
    decisions: Sequence[Row] = field(default_factory=list)

    @property
    def voted(self) -> bool:
        return bool(self.matter or any(value for _, _, value in self.votes[:3]))

    @property
    def votes(self) -> list[tuple[str, str, str]]:
        """Name of the field, label, what was typed."""
        return [(f"{self.name}-{key}", label, self.texts.get(key, "")) for key, label in VOTES]

    @property
    def brief(self) -> str:
        """发言 2 · 决定 1 · 已表决, for the closed row."""
        counts = (("发言", len(self.speeches) - 1), ("决定", len(self.decisions) - 1))
        parts = [f"{word} {number}" for word, number in counts if number > 0]
        return " · ".join([*parts, "已表决"] if self.matter else parts)


def agenda_rows(fields: Mapping[str, Sequence[str]], errors: Collection[str] = ()) -> list[ItemRow]:
    """All items with their parts, in order, and the spare ones."""
    numbers = names.numbers(fields)
    last = max((number for number in numbers if _written(f"i{number}", fields)), default=-1)
    rows = [
        _item(number, parts, fields, errors) for number, parts in numbers.items() if number <= last
    ]
    return [*rows, _item(last + 1, {"s": [], "d": []}, fields, errors, True)]


def talk_rows(fields: Mapping[str, Sequence[str]], errors: Collection[str] = ()) -> list[Row]:
    """The lectures; the first one is always there, and one spare."""
    numbers = [n for n in names.talks(fields) if n == 0 or _written(f"l{n}", fields)] or [0]
    rows = [_talk(number, fields, False, False) for number in numbers]
    spare = max(numbers) + 1
    return [*rows, _talk(spare, fields, True, _wrong(f"l{spare}", errors))]


def _talk(number: int, fields: Mapping[str, Sequence[str]], spare: bool, open: bool) -> Row:
    name = f"l{number}"
    texts = {key: _last(fields, f"{name}-{key}") for key in ("who", "name", "title")}
    return Row(number, name, texts, spare, open)


def _item(
    number: int,
    parts: Mapping[str, Sequence[int]],
    fields: Mapping[str, Sequence[str]],
    errors: Collection[str],
    spare: bool = False,
) -> ItemRow:
    name = f"i{number}"
    texts = {
        key: _last(fields, f"{name}-{key}")
        for key in ("title", "report", "matter", "method", *(key for key, _ in VOTES))
    }
    heard = fields.get(f"{name}-heard", ())
    return ItemRow(
        number=number,
        name=name,
        texts=texts,
        spare=spare,
        open=_wrong(name, errors) or bool(heard),
        heard=heard,
        speeches=_parts(name, "s", parts["s"], ("who", "text"), fields, errors),
        decisions=_parts(name, "d", parts["d"], ("id", "text", "owner", "due"), fields, errors),
    )


def _parts(
    item: str,
    kind: str,
    numbers: Sequence[int],
    keys: Sequence[str],
    fields: Mapping[str, Sequence[str]],
    errors: Collection[str],
) -> list[Row]:
    rows = []
    for number in numbers:
        name = f"{item}-{kind}{number}"
        texts = {key: _last(fields, f"{name}-{key}") for key in keys}
        if any(texts.values()):
            rows.append(Row(number, name, texts, spare=False, open=True))
    spare = rows[-1].number + 1 if rows else 0
    name = f"{item}-{kind}{spare}"
    return [*rows, Row(spare, name, {}, spare=True, open=_wrong(name, errors))]


def _written(name: str, fields: Mapping[str, Sequence[str]]) -> bool:
    """Whether anything stands in a row; what a page sent of a spare one is blank."""
    prefix = f"{name}-"
    return any(any(texts) for field, texts in fields.items() if field.startswith(prefix))


def _last(fields: Mapping[str, Sequence[str]], name: str) -> str:
    return (fields.get(name) or [""])[-1]


def _wrong(name: str, errors: Collection[str]) -> bool:
    return any(each.startswith(f"{name}-") for each in errors)
