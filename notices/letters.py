"""The words of a mail: an urgent notice by itself, or the digest of a day."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from notices.channels import Letter
from notices.models import Delivery, Notice


def compose(message: Delivery) -> Letter | None:
    """The letter, or None when there is nothing left to say (read, withdrawn, address gone).

    Expects ``recipient`` and ``notice`` joined and the unread enclosed ones as ``message.unread``.
    """
    notices = _still_to_say(message)
    if not notices or not message.recipient.email:
        return None
    context = {
        "person": message.recipient,
        "notices": [(notice, _address(notice)) for notice in notices],
        "inbox": urljoin(settings.SITE_URL, reverse("notices:inbox")),
    }
    return Letter(
        to=message.recipient.email,
        subject=" ".join(_subject(message, notices).split()),
        text=render_to_string("mail/notices.txt", context),
        identity=f"<delivery-{message.pk}@{urlsplit(settings.SITE_URL).hostname}>",
    )


def _still_to_say(message: Delivery) -> list[Notice]:
    if message.notice is None:
        return message.unread  # type: ignore[attr-defined]
    gone = message.notice.read_at or message.notice.withdrawn_at
    return [] if gone else [message.notice]


def _subject(message: Delivery, notices: list[Notice]) -> str:
    if message.notice is not None:
        return f"【红门党建】{message.notice.subject}"
    return f"【红门党建】{message.digest_on:%-m月%-d日}：{len(notices)} 条通知"


def _address(notice: Notice) -> str:
    return urljoin(settings.SITE_URL, reverse("notices:open", args=[notice.pk]))
