"""Notices: each reader has his own, whatever the post."""

from __future__ import annotations

from notices.choices import NoticeKind
from notices.models import Notice
from tests.access.row import Row
from tests.access.world import EVERYONE


def notice_of_the_secretary(world):
    secretary = world.user("secretary")
    notice = Notice.objects.create(
        recipient=secretary, key="k", kind=NoticeKind.SYSTEM, subject="请看", body="正文"
    )
    return {"pk": notice.pk}


ROWS = [
    Row("notices:inbox", reads=EVERYONE),
    Row("notices:open", reads="secretary", args=notice_of_the_secretary),
    Row("notices:read", writes=EVERYONE),
    Row(
        "notices:mail",
        reads=EVERYONE,
        writes=EVERYONE,
        data=lambda world: {"mail": "never"},
    ),
]
