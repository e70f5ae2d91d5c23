"""Passwords: what they must be, when they must change, who is sent to change them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import AuditEntry, Session, User
from accounts.passwords import first_password
from tests.factories import UserFactory

URL = reverse("accounts:password")
ME = reverse("accounts:me")
OLD, NEW = "Vorne-Haus-29", "Hinten-Haus-31"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Ab3-defgh", "至少需要 10 位"),
        ("abcdefghij2", "至少用三种"),
        ("zhou100234X!", "不含本人的姓名和工号"),
        ("周志强Abc12345", "不含本人的姓名和工号"),
        ("Password123", "太常见"),
    ],
)
def test_weak_passwords_are_refused_in_words(password, reason):
    with pytest.raises(ValidationError, match=reason):
        validate_password(password, User(staff_number="100234", name="周志强"))


def test_a_first_password_satisfies_the_rules_and_never_repeats():
    drawn = {first_password() for _ in range(200)}

    assert len(drawn) == 200
    for password in drawn:
        validate_password(password, User(staff_number="100234", name="周志强"))


@pytest.fixture
def newcomer(db):
    user, password = services.create_account(staff_number=" 100234 ", name="周志强")
    assert user.check_password(password)
    return user


def test_the_first_password_must_be_changed_before_anything_else(client, newcomer):
    client.force_login(newcomer, BACKEND)

    response = client.get(ME)

    assert (response.status_code, response.url) == (302, f"{URL}?next=%2Faccounts%2Fme%2F")
    assert client.post(reverse("accounts:act_as", args=[1])).url.startswith(URL)
    page = client.get(response.url).content.decode()
    for rule in ("至少 10 位", "四种里至少用三种", "不含本人的姓名和工号"):
        assert page.index(rule) < page.index('type="password"')


def test_after_the_change_one_gets_where_one_wanted(client, newcomer):
    newcomer.set_password(OLD)
    newcomer.save()
    client.force_login(newcomer, BACKEND)

    response = client.post(URL, {"old": OLD, "new": NEW, "again": NEW, "next": ME})

    assert response.url == ME
    assert client.get(ME).status_code == 200
    newcomer.refresh_from_db()
    assert newcomer.check_password(NEW)


@pytest.mark.django_db
def test_a_script_at_the_gate_gets_no_page(client, newcomer):
    client.force_login(newcomer, BACKEND)

    response = client.post(reverse("accounts:act_as", args=[1]), HTTP_HX_REQUEST="true")

    assert response.status_code == 403
    assert response.json()["login"] == URL


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"old": "wrong"}, "现在的密码不对"),
        ({"again": NEW + "x"}, "两次输入的新密码不一样"),
        ({"new": OLD, "again": OLD}, "不能与现在的密码相同"),
        ({"new": "short", "again": "short"}, "至少需要 10 位"),
    ],
)
@pytest.mark.django_db
def test_changing_refuses_what_breaks_a_rule(client, spoilt, reason):
    user = UserFactory()
    user.set_password(OLD)
    user.save()
    client.force_login(user, BACKEND)

    page = client.post(URL, {"old": OLD, "new": NEW, "again": NEW} | spoilt).content.decode()

    assert reason in page
    user.refresh_from_db()
    assert user.check_password(OLD)


@pytest.mark.parametrize(("days", "owes"), [(89, False), (91, True)])
def test_passwords_grow_old(days, owes, settings):
    now = timezone.now()
    user = User(must_change_password=False, password_changed_at=now - timedelta(days=days))

    assert user.owes_new_password(now) is owes

    settings.PASSWORD_DAYS = 0
    assert not user.owes_new_password(now)


@pytest.mark.django_db
def test_changing_ends_the_logins_on_other_devices(client):
    user = UserFactory()
    user.set_password(OLD)
    user.save()
    phone = client.__class__()
    phone.force_login(user, BACKEND)
    client.force_login(user, BACKEND)

    client.post(URL, {"old": OLD, "new": NEW, "again": NEW})

    assert phone.get(ME).status_code == 302
    assert client.get(ME).status_code == 200
    assert Session.objects.filter(user=user).count() == 1


@pytest.mark.django_db
def test_the_trail_says_that_it_changed_and_not_what_it_is(client):
    user = UserFactory()
    user.set_password(OLD)
    user.save()
    client.force_login(user, BACKEND)

    client.post(URL, {"old": OLD, "new": NEW, "again": NEW})

    entry = AuditEntry.objects.filter(object_id=user.pk, changes__has_key="password").first()
    assert entry.changes["password"] == ["•••", "•••"]
    assert entry.actor == user
    user.refresh_from_db()
    assert user.password not in str([entry.changes for entry in AuditEntry.objects.all()])
