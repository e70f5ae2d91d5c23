"""Organisation life: the branch reads what was handed in, its committee writes, units review."""

from __future__ import annotations

from uuid import UUID

from django.core.files.base import ContentFile

from meetings.choices import AttachmentKind, MeetingState, OddityKind, Presence
from meetings.models import AgendaItem, Attachment, Decision, Draft, Oddity, Partner
from meetings.services.feeds import open_feed
from tests.access import inspections
from tests.access.row import Row
from tests.access.world import BRANCH, COMMITTEE, EVERYONE, UNIT
from tests.factories import BranchFactory, MeetingFactory, ThemeFactory, UnitFactory, attended

READERS = f"{BRANCH} {UNIT}"
OVERSEERS = f"{COMMITTEE} {UNIT}"
TOKEN = UUID("5f0c7a5e-8f0b-4c0a-9d0e-2f4a6b8c0d1e")


def here(world):
    return {"branch": world.here.code}


def token(world):
    return {"token": TOKEN}


def meeting(state=MeetingState.ACCEPTED, **details):
    return lambda world: {"pk": MeetingFactory(branch=world.here, state=state, **details).pk}


def handed_in(world):
    return meeting(MeetingState.HANDED_IN)(world)


def cancelled(world):
    return meeting(MeetingState.CANCELLED, cancel_reason="增援")(world)


def draft(world):
    Draft.objects.create(token=TOKEN, branch=world.here, saved_by=world.user("secretary"))
    return token(world)


def theme(world):
    return {"pk": ThemeFactory(unit=world.detachment).pk}


def attendance(world):
    row = attended(MeetingFactory(branch=world.here), world.colleague, Presence.ON_WATCH)
    return {"pk": row.pk}


def decision(world):
    item = AgendaItem.objects.create(
        meeting=MeetingFactory(branch=world.here), number=1, title="议题"
    )
    made = Decision.objects.create(branch=world.here, item=item, year=2026, number=1, text="去办")
    return {"pk": made.pk}


def oddity(world):
    found = Oddity.objects.create(
        meeting=MeetingFactory(branch=world.here), kind=OddityKind.COPIED, key="k", sentence="近似"
    )
    return {"pk": found.pk}


def partner(world):
    theirs = MeetingFactory(branch=BranchFactory(unit=UnitFactory(parent=world.brigade)))
    return {"pk": Partner.objects.create(meeting=theirs, branch=world.here).pk}


def photo(state):
    def make(world):
        kept = Attachment(
            branch=world.here,
            meeting=MeetingFactory(branch=world.here, state=state),
            kind=AttachmentKind.PHOTO,
            name="照片.jpg",
            size=1,
            uploaded_by=world.user("secretary"),
        )
        kept.file.save("a.jpg", ContentFile(b"x"), save=False)
        kept.thumbnail.save("b.jpg", ContentFile(b"x"), save=False)
        kept.save()
        return {"pk": kept.pk}

    return make


def feed(world):
    made = open_feed(owner=world.user("secretary"), branch=world.here)
    return {"pk": made.pk}


def feed_link(world):
    return {"secret": open_feed(owner=world.user("secretary"), branch=world.here).secret}


