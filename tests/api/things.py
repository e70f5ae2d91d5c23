"""One row of every noun at ``world.here``, so that the API has something to show and to change."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from assessment.choices import Basis, EntryOrigin, RuleSetState
from assessment.models import Claim, Entry, Rule, RuleSet
from branches.models import Branch
from meetings.choices import MeetingState, Presence
from meetings.models import Attachment, Meeting, Partner
from meetings.services.attachments import attach
from notices import outbox
from notices.choices import NoticeKind
from notices.models import Notice
from tests.access import inspections
from tests.access.duties import directive, owed, sent
from tests.access.reports import waiting as waiting_report
from tests.access.surveys import ended
from tests.access.world import World
from tests.factories import (
    BranchFactory,
    GroupFactory,
    MeetingFactory,
    UnitFactory,
    attended,
)

TOKEN = UUID("3d0f7a5e-8f0b-4c0a-9d0e-2f4a6b8c0d1e")


def everything(world: World) -> dict[str, dict[str, Any]]:
    """Arguments of the addresses, by a part of their path; the longest part that fits counts."""
    person = world.colleague
    GroupFactory(branch=world.here)
    meeting = MeetingFactory(branch=world.here)
    waiting = MeetingFactory(branch=world.here, state=MeetingState.HANDED_IN)
    returned = MeetingFactory(branch=world.here, state=MeetingState.RETURNED)
    attended(meeting, person, Presence.ON_WATCH)
    rule = rule_of(world)
    made = claim(world, rule)
    line = entry(world, rule)
    report = waiting_report(world)
    inspected = inspections.corrected(world).records.all()[0]
    inspections.make(world)
    joint = partner(world)
    cancelled = not_held(world)
    told = directive(world)
    return {
        "/units/": {"code": world.station.code},
        "/branches/": {"code": world.here.code},
        "/members/": {"id": person.pk},
        "/meetings/": {"id": waiting.pk, "meeting": meeting.pk, "member": person.pk},
        "/meetings/{id}/": {"id": returned.pk},
        "/inspections/": {"id": inspected.inspection_id},
        "/inspected-records/": {"id": inspected.pk},
        "/meetings/not-held/": {"id": cancelled.pk},
        "/meetings/{meeting}/partners/": {
            "meeting": joint.meeting_id,
            "branch": joint.branch.code,
        },
        "/attachments/": {"id": photo(world).pk},
        "/directives/": {"id": told.pk},
        "/directive-steps/": {"id": told.steps.all()[0].pk},
        "/duties/": {"id": owed(world)["pk"]},
        "/duty-files/": {"id": sent(world)["pk"]},
        "/points/": {"id": line.pk},
        "/points/claims/": {"id": made.pk},
        "/surveys/": {"id": ended(world).pk},
        "/reports/": {"id": report["pk"], "form": "xlsx"},
        "/notices/": {"id": notice(world).pk},
    }


def partner(world: World) -> Partner:
    """A branch of the same brigade wrote down that ``world.here`` was there too."""
    host = BranchFactory(unit=UnitFactory(parent=world.brigade))
    held = MeetingFactory(branch=host, state=MeetingState.HANDED_IN)
    return Partner.objects.create(meeting=held, branch=world.here)


def not_held(world: World) -> Meeting:
    return MeetingFactory(
        branch=world.here, state=MeetingState.CANCELLED, cancel_reason="全员赴外地增援"
    )


class Anew(SimpleUploadedFile):
    """A file that may be sent again and again."""

    def read(self, *size: int) -> bytes:
        self.seek(0)
        return super().read(*size)


def picture() -> bytes:
    stream = BytesIO()
    Image.radial_gradient("L").convert("RGB").save(stream, "JPEG")
    return stream.getvalue()


def sent_photo(branch: Branch, token: UUID = TOKEN) -> dict[str, Any]:
    """An upload as it is posted, in parts."""
    return {
        "branch": branch.code,
        "token": str(token),
        "file": Anew("照片.jpg", picture()),
    }


def sent_file(duty: int) -> dict[str, Any]:
    """An upload for the report of a duty."""
    return {"duty": str(duty), "file": Anew("现场.jpg", picture())}


def photo(world: World) -> Attachment:
    return attach(
        branch=world.here,
        token=TOKEN,
        upload=SimpleUploadedFile("照片.jpg", picture()),
        by=world.user("secretary"),
        now=timezone.now(),
    )


def rule_of(world: World, **details: Any) -> Rule:
    """A rule set of the detachment in force, with a rule to claim by."""
    rules = RuleSet.objects.create(
        unit=world.detachment,
        name="测试规则",
        version=1,
        state=RuleSetState.IN_FORCE,
        effective_from="2020Q1",
        base=Decimal(60),
        bonus_cap=Decimal(40),
    )
    usual = {"points": Decimal(2), "points_to": Decimal(8)}
    return Rule.objects.create(
        rule_set=rules, code="X1", name="立功受奖", basis=Basis.CLAIM, **usual | details
    )


def claim(world: World, rule: Rule, **details: Any) -> Claim:
    usual = {
        "token": TOKEN,
        "member": world.colleague,
        "branch": world.here,
        "rule": rule,
        "quarter": "2026Q3",
        "points": Decimal(2),
        "occurred_on": date(2026, 9, 1),
        "reason": "受支队通报表扬",
        "proposed_by": world.user("committee"),
    }
    return Claim.objects.create(**usual | details)


def entry(world: World, rule: Rule, **details: Any) -> Entry:
    usual = {
        "member": world.colleague,
        "branch": world.here,
        "quarter": "2026Q3",
        "rule": rule,
        "points": Decimal(1),
        "origin": EntryOrigin.COMPUTED,
        "source": f"test:{Entry.objects.count()}",
        "occurred_on": date(2026, 9, 1),
    }
    return Entry.objects.create(**usual | details)


def notice(world: World, who: str = "secretary") -> Notice:
    user = world.user(who)
    key = f"test:{Notice.objects.count()}"
    outbox.post(
        recipients=[user.pk], key=key, kind=NoticeKind.SYSTEM, subject="测试消息", body="正文"
    )
    return Notice.objects.get(key=key)


def sent_record(branch: Branch, day: date | None = None, **details: Any) -> dict[str, Any]:
    """A blameless record of ``branch``, as it is posted; its first member led it and wrote it."""
    day = day or timezone.localdate() - timedelta(days=1)
    first = branch.memberships.order_by("pk").values_list("member", flat=True)[0]
    usual = {
        "branch": branch.code,
        "token": str(uuid4()),
        "kinds": ["general_meeting"],
        "title": "支部党员大会",
        "sittings": [{"starts_at": f"{day}T15:00:00+08:00", "ends_at": f"{day}T16:30:00+08:00"}],
        "place": "会议室",
        "chair": first,
        "recorder": first,
        "summary": "学习文件，讨论工作。",
    }
    return usual | details
