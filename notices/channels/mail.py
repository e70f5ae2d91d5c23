"""Mail, by whatever EMAIL_URL names: SMTP, or the console in a trial installation."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core import mail
from django.core.mail import EmailMessage

from notices.channels.base import DeliveryFailed, Letter, Unreachable

PERMANENT = range(500, 600)
LOGIN_REFUSED = 535  # a fault of the settings, not of the letter


class MailChannel:
    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def deliver(self, letter: Letter) -> None:
        message = EmailMessage(
            letter.subject,
            letter.text,
            to=[letter.to],
            connection=self.connection,
            headers={"Message-ID": letter.identity, "Auto-Submitted": "auto-generated"},
        )
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as refusal:
            raise _refused(*next(iter(refusal.recipients.values()))) from refusal
        except smtplib.SMTPResponseException as refusal:
            raise _refused(refusal.smtp_code, refusal.smtp_error) from refusal
        except OSError as failure:  # smtplib's other errors are OSErrors too
            raise DeliveryFailed(str(failure)) from failure


@contextmanager
def open_mail() -> Iterator[MailChannel]:
    """One connection for all letters of a batch."""
    connection = mail.get_connection()
    try:
        connection.open()
    except OSError as failure:
        raise Unreachable(str(failure)) from failure
    try:
        yield MailChannel(connection)
    finally:
        connection.close()


def _refused(code: int, reason: bytes | str) -> DeliveryFailed:
    """What the server said, for the books; by its code, trying again is of use or not."""
    text = reason.decode(errors="replace") if isinstance(reason, bytes) else reason
    lasting = code in PERMANENT and code != LOGIN_REFUSED
    return DeliveryFailed(f"{code} {text}", permanent=lasting)
