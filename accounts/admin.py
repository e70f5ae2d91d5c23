"""The back office, for superusers. The trail is not there: it is read on its own page."""

from __future__ import annotations

from auditlog.models import LogEntry
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User

admin.site.site_header = admin.site.site_title = "红门党建后台"
admin.site.index_title = "数据"
for kept_elsewhere in (
    LogEntry, AccessAttempt, AccessFailureLog, AccessLog, StaticDevice, TOTPDevice, Group,
):  # fmt: skip
    admin.site.unregister(kept_elsewhere)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts are never deleted: what they did refers to them."""

    list_display = ("staff_number", "name", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("staff_number", "name")
    ordering = ("staff_number",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "password_changed_at", "date_joined")
    fieldsets = (
        (None, {"fields": ("staff_number", "name", "email", "password")}),
        ("状态", {"fields": ("is_active", "must_change_password", "is_staff", "is_superuser")}),
        ("时间", {"fields": ("last_login", "password_changed_at", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("staff_number", "name", "usable_password", "password1", "password2")}),
    )

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
