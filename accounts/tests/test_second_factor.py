"""The second factor, with codes as a phone would make them."""

from __future__ import annotations

import time

import pytest
from django.urls import reverse
from django_otp.oath import TOTP

from accounts import second_factor
from branches.choices import Role
from tests.factories import UnitFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
LOGIN, CODE, ME = (reverse(f"accounts:{name}") for name in ("login", "code", "me"))
PASSWORD = "Vorne-Haus-29"


def shown_by(device, steps: int = 0) -> str:
    """What the phone shows now, or ``steps`` half minutes later."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time() + steps * device.step
    return f"{totp.token():06d}"


@pytest.fixture
def user():
    user = UserFactory()
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def device(user):
    device = second_factor.begin(user=user)
    device.confirmed = True
    device.save()
    return device


def give_password(client, user, **more):
    return client.post(LOGIN, {"username": user.staff_number, "password": PASSWORD, **more})


def test_the_password_alone_opens_nothing(client, user, device):
    response = give_password(client, user)

    assert response.url == CODE
    assert client.get(ME).status_code == 302


def test_password_and_code_open_and_lead_on(client, user, device):
    response = client.post(
        f"{LOGIN}?next={ME}", {"username": user.staff_number, "password": PASSWORD, "next": ME}
    )
    assert response.url == f"{CODE}?next=%2Faccounts%2Fme%2F"

    response = client.post(CODE, {"code": shown_by(device), "next": ME})

    assert response.url == ME
    assert client.get(ME).status_code == 200


def test_a_code_works_once(client, user, device):
    code = shown_by(device)
    second_factor.check(user=user, code=code)

    with pytest.raises(second_factor.SecondFactorRefused):
        second_factor.check(user=user, code=code)


def test_after_a_wrong_code_even_the_right_one_must_wait(client, user, device):
    give_password(client, user)
    assert "动态口令不对" in client.post(CODE, {"code": "000000"}).content.decode()

    assert "请等一分钟再试" in client.post(CODE, {"code": shown_by(device)}).content.decode()
    device.refresh_from_db()
    assert device.throttling_failure_count == 1


def test_a_recovery_code_works_once(client, user, device):
    code = second_factor.renew_recovery_codes(user=user)[0]
    give_password(client, user)

    assert client.post(CODE, {"code": f"{code[:5]}-{code[5:]}".upper()}).status_code == 302
    assert user.staticdevice_set.get().token_set.count() == second_factor.RECOVERY_CODES - 1


def test_the_second_step_expires(client, user, device):
    give_password(client, user)
    session = client.session
    session["pending_login"] = [user.pk, BACKEND, "2026-01-01T00:00:00+00:00"]
    session.save()

    assert client.post(CODE, {"code": shown_by(device)}).url == LOGIN


def test_switching_on_needs_a_code_of_the_phone(client, user):
    client.force_login(user, BACKEND)
    url = reverse("accounts:second_factor")
    assert "data:image/svg+xml" in client.get(url).content.decode()
    assert "动态口令不对" in client.post(url, {"code": "12"}).content.decode()
    assert not second_factor.has_second_factor(user)
    device = second_factor.begin(user=user)
    device.throttle_reset()

    page = client.post(url, {"code": shown_by(device)})

    assert second_factor.has_second_factor(user)
    assert len(page.context["codes"]) == second_factor.RECOVERY_CODES


def test_switching_off_needs_one_too(client, user, device):
    client.force_login(user, BACKEND)
    url = reverse("accounts:second_factor_off")

    client.post(url, {"code": "000000"})
    assert second_factor.has_second_factor(user)
    device.refresh_from_db()
    device.throttle_reset()

    client.post(url, {"code": shown_by(device)})
    assert not second_factor.has_second_factor(user)


@pytest.mark.parametrize(
    ("roles", "sent"), [([], False), (["political_office"], True), (["administrator"], False)]
)
def test_who_must_have_one_is_sent_to_set_it_up(client, settings, roles, sent):
    settings.SECOND_FACTOR_ROLES = roles
    client.force_login(user_with(Role.POLITICAL_OFFICE, unit=UnitFactory()), BACKEND)

    response = client.get(ME)

    assert (response.status_code == 302) is sent
