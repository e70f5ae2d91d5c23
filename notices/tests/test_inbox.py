"""The inbox: one's own notices, read by opening, narrowed by the address."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from notices.choices import MailWish, NoticeKind
from notices.models import Notice, Preference
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
INBOX, READ, MAIL = reverse("notices:inbox"), reverse("notices:read"), reverse("notices:mail")
THEN = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def reader(client):
    person = UserFactory()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return person


def notice(reader, subject="请看", **details):
    blameless = {"key": f"k{Notice.objects.count()}", "kind": NoticeKind.REVIEW, "path": "/a/"}
    return Notice.objects.create(recipient=reader, subject=subject, **blameless | details)


def opened(one):
    return reverse("notices:open", args=[one.pk])


def test_the_inbox_shows_ones_own_that_stand(client, reader):
    notice(reader, "自己的")
    notice(reader, "已撤回的", withdrawn_at=THEN)
    notice(UserFactory(), "别人的")
    page = client.get(INBOX).content.decode()

    assert "自己的" in page
    assert "已撤回的" not in page
    assert "别人的" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, {"新审核", "旧审核", "新积分"}),
        ({"unread": "1"}, {"新审核", "新积分"}),
        ({"kind": "review"}, {"新审核", "旧审核"}),
        ({"kind": "review", "unread": "1"}, {"新审核"}),
        ({"kind": "gossip"}, {"新审核", "旧审核", "新积分"}),
        ({"kind": "system"}, set()),
    ],
)
def test_the_address_narrows(client, reader, query, shown):
    notice(reader, "新审核")
    notice(reader, "旧审核", read_at=THEN)
    notice(reader, "新积分", kind=NoticeKind.POINTS)
    page = client.get(INBOX, query)

    assert {row.subject for row in page.context["page"]} == shown


def test_a_page_at_a_time_and_always_as_many_queries(client, reader, steady_queries):
    page = steady_queries(6, make=lambda: notice(reader), call=lambda: client.get(INBOX))
    assert page.content.decode().count("请看</strong>") == 3

    Notice.objects.bulk_create(
        Notice(recipient=reader, key=f"m{n}", kind="system", subject="更多") for n in range(30)
    )
    assert len(client.get(INBOX).context["page"]) == 25
    assert len(client.get(INBOX, {"page": 2}).context["page"]) == 8


def test_opening_reads_and_leads_to_the_page(client, reader):
    one = notice(reader, path="/accounts/me/?x=1")
    response = client.get(opened(one))

    assert (response.status_code, response.url) == (302, "/accounts/me/?x=1")
    assert Notice.objects.get().read_at is not None


def test_the_first_reading_keeps_its_time(client, reader):
    one = notice(reader, read_at=THEN)
    client.get(opened(one))

    assert Notice.objects.get().read_at == THEN


def test_what_leads_nowhere_is_shown(client, reader):
    one = notice(reader, path="", body="第一段\n\n第二段")

    assert "<p>第二段</p>" in client.get(opened(one)).content.decode()


def test_a_link_in_an_old_mail_still_opens(client, reader):
    one = notice(reader, withdrawn_at=THEN)

    assert client.get(opened(one)).url == "/a/"


def test_ticked_ones_are_read_and_the_address_stays(client, reader):
    first, second = notice(reader), notice(reader)
    response = client.post(READ, {"selected": [first.pk], "back": "unread=1&kind=review"})

    assert response.url == f"{INBOX}?unread=1&kind=review"
    assert list(Notice.objects.unread()) == [second]


def test_all_are_read_but_nobody_elses(client, reader):
    notice(reader)
    other = notice(UserFactory())
    client.post(READ, {"all": "1"})

    assert list(Notice.objects.unread()) == [other]


@pytest.mark.parametrize("selected", ["others", "x", ""])
def test_what_is_not_ones_own_stays_unread(client, reader, selected):
    other = notice(UserFactory())
    client.post(READ, {"selected": [other.pk if selected == "others" else selected]})

    assert list(Notice.objects.unread()) == [other]


def test_the_address_to_go_back_to_stays_in_the_inbox(client, reader):
    response = client.post(READ, {"back": "//example.org/"})

    assert response.url.startswith(INBOX)


def test_the_wish_for_mail_is_kept(client, reader):
    client.post(MAIL, {"mail": MailWish.NEVER})
    client.post(MAIL, {"mail": MailWish.URGENT})
    response = client.post(MAIL, {"mail": "hourly"})

    assert response.status_code == 200
    assert Preference.objects.get().mail == MailWish.URGENT


def test_who_has_no_address_is_told_so(client, reader):
    assert "没有登记邮箱" not in client.get(MAIL).content.decode()
    reader.email = ""
    reader.save()
    assert "没有登记邮箱" in client.get(MAIL).content.decode()
