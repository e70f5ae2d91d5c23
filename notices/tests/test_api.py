"""One's own notices as the API gives them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from notices import outbox
from notices.choices import NoticeKind
from notices.models import Notice
from tests.api.client import Api
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


def tell(user, **details):
    key = f"test:{Notice.objects.count()}"
    usual = {"kind": NoticeKind.SYSTEM, "subject": "测试", "body": ""}
    outbox.post(recipients=[user.pk], key=key, **usual | details)
    return Notice.objects.get(key=key)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["积分", "未读", "已读"]),
        ({"unread": "true"}, ["积分", "未读"]),
        ({"kind": "points"}, ["积分"]),
    ],
)
def test_one_reads_ones_own(user, query, found):
    read = tell(user, subject="已读")
    tell(user, subject="未读")
    tell(user, subject="积分", kind=NoticeKind.POINTS)
    tell(UserFactory(), subject="别人的")
    gone = tell(user, subject="撤回了")
    Notice.objects.filter(pk=read.pk).update(read_at=timezone.now())
    Notice.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now())

    assert [row["subject"] for row in Api(user).rows("notices/", **query)] == found


def test_reading_one_keeps_its_first_moment(user):
    api, told = Api(user), tell(user)
    first, again = (api.post(f"notices/{told.pk}/read/") for _ in range(2))

    assert first.status_code == 200
    assert first.json()["read_at"] == again.json()["read_at"] is not None
    assert Api(UserFactory()).post(f"notices/{told.pk}/read/").status_code == 404


def test_some_or_all_are_read_and_nobody_elses(user):
    api, other = Api(user), tell(UserFactory())
    told = [tell(user) for _ in range(3)]

    some = api.post("notices/read/", {"ids": [told[0].pk, other.pk]})
    assert some.json() == {"unread": 2}
    for _ in range(2):
        assert api.post("notices/read/", {}).json() == {"unread": 0}
    other.refresh_from_db()
    assert other.read_at is None


def test_the_list_asks_the_same_of_one_row_and_of_three(user, steady_queries):
    api = Api(user)

    answer = steady_queries(3, make=lambda: tell(user), call=lambda: api.get("notices/"))

    assert answer.json()["count"] == 3
