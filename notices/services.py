"""What a reader does with notices."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from notices.choices import MailWish
from notices.models import NoticeQuerySet, Preference


def mark_read(*, notices: NoticeQuerySet, now: datetime) -> int:
    """Mark as read those of ``notices`` that are not; how many. The first reading counts."""
    return notices.unread().update(read_at=now)


def mail_wish_of(*, user: User) -> MailWish:
    """How the person wants mail; the digest, if never asked."""
    preference = Preference.objects.filter(user=user).first()
    return MailWish(preference.mail) if preference else MailWish.DIGEST


@transaction.atomic
def wish_mail(*, user: User, mail: MailWish) -> Preference:
    """Set how the person wants mail from now on."""
    preference, _ = Preference.objects.get_or_create(user=user)
    preference.mail = mail
    preference.full_clean()
    preference.save()
    return preference
