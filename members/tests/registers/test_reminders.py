"""Holders of certificates that expire are told once."""

from datetime import date, timedelta

from django.utils import timezone

from members.models import Certificate
from members.reminders import remind_of_certificates
from members.services.registers import edit_entry
from notices.models import Notice
from tests.factories import UserFactory

TODAY = date(2026, 11, 22)


def remind():
    return remind_of_certificates(today=TODAY, now=timezone.now())


def test_the_holder_is_told_once_and_not_after_the_renewal(person, branch, uav):
    person.user = UserFactory()
    person.save()
    soon = Certificate.objects.create(
        member=person, kind=uav, number="1", valid_until=TODAY + timedelta(days=90)
    )
    Certificate.objects.create(
        member=person, kind=uav, number="2", valid_until=TODAY + timedelta(days=91)
    )

    assert remind() == 1
    assert remind() == 1
    notice = Notice.objects.get()
    assert (notice.recipient, notice.withdrawn_at) == (person.user, None)
    assert "2027年2月20日" in notice.subject

    edit_entry(entry=soon, values={"valid_until": date(2029, 1, 1)})
    assert remind() == 0
    notice.refresh_from_db()
    assert notice.withdrawn_at is not None
