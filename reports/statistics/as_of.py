"""What was on record at a moment: meetings by their steps, whatever became of them since.

A record counts as entered when its last step up to that moment was handing in, accepting or
correcting. Records that came in without steps (taken over from elsewhere) go by the time at which
they were handed in.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from meetings.choices import ANSWERS, ENTERED, ENTERING, ReviewAction
from meetings.models import Meeting, Partner, Review
from meetings.models.meeting import MeetingQuerySet


def entered_at(as_of: datetime) -> MeetingQuerySet:
    """The meetings that counted as entered at ``as_of``."""
    steps = Review.objects.filter(meeting=OuterRef("pk"), at__lte=as_of)
    steps = steps.exclude(action__in=ANSWERS).order_by("-at", "-pk")
    stepless = Q(state__in=ENTERED) & (
        Q(handed_in_at__lte=as_of) | Q(handed_in_at=None, recorded_at__lte=as_of)
    )
    last = Coalesce(
        Subquery(steps.values("action")[:1]),
        Case(When(stepless, then=Value(ReviewAction.HAND_IN.value)), default=Value("")),
    )
    return Meeting.objects.alias(last_step=last).filter(last_step__in=ENTERING)


def joined_later(as_of: datetime) -> Exists:
    """Of rows with a meeting and a branch: it was a partner's who had not yet said so."""
    return Exists(
        Partner.objects.filter(
            meeting=OuterRef("meeting"), branch=OuterRef("branch"), answered_at__gt=as_of
        )
    )