ROWS = [
    Row("meetings:confirm_partner", writes=COMMITTEE, args=partner),
    Row("meetings:decline_partner", writes=COMMITTEE, args=partner),
    Row("meetings:list", reads=EVERYONE),
    Row("meetings:calendar", reads=EVERYONE),
    Row("meetings:feeds", reads=EVERYONE),
    Row("meetings:open_feed", writes=f"{BRANCH} {UNIT}", data=here),
    Row("meetings:renew_feed", writes="secretary", args=feed),
    Row("meetings:revoke_feed", writes="secretary", args=feed),
    Row("meetings:feed", reads=EVERYONE, args=feed_link, public=True, page=False),
    Row("meetings:export", reads=EVERYONE),
    Row("meetings:record", reads=COMMITTEE, query=here, shows=302),
    Row("meetings:draft", reads=COMMITTEE, writes=COMMITTEE, args=token, query=here, done=200),
    Row("meetings:autosave", writes=COMMITTEE, args=token, query=here, done=200),
    Row("meetings:roll", writes=COMMITTEE, args=token, query=here, done=200),
    Row("meetings:upload", writes=COMMITTEE, args=token, query=here, done=422),
    Row("meetings:discard", writes=COMMITTEE, args=draft),
    Row("meetings:cancel", reads=COMMITTEE, writes=COMMITTEE, query=here, done=200),
    Row("meetings:uncancel", writes=COMMITTEE, args=cancelled),
    Row("meetings:review", reads=EVERYONE),
    Row("meetings:accept_selected", writes=EVERYONE),
    Row("meetings:decisions", reads=EVERYONE),
    Row("meetings:finish_decision", writes=COMMITTEE, args=decision, done=200),
    Row("meetings:remind_owner", writes=COMMITTEE, args=decision),
    Row("meetings:inspections", reads=EVERYONE),
    Row(
        "meetings:new_inspection",
        reads=f"{UNIT} neighbour outsider",
        writes=f"{UNIT} neighbour outsider",
        done=200,
    ),
    Row("meetings:inspection", reads=f"{READERS} stranger neighbour", args=inspections.published),
    Row("meetings:inspected_records", reads="office", args=inspections.marking),
    Row("meetings:discard_inspection", writes="office", args=inspections.marking),
    Row(
        "meetings:word_notice", reads="office", writes="office", args=inspections.marking, done=200
    ),
    Row("meetings:publish_notice", writes="office", args=inspections.marked),
    Row("meetings:print_notice", reads=f"{READERS} stranger neighbour", args=inspections.published),
    Row("meetings:inspection_answers", reads="office", args=inspections.published),
    Row(
        "meetings:correct_notice",
        reads="office",
        writes="office",
        args=inspections.published,
        done=200,
    ),
    Row(
        "meetings:inspected_record",
        reads="office",
        writes="office",
        args=inspections.drawn,
        done=200,
    ),
    Row("meetings:answer_findings", writes=COMMITTEE, args=inspections.branch),
    Row("meetings:inspected_branch", reads=READERS, args=inspections.branch),
    Row("meetings:themes", reads=EVERYONE),
    Row("meetings:theme", reads=f"{READERS} stranger neighbour", args=theme),
    Row("meetings:publish_theme", reads="office outsider", writes="office outsider", done=200),
    Row("meetings:change_theme", reads="office", writes="office", args=theme, done=200),
    Row("meetings:remove_theme", writes="office", args=theme),
    Row("meetings:adopt_theme", writes=f"{COMMITTEE} stranger", args=theme),
    Row("meetings:attachment", reads=READERS, args=photo(MeetingState.ACCEPTED)),
    Row("meetings:thumbnail", reads=OVERSEERS, args=photo(MeetingState.RETURNED)),
    Row("meetings:correct_attendance", writes=OVERSEERS, args=attendance, done=200),
    Row("meetings:make_up", writes=COMMITTEE, args=attendance, done=200),
    Row("meetings:explain_oddity", writes=UNIT, args=oddity, done=200),
    Row("meetings:meeting", reads=READERS, args=meeting()),
    Row("meetings:edit", reads=COMMITTEE, args=meeting(MeetingState.RETURNED), shows=302),
    Row("meetings:minutes", reads=READERS, args=meeting()),
    Row("meetings:sign_in", reads=OVERSEERS, args=meeting(MeetingState.RETURNED)),
    Row("meetings:accept", writes=UNIT, args=handed_in),
    Row("meetings:return", writes=UNIT, args=handed_in, done=200),
    Row("meetings:withdraw", writes=COMMITTEE, args=handed_in),
]
