"""What a reader chooses: which notices to see, which to mark, and how to get mail."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import User
from notices.choices import MailWish, NoticeKind
from notices.models import Notice, NoticeQuerySet


class InboxFilter(forms.Form):
    """The part of the inbox to show. What makes no sense is left out, not refused."""

    unread = forms.BooleanField(required=False)
    kind = forms.ChoiceField(required=False, choices=NoticeKind)

    def narrow(self, notices: NoticeQuerySet) -> NoticeQuerySet:
        self.is_valid()
        if self.cleaned_data.get("unread"):
            notices = notices.unread()
        if kind := self.cleaned_data.get("kind"):
            notices = notices.filter(kind=kind)
        return notices


class ReadForm(forms.Form):
    """The notices to mark as read: those ticked, or all."""

    selected = forms.ModelMultipleChoiceField(Notice.objects.none(), required=False)
    all = forms.BooleanField(required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = Notice.objects.visible_to(user)
        self.fields["selected"].queryset = self.own  # type: ignore[attr-defined]

    def chosen(self) -> NoticeQuerySet:
        if not self.is_valid():
            return self.own.none()
        return self.own if self.cleaned_data["all"] else self.cleaned_data["selected"]


class MailForm(forms.Form):
    mail = forms.ChoiceField(label="什么时候给我发邮件", choices=MailWish, widget=forms.RadioSelect)
