"""Ways out of the system. A channel delivers a letter or raises; delivery.py keeps the books."""

from contextlib import AbstractContextManager

from notices.channels.base import DeliveryFailed, Letter, OpenChannel, Unreachable
from notices.channels.mail import open_mail
from notices.choices import Channel

OPENERS = {Channel.EMAIL: open_mail}


def opened(channel: Channel) -> AbstractContextManager[OpenChannel]:
    """The channel, ready for several letters in a row; raises Unreachable when it is down."""
    return OPENERS[channel]()


__all__ = ["DeliveryFailed", "Letter", "OpenChannel", "Unreachable", "opened"]
