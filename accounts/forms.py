"""Forms about oneself. The rules are in services and passwords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm


class LoginForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "工号或密码不对，请重新输入。",
        "inactive": "工号或密码不对，请重新输入。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "工号"
        self.fields["password"].label = "密码"


class CodeForm(forms.Form):
    code = forms.CharField(
        label="动态口令",
        max_length=16,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autofocus": True, "class": "input-medium"}
        ),
    )


class PasswordForm(forms.Form):
    """The present password, the new one twice. Browsers' password managers understand it."""

    old = forms.CharField(
        label="现在的密码",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新密码", strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label="再输一遍新密码",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old(self) -> str:
        old = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise forms.ValidationError("现在的密码不对。")
        return old

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        new, again = cleaned.get("new"), cleaned.get("again")
        if new and again and new != again:
            self.add_error("again", "两次输入的新密码不一样。")
        return cleaned

    @property
    def rules(self) -> list[str]:
        return password_validation.password_validators_help_texts()


class AccountForm(forms.Form):
    staff_number = forms.CharField(label="工号", max_length=32)
    name = forms.CharField(label="姓名", max_length=64)
    email = forms.EmailField(label="邮箱", required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="原因", max_length=120, error_messages={"required": "请写明停用的原因。"}
    )


class TokenForm(forms.Form):
    """What for and until when."""

    name = forms.CharField(label="用途", max_length=64, help_text="例如“数据看板同步”")
    expires_on = forms.DateField(
        label="有效期至",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="最长一年",
    )
