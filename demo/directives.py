"""A directive of the shown detachment, under way: branches stand at every stage, some late."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from random import Random
from uuid import UUID

from accounts.models import User
from branches.calendar import day_label
from demo.moments import at
from demo.tree import Detachment
from duties.choices import STEPS_OWED, Stage, StepState
from duties.directives import pointing
from duties.models import DirectiveStep
from duties.services import directives
from meetings.models import Credit

ISSUED_AGO = 24
TITLE = "开展“学条令、强纪律、树形象”作风整治"
TEXT = (
    "各党支部要组织党员逐条学习条令条例，结合本单位实际作出部署。\n"
    "对照纪律作风七个方面自查自纠，书记带头检查，能改的马上改。\n"
    "月底前报告查出的问题、整改情况和下一步打算。"
)
SAID = {
    Stage.STUDY: ("集体学习，党员逐人谈了认识。",),
    Stage.DEPLOY: ("明确了分工，由纪检委员牵头。",),
    Stage.CARRY_OUT: (
        "查出问题 4 个，已整改 3 个，剩下 1 个本周完成。",
        "完成营区秩序、请销假制度两项自查，逐人签订承诺。",
    ),
    Stage.INSPECT: ("书记带队检查两次，发现的 2 处问题已当场整改。",),
    Stage.REPORT: ("五个环节已完成，报告和问题清单一并报送。",),
}
FAR = [4, 8, 20, 26, 18, 14, 10]  # how many branches of a hundred have come how far; 6: accepted
LACKING = "整改情况写得太简略，请写明每个问题由谁、什么时候改完。"


def issue(made: Detachment, office: User, seed: int, today: date) -> None:
    """Its own chance: the rest of the force stays as it was."""
    chance = Random(f"directives {seed}")
    issued_on = today - timedelta(days=ISSUED_AGO)
    drafted = directives.draft_directive(
        token=UUID(int=chance.getrandbits(128)),
        unit=made.unit,
        by=office,
        title=TITLE,
        number=f"{made.unit.short_name}政〔{issued_on.year}〕18号",
        text=TEXT,
        study_by=issued_on + timedelta(days=10),
        deploy_by=issued_on + timedelta(days=14),
        carry_out_by=today - timedelta(days=2),
        inspect_by=today + timedelta(days=4),
        due_on=today + timedelta(days=9),
    )
    found = directives.issue_directive(directive=drafted, by=office, now=at(issued_on))
    _report(list(found.steps.order_by("branch", "place")), made, office, chance, issued_on, today)


def _report(
    steps: list[DirectiveStep],
    made: Detachment,
    office: User,
    chance: Random,
    since: date,
    today: date,
) -> None:
    secretaries = {
        plan.branch.pk: plan.full_members[0].user for plan in made.plans if plan.full_members
    }
    meetings = _meetings([plan.branch.pk for plan in made.plans], since, today)
    far = {pk: chance.choices(range(len(FAR)), FAR)[0] for pk in sorted(secretaries)}
    changed: list[DirectiveStep] = []
    before: dict[int, date] = {}  # by branch, on which day it reported the stage before
    for step in steps:
        secretary, held = secretaries.get(step.branch_id), meetings.get(step.branch_id)
        if secretary is None or not held or step.place >= far[step.branch_id]:
            continue
        day = step.due_on + timedelta(days=chance.choice([-4, -3, -2, -1, 0, 2]))
        step.state, step.reported_by = StepState.REPORTED, secretary
        reported_on = max(before.get(step.branch_id, since), min(day, today))
        step.said = chance.choice(SAID[Stage(step.stage)])
        if step.at_a_meeting:
            past = [met for met in held if met.held_on <= reported_on] or held[:1]
            met = past[step.place % len(past)]
            step.meeting_key, step.meeting_label, step.meeting_path = met.key, met.label, met.path
            reported_on = max(reported_on, met.held_on)
        step.reported_on = before[step.branch_id] = reported_on
        if far[step.branch_id] > len(SAID):
            step.seen_on, step.seen_by = today, office
            step.state = StepState.ACCEPTED if step.stage == Stage.REPORT else step.state
        changed.append(step)
    _return_one(changed)
    DirectiveStep.objects.bulk_update(
        changed,
        ["state", "reported_on", "reported_by", "said", "meeting_key", "meeting_label",
         "meeting_path", "seen_on", "seen_by", "remark", "returns"],
        batch_size=500,
    )  # fmt: skip


def _return_one(changed: list[DirectiveStep]) -> None:
    for step in changed:
        if step.stage == Stage.REPORT and step.state not in (*STEPS_OWED, StepState.ACCEPTED):
            step.state, step.remark, step.returns = StepState.RETURNED, LACKING, 1
            step.reported_on = step.reported_by = None
            return


def _meetings(branches: list[int], since: date, today: date) -> dict[int, list[pointing.Meeting]]:
    """What each branch has handed in since, the earliest first."""
    rows = Credit.objects.entered().filter(branch__in=branches).held_within(since, today)
    found: defaultdict[int, list[pointing.Meeting]] = defaultdict(list)
    for credit in rows.select_related("meeting").order_by("held_on", "meeting"):
        meeting, day = credit.meeting, credit.meeting.held_on
        label = f"{day_label(day, with_year=False)} {meeting.title}"
        key, path = f"meeting:{meeting.pk}", meeting.get_absolute_url()
        one = pointing.Meeting(key=key, label=label, path=path, held_on=day)
        if one not in found[credit.branch_id]:
            found[credit.branch_id].append(one)
    return found
