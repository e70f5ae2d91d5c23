"""The API: the same people read and write as on the screens; who is nobody gets 401."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

from django.utils import timezone

from assessment.services import claims
from branches.services.provisions import load_provisions
from meetings.choices import MeetingState, Presence
from tests.access import inspections
from tests.access.duties import issued, owed, reported, sent, shown, step
from tests.access.reports import waiting, written
from tests.access.row import Row as AnyRow
from tests.access.surveys import ended, running
from tests.access.world import BRANCH, COMMITTEE, EVERYONE, UNIT
from tests.api import things
from tests.factories import MeetingFactory, attended

Row = partial(AnyRow, anonymous=401, page=False, json=True, done=200)
READERS = f"{BRANCH} {UNIT}"
OVERSEERS = f"{COMMITTEE} {UNIT}"


def meeting(state=MeetingState.ACCEPTED):
    return lambda world: {"pk": MeetingFactory(branch=world.here, state=state).pk}


def attendance(world):
    row = attended(MeetingFactory(branch=world.here), world.colleague, Presence.ON_WATCH)
    return {"meeting": row.meeting_id, "member": row.member_id}


def record(world):
    load_provisions()
    assert world.colleague
    return things.sent_record(world.here)


def changed(world):
    return record(world) | {"version": 1}


def claim(world):
    made = things.claim(world, things.rule_of(world), proposed_by=world.user("member"))
    return {"pk": made.pk}


def approved(world):
    made = things.claim(world, things.rule_of(world), proposed_by=world.user("member"))
    claims.approve(claim=made, decided_by=world.user("office"), now=timezone.now())
    return {"pk": made.pk}


def deduction(world):
    rule = things.rule_of(world, points=-2, points_to=None)
    return {
        "token": str(things.TOKEN),
        "member": world.colleague.pk,
        "rule": rule.pk,
        "occurred_on": str(timezone.localdate()),
        "reason": "违反内务规定",
    }


def given(world):
    return {
        "token": str(things.TOKEN),
        "branch": world.here.code,
        "title": "排查隐患",
        "due_on": "2099-01-01",
        "owner_role": "secretary",
    }


def not_held(world):
    return {
        "branch": world.here.code,
        "token": str(uuid4()),
        "kinds": ["theme_day"],
        "day": "2026-10-25",
        "reason": "全员赴外地增援",
    }


def together(world):
    return things.partner(world).meeting_id


def asked_partner(world):
    asked = things.partner(world)
    return {"meeting": asked.meeting_id, "branch": asked.branch.code}


def photo(world):
    return things.sent_photo(world.here)


def kept_photo(world):
    return {"pk": things.photo(world).pk}


def says(**words):
    return lambda world: words


ROWS = [
    Row("api:units-list", reads=EVERYONE),
    Row("api:units-detail", reads=READERS, args=lambda world: {"code": world.here.unit.code}),
    Row("api:branches-list", reads=EVERYONE),
    Row("api:branches-detail", reads=READERS, args=lambda world: {"code": world.here.code}),
    Row("api:members-list", reads=EVERYONE),
    Row("api:members-detail", reads=OVERSEERS, args=lambda world: {"pk": world.colleague.pk}),
    Row("api:meetings-list", reads=EVERYONE, writes=COMMITTEE, data=record, done=201),
    Row(
        "api:meetings-detail",
        reads=OVERSEERS,
        writes=COMMITTEE,
        method="put",
        args=meeting(MeetingState.RETURNED),
        data=changed,
    ),
    Row("api:meetings-withdraw", writes=COMMITTEE, args=meeting(MeetingState.HANDED_IN)),
    Row("api:meetings-accept", writes=UNIT, args=meeting(MeetingState.HANDED_IN)),
    Row(
        "api:meetings-return-to-branch",
        writes=UNIT,
        args=meeting(MeetingState.HANDED_IN),
        data=says(remark="写明决定"),
    ),
    Row(
        "api:attendance-list", reads=READERS, args=lambda world: {"meeting": meeting()(world)["pk"]}
    ),
    Row(
        "api:attendance-detail",
        writes=OVERSEERS,
        method="patch",
        args=attendance,
        data=says(presence="sick", reason="请了病假"),
    ),
    Row(
        "api:attendance-make-up",
        writes=COMMITTEE,
        args=attendance,
        data=says(on="2026-09-20", how="个别传达"),
    ),
    Row("api:inspections-list", reads=EVERYONE),
    Row(
        "api:inspections-detail",
        reads=f"{READERS} stranger neighbour",
        args=inspections.published,
    ),
    Row("api:inspected-records-list", reads=EVERYONE),
    Row(
        "api:inspected-records-detail",
        reads=f"supervisor {OVERSEERS}",
        args=inspections.drawn_and_published,
    ),
    Row("api:not-held-list", writes=COMMITTEE, data=not_held, done=201),
    Row(
        "api:not-held-detail",
        writes=COMMITTEE,
        method="delete",
        args=lambda world: {"pk": things.not_held(world).pk},
        done=204,
    ),
    Row("api:partners-list", reads=READERS, args=lambda world: {"meeting": together(world)}),
    Row("api:partners-confirm", writes=COMMITTEE, args=asked_partner),
    Row("api:partners-decline", writes=COMMITTEE, args=asked_partner),
    Row("api:attachments-list", reads=EVERYONE, writes=COMMITTEE, data=photo, json=False, done=201),
    Row(
        "api:attachments-detail",
        reads=COMMITTEE,
        writes=COMMITTEE,
        method="delete",
        args=kept_photo,
        done=204,
    ),
    Row("api:attachments-file", reads=COMMITTEE, args=kept_photo),
    Row("api:attachments-thumbnail", reads=COMMITTEE, args=kept_photo),
    Row("api:directives-list", reads=EVERYONE),
    Row("api:directives-detail", reads=READERS, args=issued),
    Row("api:directive-steps-list", reads=EVERYONE),
    Row("api:directive-steps-detail", reads=READERS, args=step),
    Row("api:duties-list", reads=EVERYONE, writes=OVERSEERS, data=given, done=201),
    Row("api:duties-detail", reads=OVERSEERS, args=owed),
    Row(
        "api:duties-done",
        writes=COMMITTEE,
        args=owed,
        data=says(on="2026-11-01", evidence="已整改"),
    ),
    Row(
        "api:duty-files-list",
        reads=EVERYONE,
        writes=COMMITTEE,
        data=lambda world: things.sent_file(owed(world)["pk"]),
        json=False,
        done=201,
    ),
    Row(
        "api:duty-files-detail",
        reads=COMMITTEE,
        writes=COMMITTEE,
        method="delete",
        args=sent,
        done=204,
    ),
    Row("api:duty-files-file", reads=OVERSEERS, args=shown),
    Row("api:duty-files-thumbnail", reads=OVERSEERS, args=shown),
    Row("api:duties-verify", writes=OVERSEERS, args=reported),
    Row("api:duties-return-duty", writes=OVERSEERS, args=reported, data=says(remark="没有照片")),
    Row("api:duties-take-back", writes="", args=reported),
    Row(
        "api:duties-change",
        writes=OVERSEERS,
        args=owed,
        data=says(due_on="2099-02-01", reason="增援"),
    ),
    Row("api:duties-drop", writes=OVERSEERS, args=owed, data=says(reason="已并入专项")),
    Row("api:points-list", reads=EVERYONE),
    Row(
        "api:points-detail",
        reads=OVERSEERS,
        args=lambda world: {"pk": things.entry(world, things.rule_of(world)).pk},
    ),
    Row(
        "api:totals-list",
        reads=READERS,
        query=lambda world: {"branch": world.here.code, "quarter": "2026Q3"},
    ),
    Row("api:claims-list", reads=EVERYONE, writes=COMMITTEE, data=deduction, done=201),
    Row("api:claims-detail", reads=OVERSEERS, args=claim),
    Row("api:claims-approve", writes=OVERSEERS, args=claim),
    Row("api:claims-refuse", writes=OVERSEERS, args=claim, data=says(remark="证书不清楚")),
    Row(
        "api:claims-withdraw",
        writes="committee",
        args=lambda world: {"pk": things.claim(world, things.rule_of(world)).pk},
    ),
    Row("api:claims-revoke", writes=OVERSEERS, args=approved, data=says(remark="证书有误")),
    Row("api:surveys-list", reads=EVERYONE),
    Row("api:surveys-detail", reads=UNIT, args=lambda world: {"pk": running(world).pk}),
    Row("api:surveys-results", reads=UNIT, args=lambda world: {"pk": ended(world).pk}),
    Row("api:reports-list", reads=EVERYONE),
    Row("api:reports-detail", reads=UNIT, args=waiting),
    Row("api:reports-file", reads=UNIT, args=written),
    Row("api:notices-list", reads=EVERYONE),
    Row(
        "api:notices-detail",
        reads="secretary",
        args=lambda world: {"pk": things.notice(world).pk},
    ),
    Row(
        "api:notices-read",
        writes="secretary",
        args=lambda world: {"pk": things.notice(world).pk},
    ),
    Row("api:notices-read-all", writes=EVERYONE),
    Row("api:unknown", reads="", writes=""),
    Row("api_schema", reads=EVERYONE, public=True),
    AnyRow("api_docs", reads=EVERYONE),
]
