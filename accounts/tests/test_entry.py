"""The door: who comes in, who is kept out, who is sent on, when one is put out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.urls import reverse
from django.utils import timezone

from accounts.models import Session
from accounts.sessions import SessionStore
from accounts.tasks import forget_ended_sessions
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LOGIN = reverse("accounts:login")
HOME = reverse("home")
ME = reverse("accounts:me")
PASSWORD = "Vorne-Haus-29"
SCRIPT = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/meetings/7/"}


@pytest.fixture
def user():
    user = UserFactory(staff_number="100234", name="周志强")
    user.set_password(PASSWORD)
    user.save()
    return user


def knock(client, staff_number="100234", password=PASSWORD, **more):
    return client.post(LOGIN, {"username": staff_number, "password": password, **more})


def test_the_right_password_opens_and_leads_on(client, user):
    response = knock(client, next=ME)

    assert (response.status_code, response.url) == (302, ME)
    assert "周志强" in client.get(ME).content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""]
)
def test_nobody_is_led_to_another_host(client, user, elsewhere):
    assert knock(client, next=elsewhere).url == HOME


@pytest.mark.parametrize(
    ("spoilt", "active"),
    [({"password": "Vorne-Haus-28"}, True), ({"staff_number": "999999"}, True), ({}, False)],
    ids=["wrong password", "nobody's number", "deactivated"],
)
def test_every_failure_says_the_same(client, user, spoilt, active):
    user.is_active = active
    user.save()

    response = knock(client, **spoilt)

    assert "工号或密码不对，请重新输入。" in response.content.decode()
    assert not Session.objects.filter(user=user).exists()


@pytest.mark.parametrize("number", ["100234", "nobody"])
def test_five_failures_lock_for_half_an_hour_whether_or_not_the_number_exists(client, user, number):
    for _ in range(5):
        response = knock(client, number, "wrong")

    assert response.status_code == 429
    assert "连续输错 5 次，请 30 分钟后再试" in response.content.decode()
    assert knock(client, number).status_code == 429  # the right password does not help now
    assert not Session.objects.filter(user=user).exists()


def test_a_lock_ends_by_itself_and_knocking_on_does_not_lengthen_it(client, user):
    for _ in range(7):
        knock(client, password="wrong")
    assert AccessAttempt.objects.get().failures_since_start == 5

    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=31))

    assert knock(client).status_code == 302


def test_failures_are_recorded_without_the_password(client, user):
    knock(client, password="Geheim-Geheim-1")

    failure = AccessFailureLog.objects.get()
    assert failure.username == "100234"
    assert "Geheim" not in str(vars(failure))


def test_the_login_page_touches_neither_database_nor_session(client, django_assert_num_queries):
    client.get(LOGIN)
    with django_assert_num_queries(0):
        response = client.get(LOGIN)

    assert "hongmen" not in response.cookies
    assert "非涉密系统" in response.content.decode()


def test_one_query_finds_session_and_user(client, user, django_assert_num_queries):
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    nothing_to_read = reverse("branches:theme_days") + "?theme_day_rule=none"
    with django_assert_num_queries(1):
        assert client.get(nothing_to_read).status_code == 200


def test_who_is_idle_too_long_must_log_in_again(client, user):
    knock(client)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    response = client.get(ME)

    assert response.url == f"{LOGIN}?next={ME}"


def test_a_used_session_lives_on_and_is_written_once_a_minute(client, user, settings):
    knock(client)
    a_while_ago = timezone.now() + timedelta(minutes=settings.IDLE_MINUTES - 10)
    Session.objects.update(expire_date=a_while_ago)

    client.get(HOME)
    moved = Session.objects.get().expire_date
    client.get(HOME)

    assert moved - a_while_ago > timedelta(minutes=9)
    assert Session.objects.get().expire_date == moved


def test_even_a_busy_session_ends_after_its_hours(client, user, settings):
    knock(client)
    long_ago = timezone.now() - timedelta(hours=settings.SESSION_HOURS, minutes=-5)
    soon = timezone.now() + timedelta(minutes=2)
    Session.objects.update(started_at=long_ago, expire_date=soon)

    client.get(HOME)

    assert soon < Session.objects.get().expire_date < timezone.now() + timedelta(minutes=6)


def test_a_script_is_told_that_the_session_ended_and_stays_on_the_page(client):
    for headers in (SCRIPT, {"HTTP_SEC_FETCH_DEST": "empty"}):
        response = client.post(reverse("accounts:act_as", args=[1]), **headers)

        assert response.status_code == 401
        assert "请重新登录" in response.json()["reason"]
        assert response.json()["login"].startswith(LOGIN)
        assert "HX-Redirect" not in response


def test_the_oldest_of_too_many_sessions_ends(client, user, settings):
    settings.SESSIONS_EACH = 2
    first = client.__class__()
    knock(first)
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=5))
    for _ in range(2):
        knock(client.__class__())

    assert Session.objects.count() == 2
    assert first.get(ME).status_code == 302


def test_a_session_knows_its_device_and_another_can_end_it(client, user):
    phone = client.__class__(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile")
    knock(phone)
    knock(client)
    session = Session.objects.exclude(session_key=client.session.session_key).get()
    assert session.device_label == "Chrome · 安卓手机"

    client.post(reverse("accounts:end_session", args=[session.handle]))

    assert phone.get(ME).status_code == 302
    assert client.get(ME).status_code == 200


def test_nobody_ends_the_session_of_another(client, user):
    knock(client)
    other = client.__class__()
    other.force_login(UserFactory(), "django.contrib.auth.backends.ModelBackend")

    other.post(reverse("accounts:end_session", args=[Session.objects.get(user=user).handle]))

    assert client.get(ME).status_code == 200


def test_logging_out_ends_the_session_on_the_server(client, user):
    knock(client)
    key = client.session.session_key
    client.post(reverse("accounts:logout"))

    client.cookies["hongmen"] = key
    assert client.get(ME).status_code == 302
    assert not Session.objects.exists()


def test_login_changes_the_session_key(client, user):
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    client.cookies["hongmen"] = before
    knock(client)

    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_the_post_of_last_time_is_chosen_again(client, user):
    knock(client)
    client.post(reverse("accounts:act_as", args=[77]))
    client.post(reverse("accounts:logout"))
    knock(client)

    assert client.session["acting_as"] == 77


def test_ended_sessions_are_cleared_away(user):
    live, ended = (SessionStore() for _ in range(2))
    for session in (live, ended):
        session["x"] = 1
        session.save()
    Session.objects.filter(session_key=ended.session_key).update(expire_date=timezone.now())

    forget_ended_sessions()
    forget_ended_sessions()

    assert Session.objects.get().session_key == live.session_key
