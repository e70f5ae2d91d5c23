"""What the page of a meeting reads: one query for each part of it, built once."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from accounts.prepared import Prepared
from meetings.models import (
    AgendaItem,
    Attachment,
    Attendance,
    Credit,
    Decision,
    Heard,
    Oddity,
    Review,
    Sitting,
)


class Decided(NamedTuple):
    """One decision under its item."""

    pk: int
    item_id: int
    year: int
    number: int
    text: str
    owner__name: str | None
    due_on: date | None
    done_on: date | None


CREDITS = Prepared(
    lambda meeting: Credit.objects.filter(meeting_id=meeting).values_list(
        "kind", "group__name", "branch_id"
    )
)
SITTINGS = Prepared(
    lambda meeting: Sitting.objects.filter(meeting_id=meeting).values_list(
        "starts_at", "ends_at", "place"
    )
)
PEOPLE = Prepared(
    lambda meeting: (
        Attendance.objects.filter(meeting_id=meeting)
        .order_by("member__name_pinyin", "member_id")
        .values_list(
            "pk", "member_id", "member__name", "presence", "note", "may_vote",
            "sitting__number", "made_up_on", "made_up_how", "branch_id", "branch__name",
        )
    )
)  # fmt: skip
AGENDA = Prepared(
    lambda meeting: (
        AgendaItem.objects.filter(meeting_id=meeting)
        .annotate(hears=Exists(Heard.objects.filter(item=OuterRef("pk"))))
        .order_by("number", "speeches__number")
        .values_list(
            "pk", "number", "title", "report", "matter", "method", "yes", "no", "abstained",
            "written_yes", "passed", "hears", "speeches__speaker_name", "speeches__text",
        )
    )
)  # fmt: skip
DECISIONS = Prepared(
    lambda items: (
        Decision.objects.filter(item_id__in=items)
        .order_by("year", "number")
        .values_list(*Decided._fields)
    )
)
HEARD = Prepared(lambda items: Heard.objects.filter(item_id__in=items))
FILES = Prepared(
    lambda meeting: (
        Attachment.objects.filter(meeting_id=meeting)
        .order_by("pk")
        .values_list("pk", "kind", "name", "taken_at", "size")
    )
)
STEPS = Prepared(
    lambda meeting: (
        Review.objects.filter(meeting_id=meeting)
        .order_by("at", "pk")
        .values_list("action", "by__name", "at", "remark")
    )
)
ODDITIES = Prepared(
    lambda meeting: Oddity.objects.filter(meeting_id=meeting).select_related(
        "explained_by", "other"
    )
)
