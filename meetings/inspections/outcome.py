"""The figures of an inspection, each read once: by grade, by unit, problems, good practice."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import Substr

from branches.models import Unit
from branches.paths import just_below
from meetings.choices import Criterion, Grade
from meetings.inspections.suggestions import NAMES
from meetings.models import InspectedRecord, Inspection, InspectionFinding


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit below the inspected one. ``grades`` in the order of `Grade`."""

    name: str
    records: int
    grades: tuple[int, ...]
    without: int


@dataclass(slots=True)
class ProblemLine:
    """What was found in one respect; ``named`` are the things found more than once."""

    criterion: Criterion
    findings: int = 0
    branches: set[int] = field(default_factory=set)
    named: Counter[str] = field(default_factory=Counter)

    @property
    def examples(self) -> list[tuple[str, int]]:
        return self.named.most_common(3)


class Outcome:
    """Of one inspection."""

    def __init__(self, inspection: Inspection) -> None:
        self.inspection = inspection

    @cached_property
    def records(self) -> int:
        """How many were drawn."""
        return sum(number for _, _, number in self._graded)

    @cached_property
    def marked(self) -> int:
        return sum(number for _, grade, number in self._graded if grade)

    @property
    def left(self) -> int:
        return self.records - self.marked

    @cached_property
    def _graded(self) -> list[tuple[str, str, int]]:
        """Path of the unit below, grade, number. One query."""
        rows = InspectedRecord.objects.filter(inspection=self.inspection).order_by()
        rows = rows.annotate(place=self._place())
        return list(rows.values_list("place", "grade").annotate(n=Count("pk")))

    def _place(self) -> Substr:
        length = just_below(self.inspection.unit.path)
        return Substr("branch__unit__path", 1, length)

    @property
    def grades(self) -> list[tuple[Grade, int]]:
        """Best first, with how many records each was given to."""
        counted = Counter(dict.fromkeys(Grade.values, 0))
        for _, grade, number in self._graded:
            counted[grade] += number
        return [(grade, counted[grade]) for grade in Grade]

    @cached_property
    def _covered(self) -> list[tuple[str, int, str, bool]]:
        """Path of the unit below, records held, name of the branch, whether any was drawn from it.
        One query."""
        drawn = InspectedRecord.objects.filter(
            inspection=self.inspection, branch=OuterRef("branch")
        )
        rows = self.inspection.branches.annotate(place=self._place(), drawn=Exists(drawn))
        ordered = rows.order_by("branch__unit__path", "pk")
        return list(ordered.values_list("place", "held", "branch__name", "drawn"))

    @property
    def branches(self) -> int:
        """From how many records were drawn."""
        return sum(drawn for *_, drawn in self._covered)

    @property
    def without(self) -> list[str]:
        """Names of branches that had no record at all."""
        return [name for _, held, name, _ in self._covered if not held]

    @property
    def spent(self) -> list[str]:
        """Names of branches all of whose records had been drawn before."""
        return [name for _, held, name, drawn in self._covered if held and not drawn]

    @cached_property
    def by_unit(self) -> list[UnitLine]:
        """In the order of the tree. One query for the names."""
        numbers: dict[str, Counter[str]] = defaultdict(Counter)
        without: Counter[str] = Counter()
        for place, grade, number in self._graded:
            numbers[place][grade] += number
        for place, held, *_ in self._covered:
            numbers[place].setdefault("", 0)
            without[place] += not held
        units = Unit.objects.filter(path__in=numbers).values_list("path", "short_name", "name")
        names = {path: short or name for path, short, name in units}
        if own := names.get(self.inspection.unit.path):
            names[self.inspection.unit.path] = f"{own}本级"
        return [
            UnitLine(
                names[place],
                numbers[place].total(),
                tuple(numbers[place][grade] for grade in Grade.values),
                without[place],
            )
            for place in sorted(numbers)
        ]

    @property
    def total(self) -> UnitLine:
        """All units together."""
        lines = self.by_unit
        grades = zip(*(line.grades for line in lines), strict=True)
        return UnitLine(
            "合计",
            sum(line.records for line in lines),
            tuple(sum(numbers) for numbers in grades) or (0,) * len(Grade),
            sum(line.without for line in lines),
        )

    @cached_property
    def problems(self) -> list[ProblemLine]:
        """By criterion, those in which anything was found. One query."""
        rows = InspectionFinding.objects.filter(record__inspection=self.inspection).order_by("pk")
        lines = {criterion: ProblemLine(criterion) for criterion in Criterion}
        for criterion, key, branch in rows.values_list("criterion", "key", "record__branch"):
            line = lines[Criterion(criterion)]
            line.findings += 1
            line.branches.add(branch)
            if name := NAMES.get(key.partition(":")[0]):
                line.named[name] += 1
        return [line for line in lines.values() if line.findings]

    @property
    def findings(self) -> int:
        return sum(line.findings for line in self.problems)

    @cached_property
    def practices(self) -> list[tuple[str, str]]:
        """Branch, and what it does well. One query."""
        rows = InspectedRecord.objects.filter(inspection=self.inspection).exclude(practice="")
        return list(rows.in_order().values_list("branch__name", "practice"))
