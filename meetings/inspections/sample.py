"""The sample as a list to work through: its tabs, and the neighbours of one record."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict

from meetings.choices import Grade
from meetings.models import InspectedRecord, InspectionFinding
from meetings.models.inspected import InspectedRecordQuerySet

WAITING = "waiting"


class SampleFilter:
    """Reads the address: ``show`` is `WAITING`, a grade, or nothing; ``q`` a branch."""

    def __init__(self, query: QueryDict, rows: InspectedRecordQuerySet) -> None:
        self.all = rows
        self.words = query.get("q", "").strip()[:40]
        show = query.get("show", "")
        self.show = show if show in (WAITING, *Grade.values) else ""

    @property
    def rows(self) -> InspectedRecordQuerySet:
        """In the order of the queue, with what a line shows."""
        rows = self.all
        if self.show:
            rows = rows.filter(grade="" if self.show == WAITING else self.show)
        if self.words:
            rows = rows.filter(branch__name__icontains=self.words)
        shown = rows.in_order().select_related("meeting", "branch", "marked_by")
        findings = InspectionFinding.objects.filter(record=OuterRef("pk")).order_by()
        numbers = findings.values("record").annotate(n=Count("pk")).values("n")
        return shown.annotate(found=Coalesce(Subquery(numbers), 0))

    @cached_property
    def counts(self) -> dict[str, int]:
        rows = self.all.order_by().values_list("grade").annotate(n=Count("pk"))
        return dict(rows)

    @property
    def tabs(self) -> list[tuple[str, str, bool, int]]:
        """As components/tabs.html takes them."""
        numbers = self.counts
        lines = [
            ("", "全部", sum(numbers.values())),
            (WAITING, "待评", numbers.get("", 0)),
            *((grade.value, grade.label, numbers.get(grade, 0)) for grade in Grade),
        ]
        return [
            (word, f"?show={show}" if show else "?", show == self.show, number)
            for show, word, number in lines
        ]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.show or self.words)


@dataclass(frozen=True, slots=True)
class Around:
    """Keys of the neighbours, the next that has no grade yet, and the place counted from one."""

    previous: int | None
    next: int | None
    waiting: int | None
    place: int
    total: int
    marked: int


def around(rows: InspectedRecordQuerySet, record: InspectedRecord) -> Around:
    """The neighbours of one record, by their keys, which go as the queue does. One query."""
    waits, further = Q(grade="") & ~Q(pk=record.pk), Q(pk__gt=record.pk)
    found = rows.order_by().aggregate(
        previous=Max("pk", filter=Q(pk__lt=record.pk)),
        next=Min("pk", filter=further),
        waiting=Min("pk", filter=waits & further),
        left_behind=Min("pk", filter=waits),
        place=Count("pk", filter=Q(pk__lte=record.pk)),
        total=Count("pk"),
        marked=Count("pk", filter=~Q(grade="")),
    )
    left_behind = found.pop("left_behind")
    return Around(**found | {"waiting": found["waiting"] or left_behind})
