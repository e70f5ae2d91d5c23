"""What people see when something is missing, refused or broken: a sentence and a way on."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.middleware.csrf import REASON_CSRF_TOKEN_MISSING
from django.test import RequestFactory
from django.views import csrf, defaults

from tests.markup import faults

NOT_SECRET = "本系统为非涉密系统，严禁处理、存储、传输国家秘密和工作秘密"


@pytest.fixture
def request_from_outside():
    return RequestFactory().get("/nowhere/")


@pytest.mark.parametrize(
    ("answer", "status", "sentence"),
    [
        (lambda r: defaults.page_not_found(r, Exception()), 404, "没有这个页面"),
        (
            lambda r: defaults.permission_denied(r, PermissionDenied("<先>启用")),
            403,
            "&lt;先&gt;启用",
        ),
        (lambda r: defaults.permission_denied(r, PermissionDenied()), 403, "不能进行这项操作"),
        (lambda r: csrf.csrf_failure(r, REASON_CSRF_TOKEN_MISSING), 403, "页面已过期"),
        (lambda r: defaults.server_error(r), 500, "刚才的操作没有完成"),
    ],
    ids=["404", "403 with a reason", "403", "csrf", "500"],
)
def test_an_error_says_what_happened_without_asking_the_database(
    request_from_outside, answer, status, sentence
):
    response = answer(request_from_outside)
    page = response.content.decode()
    assert response.status_code == status
    assert sentence in page
    assert NOT_SECRET in page
    assert '<a class="btn btn-primary" href="/">' in page
    assert faults(page) == []
