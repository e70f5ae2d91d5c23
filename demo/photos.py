"""Drawn pictures of meeting rooms, attached to some theme days; a slack branch uses one twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from io import BytesIO
from random import Random

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.photos import read_photo
from meetings.choices import AttachmentKind
from meetings.models import Attachment, Meeting

SIZE = (960, 640)
WALLS = ("#e9e4da", "#dfe5e8", "#ece6df", "#e4e8e1")
SHIRTS = ("#2f4d7a", "#39506b", "#27415f", "#4a5a6a")


def draw(chance: Random) -> bytes:
    """A room with a banner, a table and people around it; a JPEG."""
    picture = Image.new("RGB", SIZE, chance.choice(WALLS))
    pen = ImageDraw.Draw(picture)
    floor = chance.randint(400, 460)
    pen.rectangle((0, floor, *SIZE), fill="#b79f82")
    left = chance.randint(120, 260)
    pen.rectangle((left, 60, left + 480, 130), fill="#b3202a")
    for offset in range(40, 440, 50):
        pen.rectangle((left + offset, 84, left + offset + 30, 106), fill="#f2d27a")
    for number in range(chance.randint(5, 9)):
        x = 70 + number * chance.randint(92, 104)
        y = floor - 70 + chance.randint(-12, 12)
        pen.rounded_rectangle((x, y, x + 74, y + 150), 26, fill=chance.choice(SHIRTS))
        pen.ellipse((x + 14, y - 52, x + 60, y - 2), fill="#d9b08c")
    table = floor + chance.randint(20, 50)
    pen.polygon([(80, table), (880, table), (960, 640), (0, 640)], fill="#8a6a4c")
    file = BytesIO()
    picture.save(file, "JPEG", quality=80)
    return file.getvalue()


def attach(meetings: Iterable[Meeting], chance: Random, *, copying: set[int]) -> None:
    """One picture a meeting; branches in ``copying`` use their first one every time."""
    first: dict[int, bytes] = {}
    rows = []
    for meeting in meetings:
        data = draw(chance)
        if meeting.branch_id in copying:
            data = first.setdefault(meeting.branch_id, data)
        rows.append(_attachment(meeting, data))
    Attachment.objects.bulk_create(rows)


def _attachment(meeting: Meeting, data: bytes) -> Attachment:
    photo = read_photo(data)
    place = f"meetings/{meeting.held_on:%Y/%m}/{meeting.token}"
    taken = datetime.combine(meeting.held_on, time(10)) + timedelta(minutes=meeting.pk % 60)
    return Attachment(
        branch=meeting.branch,
        meeting=meeting,
        kind=AttachmentKind.PHOTO,
        file=default_storage.save(f"{place}.jpg", ContentFile(photo.content)),
        thumbnail=default_storage.save(f"{place}-small.jpg", ContentFile(photo.thumbnail)),
        name="现场照片.jpg",
        size=len(photo.content),
        sha256=photo.sha256,
        perceptual_hash=photo.perceptual_hash,
        taken_at=timezone.make_aware(taken),
        uploaded_by=meeting.recorded_by,
    )
