"""Mail servers that misbehave, for EMAIL_BACKEND."""

import smtplib
from typing import ClassVar

from django.core.mail.backends.base import BaseEmailBackend


class Refusing(BaseEmailBackend):
    """Raises what the test has put into ``error``."""

    error: ClassVar[Exception] = smtplib.SMTPServerDisconnected("gone")

    def send_messages(self, messages):
        raise self.error


class Down(BaseEmailBackend):
    """A server that nobody reaches."""

    def open(self):
        raise ConnectionRefusedError("refused")
