"""Whom to tell of a directive: secretaries when it comes and when a report is returned, the issuer
when all have reported and when a stage is late.

Everything is keyed, so that a person is told of a matter once; what is over is taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from branches.calendar import day_label
from branches.choices import COMMITTEE_ROLES, Role
from branches.models import Appointment
from branches.officers import nearest, officers_by_path
from duties.choices import DirectiveState, Stage
from duties.models import Directive, DirectiveStep
from notices import outbox
from notices.choices import NoticeKind

SHOWN = 60  # characters of a title in a subject


def issued(*, directive: Directive, branches: Collection[int], today: date) -> None:
    """Tell the secretaries of these branches; where there is none, the committee."""
    messages = (
        _message(
            directive,
            user,
            f"issued:{branch}",
            f"上级部署：{directive.title[:SHOWN]}",
            f"请按学习、部署、落实、检查、报告的次序办理，{day_label(directive.due_on)}前报告。",
            reverse("duties:directive_branch", args=[directive.pk, code]),
        )
        for user, branch, code in _leaders(branches, today)
    )
    outbox.post_all(messages=messages)


def _leaders(branches: Collection[int], today: date) -> Iterator[tuple[int, int, str]]:
    """User, branch, code of the branch: of each its secretaries, else its committee. One query."""
    posts = Appointment.objects.on(today).filter(branch__in=branches, role__in=COMMITTEE_ROLES)
    rows = list(posts.order_by("pk").values_list("user_id", "branch_id", "branch__code", "role"))
    led = {branch for _, branch, _, role in rows if role == Role.SECRETARY}
    for user, branch, code, role in rows:
        if role == Role.SECRETARY or branch not in led:
            yield user, branch, code


def reported(*, directive: Directive, today: date) -> None:
    """Tell the issuers once all branches that exist have reported; again after a return."""
    reports = DirectiveStep.objects.filter(directive=directive, stage=Stage.REPORT)
    if reports.standing(today).owed().exists():
        return
    returns = reports.aggregate(n=Sum("returns"))["n"] or 0
    outbox.post_all(
        messages=[
            _message(
                directive,
                user,
                f"all:{returns}",
                f"各支部都已报告：{directive.title[:SHOWN]}",
                "请审阅各支部的报告，审完可以结束这项部署。",
                f"{directive.get_absolute_url()}?show=waiting",
            )
            for user in sorted(_issuers(directive, officers_by_path(today)))
        ]
    )


def returned(*, step: DirectiveStep, reporter: User | None, today: date) -> None:
    """Tell who reported and the branch's secretaries what is lacking."""
    people = {user for user, _, _ in _leaders([step.branch_id], today)}
    people |= {reporter.pk} if reporter else set()
    outbox.post_all(
        messages=[
            _message(
                step.directive,
                user,
                f"returned:{step.branch_id}:{step.returns}",
                f"报告被退回：{step.directive.title[:SHOWN]}",
                step.remark,
                step.get_absolute_url(),
            )
            for user in sorted(people)
        ]
    )


def over(*, directive: Directive, now: datetime) -> None:
    """Closed or withdrawn: take back what was said of it."""
    prefixes = [f"directive:{directive.pk}:", f"directive-late:{directive.pk}:"]
    outbox.withdraw(prefixes=prefixes, now=now)


def withdrawn(*, directive: Directive, now: datetime) -> None:
    """Tell the branches that began with it that they need not go on."""
    begun = DirectiveStep.objects.filter(directive=directive).exclude(reported_on=None)
    branches = set(begun.order_by().values_list("branch", flat=True))
    outbox.post_all(
        messages=(
            _message(
                directive,
                user,
                "withdrawn",
                f"已撤回，不用再办：{directive.title[:SHOWN]}",
                directive.reason,
                reverse("duties:directive_branch", args=[directive.pk, code]),
            )
            for user, _, code in _leaders(branches, timezone.localdate(now))
        )
    )


@transaction.atomic
def tell_of_late(*, today: date, now: datetime) -> int:
    """Tell the issuers of every stage with branches past its day, once a stage; how many those are.

    Derived: what has been made up for is taken back.
    """
    late = DirectiveStep.objects.filter(directive__state=DirectiveState.ISSUED).late(today)
    counted = late.order_by().values("directive", "stage").annotate(n=Count("pk"))
    rows = list(counted.values_list("directive", "stage", "n").order_by("directive", "stage"))
    found = Directive.objects.select_related("unit").in_bulk({pk for pk, _, _ in rows})
    officers = officers_by_path(today)
    messages = [
        outbox.Message(
            recipient_id=user,
            key=f"directive-late:{pk}:{stage}",
            kind=NoticeKind.DIRECTIVE_LATE,
            subject=f"{number} 个支部{Stage(stage).label}逾期：{found[pk].title[:SHOWN]}",
            path=f"{found[pk].get_absolute_url()}?show=late",
        )
        for pk, stage, number in rows
        for user in sorted(_issuers(found[pk], officers))
    ]
    outbox.say_exactly(kind=NoticeKind.DIRECTIVE_LATE, messages=messages, now=now)
    return len(rows)


def _issuers(directive: Directive, officers: dict[str, tuple[int, ...]]) -> set[int]:
    """Whoever acts for the issuing unit today; where nobody does, for the next one above."""
    return set(nearest(directive.unit.path, officers))


def _message(
    directive: Directive, user: int, what: str, subject: str, body: str, path: str
) -> outbox.Message:
    return outbox.Message(
        recipient_id=user,
        key=f"directive:{directive.pk}:{what}",
        kind=NoticeKind.DIRECTIVE,
        subject=subject,
        body=body,
        path=path,
    )
