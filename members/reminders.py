"""Certificates that will expire: their holders are told once, and no longer once they are renewed.

How many days before is a provision. Derived from the database, safe to run again.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from branches.calendar import day_label
from branches.services.provisions import rule_book
from members.models import Certificate
from notices import outbox
from notices.choices import NoticeKind

NOTICE = "DS.certificate_notice"


@transaction.atomic
def remind_of_certificates(*, today: date, now: datetime) -> int:
    """Tell who holds a certificate that expires soon; how many certificates that are."""
    notice = rule_book(codes=[NOTICE], day=today).at("").get(NOTICE)
    if notice is None:
        return 0
    expiring = (
        Certificate.objects.expiring(today, today + timedelta(days=int(notice.value)))
        .filter(member__left_on=None, member__user__isnull=False)
        .select_related("kind", "member")
        .defer("member__id_number", "member__phone")
        .order_by("pk")
    )
    messages = [_message(certificate) for certificate in expiring]
    outbox.say_exactly(kind=NoticeKind.CERTIFICATE, messages=messages, now=now)
    return len(messages)


def _message(certificate: Certificate) -> outbox.Message:
    until = certificate.valid_until
    label = day_label(until) if until else ""
    return outbox.Message(
        recipient_id=certificate.member.user_id or 0,
        key=f"certificate:{certificate.pk}:{until}",
        kind=NoticeKind.CERTIFICATE,
        subject=f"{certificate}将于{label}到期",
        body="请及时复审或换证，办好后告诉支部更新台账。",
        path=certificate.get_absolute_url(),
    )
