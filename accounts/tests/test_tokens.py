"""Keys for programs: made, shown once, used, ended; and what the API refuses at its door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services, tokens
from accounts.models import ApiToken
from branches.choices import Role
from tests.api.client import ROOT, Api
from tests.factories import AppointmentFactory, BranchFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
PAGE = reverse("accounts:tokens")
BRANCHES = f"{ROOT}branches/"


@pytest.fixture(autouse=True)
def nobody_has_asked_yet():
    cache.clear()


@pytest.fixture
def user():
    return user_with(Role.SECRETARY, branch=BranchFactory())


def make(user, name="同步", days=30):
    return tokens.create_token(
        user=user, name=name, expires_on=TODAY + timedelta(days=days), today=TODAY, now=NOW
    )


def ask(secret, **headers):
    return Client().get(BRANCHES, headers={"Authorization": f"Token {secret}"} | headers)


def test_only_a_digest_of_the_secret_is_kept(user):
    token, secret = make(user)

    assert secret.startswith(tokens.PREFIX)
    assert secret not in str(ApiToken.objects.values().get(pk=token.pk))


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"name": " "}, "不能为空"),
        ({"name": "旧的"}, "同名"),
        ({"days": -1}, "有效期"),
        ({"days": 367}, "有效期"),
    ],
    ids=["no name", "same name", "past", "too long"],
)
def test_create_token_refuses(user, spoilt, reason):
    make(user, "旧的")

    with pytest.raises(tokens.TokenRefused, match=reason):
        make(user, **spoilt)

    assert ApiToken.objects.count() == 1


def test_nobody_has_more_keys_than_they_keep_in_view(user):
    for number in range(tokens.MOST_TOKENS):
        make(user, f"第{number}个")

    with pytest.raises(tokens.TokenRefused, match="最多"):
        make(user)


def revoked(token):
    tokens.revoke_token(token=token, now=NOW)


def expired(token):
    ApiToken.objects.update(expires_on=TODAY - timedelta(days=1))


def deactivated(token):
    services.deactivate(user=token.user, by=UserFactory(), reason="离队")


def activated_again(token):
    deactivated(token)
    services.activate(user=token.user)


def reset(token):
    services.reset_password(user=token.user)


@pytest.mark.parametrize(
    "happens",
    [revoked, expired, deactivated, activated_again, reset],
    ids=lambda each: each.__name__,
)
def test_a_key_ends(user, happens):
    token, secret = make(user)
    assert ask(secret).status_code == 200

    happens(token)

    answer = ask(secret)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"
    assert answer.json()["detail"] == "令牌无效、已过期或已停用。"


def test_use_is_noted_to_the_minute(user):
    token, secret = make(user)
    for seconds in (0, 50, 70):
        at = NOW + timedelta(seconds=seconds)
        tokens.token_of(secret=secret, today=TODAY, now=at)
        token.refresh_from_db()
        assert token.last_used_at == (at if seconds != 50 else NOW)


def test_keys_are_in_the_trail(user):
    token, secret = make(user)
    revoked(token)

    kind = ContentType.objects.get_for_model(ApiToken)
    entries = LogEntry.objects.filter(content_type=kind).order_by("pk")
    assert [entry.action for entry in entries] == [0, 1]
    assert all(secret not in str(entry.changes) for entry in entries)
    assert all("digest" not in entry.changes for entry in entries)


def test_the_page_shows_the_secret_once(client, user):
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")

    made = client.post(PAGE, {"name": "同步", "expires_on": TODAY}).content.decode()
    again = client.get(PAGE).content.decode()
    client.post(reverse("accounts:revoke_token", args=[ApiToken.objects.get().pk]))

    assert tokens.PREFIX in made
    assert tokens.PREFIX not in again
    assert "同步" in again
    assert "已停用" in client.get(PAGE).content.decode()


def test_the_page_asks_the_same_of_one_key_and_of_three(client, user, steady_queries):
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")

    page = steady_queries(
        4,
        make=lambda: make(user, f"用途{ApiToken.objects.count()}"),
        call=lambda: client.get(PAGE),
    )

    assert page.content.decode().count("停用“用途") == 3


# At the door


def test_who_asks_without_a_key_is_told_how():
    answer = Client().get(BRANCHES)

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "未登录",
        "status": 401,
        "detail": "请在请求头里带上有效的令牌：Authorization: Token 令牌。",
    }


def test_an_address_that_is_not_there_is_refused_in_the_same_form(user):
    answer = Api(user).get("nothing/")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_rights_are_those_of_the_highest_post_or_of_the_one_named(user):
    other = AppointmentFactory(user=user, role=Role.COMMITTEE_MEMBER).branch
    first = user.appointments.get(role=Role.SECRETARY)
    second = user.appointments.get(role=Role.COMMITTEE_MEMBER)

    def seen(**headers):
        return {row["code"] for row in Api(user, **headers).rows("branches/")}

    assert seen() == {first.branch.code}
    assert seen(**{"X-Post": str(second.pk)}) == {other.code}


@pytest.mark.parametrize("named", ["0", "x", ""])
def test_a_post_that_is_not_ones_own_is_refused(user, named):
    strangers = AppointmentFactory(role=Role.POLITICAL_OFFICE, unit=BranchFactory().unit)

    for wanted in (named, str(strangers.pk)):
        answer = Api(user, **{"X-Post": wanted}).get("branches/")
        assert answer.status_code == 403
        assert answer.json()["detail"] == "X-Post 不是本人现在的任职编号。"


def test_who_owes_a_new_password_owes_it_here_too(user):
    _, secret = make(user)
    type(user).objects.update(must_change_password=True)

    answer = ask(secret)

    assert (answer.status_code, answer.json()["detail"]) == (403, "请先在网页上修改密码。")


def test_a_session_reads_and_needs_its_token_to_write(user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")

    assert client.get(BRANCHES).status_code == 200
    assert client.post(f"{ROOT}meetings/", {}, "application/json").status_code == 403


def test_too_many_requests_are_asked_to_wait(user, monkeypatch):
    monkeypatch.setattr("rest_framework.throttling.UserRateThrottle.rate", "2/min", raising=False)
    api = Api(user)

    answers = [api.get("branches/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].json()["title"] == "请求太频繁"
    assert int(answers[-1]["Retry-After"]) > 0


def test_what_cannot_be_read_is_refused(user):
    api = Api(user)

    broken = api.client.post(f"{ROOT}meetings/", "{", "application/json", headers=api.headers)
    form = api.client.post(f"{ROOT}meetings/", {"a": 1}, headers=api.headers)
    method = api.send("DELETE", "branches/")

    assert [each.status_code for each in (broken, form, method)] == [400, 415, 405]
    assert {each["Content-Type"] for each in (broken, form, method)} == {"application/problem+json"}
