"""What waits for a person, whatever post they hold, in one statement; each kind opens its list.

Records to review, claims and objections to decide, duties to do and to verify, directives to
carry out and their reports to read, findings and questionnaires to answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse

from accounts.models import User
from accounts.prepared import Prepared, counted_at_once
from assessment.models import Claim, Objection
from branches import scope
from duties.models import DirectiveStep, Duty
from meetings.models import InspectionFinding, Meeting
from surveys.models import Participation


class Matter(NamedTuple):
    """One kind of thing that waits: how it is counted, said, defined, and where its list is."""

    counted: Prepared
    said: str
    measure: str
    definition: str
    opens: Callable[[User], str]


class Pending(NamedTuple):
    """So many of one kind."""

    key: str
    number: int
    said: str
    measure: str
    definition: str
    url: str


def _inspected(user: User) -> str:
    """The page of the branch for which the user answers."""
    held = scope.held_by(user)
    own = next(post.branch for post in held.appointments if post.branch_id in held.committee_ids)
    return reverse("meetings:inspected_branch", args=[own.code])


MATTERS = {
    "records": Matter(
        Prepared(lambda user: Meeting.objects.visible_to(user).reviewable_by(user)),
        "待审核的会议记录",
        "份",
        "支部已上报、等待审核的会议记录，不含自己录入的。",
        lambda user: reverse("meetings:review"),
    ),
    "claims": Matter(
        Prepared(lambda user: Claim.objects.visible_to(user).reviewable_by(user)),
        "待审核的积分申报",
        "条",
        "等待审核的积分申报，不含自己提出和关于自己的。",
        lambda user: f"{reverse('assessment:claims')}?show=waiting",
    ),
    "objections": Matter(
        Prepared(lambda user: Objection.objects.visible_to(user).answerable_by(user)),
        "待答复的积分异议",
        "条",
        "公示期内党员提出、等待答复的异议，不含自己的。",
        lambda user: reverse("assessment:objections"),
    ),
    "duties": Matter(
        Prepared(lambda user: Duty.objects.visible_to(user).owned_by(user).owed()),
        "要办理的督办事项",
        "件",
        "由本人或本人岗位负责、还没有报告办结的事项，含被退回的。",
        lambda user: f"{reverse('duties:list')}?show=mine",
    ),
    "verifying": Matter(
        Prepared(lambda user: Duty.objects.visible_to(user).awaiting_verification_by(user)),
        "待核验的督办事项",
        "件",
        "别人已报告办结、等待本人核验的事项。",
        lambda user: f"{reverse('duties:list')}?show=verify",
    ),
    "directives": Matter(
        Prepared(lambda user: DirectiveStep.objects.visible_to(user).owed_by(user)),
        "要办理的上级部署",
        "件",
        "本支部下一个环节还没有报告的上级部署，含被退回的。",
        lambda user: reverse("duties:directives"),
    ),
    "directive_reports": Matter(
        Prepared(lambda user: DirectiveStep.objects.visible_to(user).decidable_by(user)),
        "待审阅的部署落实报告",
        "份",
        "各支部走完五个环节后交来、等待审阅的报告，不含自己交的。",
        lambda user: reverse("duties:directives"),
    ),
    "findings": Matter(
        Prepared(
            lambda user: (
                InspectionFinding.objects.visible_to(user)
                .manageable_by(user)
                .published()
                .unanswered()
            )
        ),
        "待答复的调阅问题",
        "条",
        "记录调阅通报给本支部、还没有答复整改情况的问题，不含已撤回的通报。",
        _inspected,
    ),
    "surveys": Matter(
        Prepared(lambda user: Participation.objects.visible_to(user).waiting()),
        "要填写的问卷",
        "份",
        "发给本人、还没有交的问卷。",
        lambda user: reverse("surveys:list"),
    ),
}


@dataclass
class Waiting:
    """What waits for ``user`` today, whatever period a page shows. One query."""

    user: User

    @cached_property
    def counts(self) -> dict[str, int]:
        asked = {key: matter.counted.counting(user=self.user) for key, matter in MATTERS.items()}
        return counted_at_once(**asked)

    @property
    def all(self) -> list[Pending]:
        """The kinds of which something waits, in the order in which one sees to them."""
        return [
            Pending(
                key,
                self.counts[key],
                matter.said,
                matter.measure,
                matter.definition,
                matter.opens(self.user),
            )
            for key, matter in MATTERS.items()
            if self.counts[key]
        ]

    @property
    def total(self) -> int:
        return sum(self.counts.values())
