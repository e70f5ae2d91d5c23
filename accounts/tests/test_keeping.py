"""Keeping other people's accounts."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import AuditAction, AuditEntry, Session, User
from branches.choices import Role
from tests.factories import UserFactory, user_with

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def keeper(client):
    keeper = user_with(Role.ADMINISTRATOR)
    client.force_login(keeper, BACKEND)
    return keeper


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"staff_number": "100234"}, "已存在"),
        ({"name": " "}, "不能为空"),
        ({"email": "no"}, "邮件地址"),
    ],
    ids=["number taken", "no name", "no address"],
)
def test_create_account_refuses_what_breaks_a_rule(spoilt, reason):
    UserFactory(staff_number="100234")
    with pytest.raises(services.AccountRefused, match=reason):
        services.create_account(**{"staff_number": "100235", "name": "吴海涛"} | spoilt)

    assert User.objects.count() == 1


def test_the_first_password_is_shown_once_and_works(client, keeper):
    page = client.post(reverse("accounts:new"), {"staff_number": "100235", "name": "吴海涛"})

    user = User.objects.get(staff_number="100235")
    assert user.must_change_password
    assert user.check_password(page.context["password"])
    assert page.context["password"] in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_a_reset_ends_sessions_and_lifts_the_lock(client, keeper):
    user = UserFactory()
    other = client.__class__()
    for _ in range(5):
        other.post(reverse("accounts:login"), {"username": user.staff_number, "password": "wrong"})
    assert services.is_locked(user=user, now=timezone.now())
    other.force_login(user, BACKEND)

    page = client.post(reverse("accounts:reset_password", args=[user.pk]))

    user.refresh_from_db()
    assert user.must_change_password
    assert not Session.objects.filter(user=user).exists()
    answer = other.post(
        reverse("accounts:login"),
        {"username": user.staff_number, "password": page.context["password"]},
    )
    assert answer.status_code == 302


def test_deactivation_needs_a_reason_which_stands_in_the_trail(client, keeper):
    user = UserFactory()
    other = client.__class__()
    other.force_login(user, BACKEND)
    url = reverse("accounts:deactivate", args=[user.pk])

    assert "请写明停用的原因" in client.post(url, {"reason": " "}).content.decode()
    user.refresh_from_db()
    assert user.is_active

    client.post(url, {"reason": "调离"})
    user.refresh_from_db()
    assert not user.is_active
    assert other.get(reverse("accounts:me")).status_code == 302
    entry = AuditEntry.objects.get(
        object_id=user.pk, action=AuditAction.UPDATE, changes__has_key="is_active"
    )
    assert (entry.actor, entry.details["reason"]) == (keeper, "调离")


def test_nobody_deactivates_oneself():
    user = UserFactory()
    with pytest.raises(services.AccountRefused, match="自己"):
        services.deactivate(user=user, by=user, reason="试试")


def test_the_list_finds_and_costs_the_same_for_every_length(client, keeper, steady_queries):
    page = steady_queries(
        5,
        make=lambda: UserFactory(name="<b>郑晓东</b>"),
        call=lambda: client.get(reverse("accounts:people"), {"q": "郑"}),
    )

    text = page.content.decode()
    assert text.count("&lt;b&gt;郑晓东") == 3
    assert "<b>郑" not in text
    assert keeper.name not in text.partition("<tbody>")[2]
