"""The frame of a page: what each post finds in it."""

import pytest
from django.urls import reverse

from branches.choices import Role
from tests.factories import BranchFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "searches"),
    [(Role.ADMINISTRATOR, False), (Role.AUDITOR, False), (Role.SECRETARY, True)],
)
def test_who_sees_no_party_content_is_offered_no_search_for_it(client, role, searches):
    places = {} if role in (Role.ADMINISTRATOR, Role.AUDITOR) else {"branch": BranchFactory()}
    client.force_login(user_with(role, **places))

    page = client.get("/").content.decode()

    assert (reverse("reports:search") in page) is searches
    assert f'href="{reverse("home")}" aria-current="page"' in page
