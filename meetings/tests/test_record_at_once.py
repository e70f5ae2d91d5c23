"""Two requests at the same moment: the unique keys decide, nobody sees an error."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from branches.choices import Role
from meetings.models import Attachment, Attendance, Decision, Meeting, Review
from meetings.services.attachments import attach
from meetings.services.record import record_meeting
from meetings.tests.records import NOW, a_branch, a_record
from tests.factories import user_with

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


@pytest.fixture
def files(settings, tmp_path):
    """Where uploads are kept."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def at_once():
    """Call something several times at the same moment, each with a connection of its own."""

    def call(what: Callable[[int], object]) -> list[object]:
        start = Barrier(AT_ONCE)

        def one(number: int) -> object:
            try:
                start.wait()
                return what(number)
            finally:
                connection.close()

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(one, range(AT_ONCE)))

    return call


def test_a_double_click_makes_one_meeting(at_once):
    branch, _ = a_branch()
    details = {
        "branch": branch,
        "record": a_record(branch),
        "by": user_with(Role.SECRETARY, branch=branch),
        "now": NOW,
        "token": uuid4(),
    }

    meetings = at_once(lambda _: record_meeting(**details))

    assert len({meeting.pk for meeting in meetings}) == Meeting.objects.count() == 1
    assert Attendance.objects.count() == 3
    assert Review.objects.count() == Decision.objects.count() == 1


def test_a_file_sent_twice_at_the_same_moment_is_kept_once(at_once, files):
    branch, _ = a_branch()
    details = {"branch": branch, "by": user_with(Role.SECRETARY, branch=branch), "now": NOW}
    token, content = uuid4(), b"%PDF-1.7 " + b"x" * 4000

    kept = at_once(
        lambda _: attach(token=token, upload=SimpleUploadedFile("a.pdf", content), **details)
    )

    assert len({each.pk for each in kept}) == Attachment.objects.count() == 1
    assert len([path for path in files.rglob("*") if path.is_file()]) == 1


def test_decisions_of_records_at_the_same_moment_get_different_numbers(at_once):
    branch, _ = a_branch()
    details = {
        "branch": branch,
        "record": a_record(branch),
        "by": user_with(Role.SECRETARY, branch=branch),
        "now": NOW,
    }

    at_once(lambda _: record_meeting(token=uuid4(), **details))

    numbers = Decision.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, AT_ONCE + 1))
