"""What shows that a duty is done: photos and files, judged by content, seen with the duty only."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.uploads import UploadRefused
from branches.choices import Role
from duties.choices import DutyState
from duties.models import Duty, DutyFile
from duties.services import duties as services
from duties.services.files import MOST_FILES, attach, forget, throw_away
from tests.access.world import World
from tests.api.client import Api
from tests.api.things import picture
from tests.factories import BranchFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NOW = timezone.now()
PAPER = b"%PDF-1.7 papers"


@pytest.fixture
def secretary():
    return user_with(Role.SECRETARY, branch=BranchFactory())


@pytest.fixture
def duty(secretary):
    branch = secretary.appointments.get().branch
    return Duty.objects.create(title="排查用电隐患", branch=branch, due_on=date(2099, 1, 1))


@pytest.fixture
def verifier(duty):
    return user_with(Role.COMMITTEE_MEMBER, branch=duty.branch)


@pytest.fixture
def send(duty, secretary):
    def call(content=None, name="IMG_1.JPG", to=duty):
        upload = SimpleUploadedFile(name, picture() if content is None else content)
        return attach(duty=to, upload=upload, by=secretary, now=NOW)

    return call


def browser(user):
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def fetch(user, address):
    answer = browser(user).get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)  # which closes the file
    return answer.status_code


def report(duty, by, *files):
    keys = {file.pk for file in files}
    services.report_done(duty=duty, on=TODAY, evidence="已排查。", by=by, now=NOW, files=keys)


def post(duty, by, *uploads, **typed):
    files = [SimpleUploadedFile(name, content) for name, content in uploads]
    sent = {"on": str(TODAY), "evidence": "已排查三处。", "files": files} | typed
    return browser(by).post(reverse("duties:done", args=[duty.pk]), sent)


def test_a_report_carries_its_files_to_who_verifies(duty, secretary, verifier):
    answer = post(duty, secretary, ("现场.jpg", picture()), ("整改单.exe", PAPER))

    assert answer.status_code == 302
    photo, paper = DutyFile.objects.all()
    assert (photo.reported, photo.is_photo) == (True, True)
    assert (paper.reported, paper.name) == (True, "整改单.pdf")
    page = browser(verifier).get(duty.get_absolute_url()).content.decode()
    assert f'src="{photo.thumbnail_url}"' in page
    assert f'href="{paper.url}"' in page
    stranger = user_with(Role.SECRETARY, branch=BranchFactory())
    for address in (photo.url, photo.thumbnail_url, paper.url):
        assert (fetch(verifier, address), fetch(stranger, address)) == (200, 404)
    assert fetch(verifier, reverse("duties:thumbnail", args=[paper.pk])) == 404


def test_the_server_in_front_hands_them_out(duty, send, secretary, verifier, settings):
    settings.X_ACCEL_PREFIX = "/protected/"
    kept = send()
    report(duty, secretary, kept)

    answer = browser(verifier).get(kept.url)

    assert answer["X-Accel-Redirect"] == f"/protected/{kept.file.name}"
    assert answer["Content-Type"] == "image/jpeg"


def test_a_refused_file_is_named_and_what_was_typed_and_sent_stays(duty, secretary):
    page = post(duty, secretary, ("现场.jpg", picture()), ("照片.jpg", b"MZ" + b"\0" * 500))
    text = page.content.decode()

    assert page.status_code == 200
    assert "照片.jpg：只能上传照片" in text
    assert 'id="id_files_error"' in text
    assert "已排查三处。" in text
    kept = DutyFile.objects.get()
    assert f'name="attachment" value="{kept.pk}" checked' in text
    duty.refresh_from_db()
    assert (duty.state, kept.reported) == (DutyState.OPEN, False)

    page = post(duty, secretary, attachment=[kept.pk], evidence="")
    assert f'value="{kept.pk}" checked' in page.content.decode()
    assert post(duty, secretary, attachment=[kept.pk]).status_code == 302
    assert DutyFile.objects.get().reported


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "空.jpg", "空的"),
        (b"<html><script>alert(1)</script></html>", "照片.jpg", "只能上传"),
        (b"\0" * (20 * 1024 * 1024 + 1), "大.jpg", "超过 20 MB"),
        (PAPER, "机密.pdf", "涉密"),
    ],
    ids=["empty", "page", "large", "secret"],
)
def test_the_same_is_refused_as_at_meetings(send, content, name, reason):
    with pytest.raises(UploadRefused, match=reason):
        send(content, name)
    assert not DutyFile.objects.exists()


def test_the_same_file_is_kept_once_and_only_while_the_duty_is_owed(duty, send, secretary):
    kept = send()
    assert send(name="again.jpg") == kept
    report(duty, secretary, kept)

    with pytest.raises(UploadRefused, match="待核验"):
        send(PAPER, "补.pdf")
    with pytest.raises(UploadRefused, match="不能再删"):
        throw_away(file=kept)
    assert DutyFile.objects.get() == kept


def test_what_is_reported_is_what_was_ticked(duty, send, secretary, verifier):
    kept, left = send(), send(PAPER, "多余.pdf")
    officer = user_with(Role.BRIGADE_OFFICER, unit=duty.branch.unit)
    assert not DutyFile.objects.visible_to(officer).exists()
    assert list(DutyFile.objects.visible_to(secretary)) == [kept, left]

    report(duty, secretary, kept)

    assert list(DutyFile.objects.reported()) == [kept]
    assert list(DutyFile.objects.visible_to(officer)) == [kept]
    services.return_duty(duty=duty, by=verifier, now=NOW, remark="缺单据")
    report(duty, secretary, left)
    assert list(DutyFile.objects.reported()) == [left]


def test_files_of_another_duty_and_too_many_are_refused(duty, send, secretary):
    other = Duty.objects.create(title="其他", branch=duty.branch, due_on=duty.due_on)
    foreign = send(to=other)
    with pytest.raises(UploadRefused, match="不在了"):
        report(duty, secretary, foreign)
    with pytest.raises(UploadRefused, match=str(MOST_FILES)):
        services.report_done(
            duty=duty, on=TODAY, evidence="好", by=secretary, now=NOW,
            files=range(1, MOST_FILES + 2),
        )  # fmt: skip
    text = post(duty, secretary, attachment=[foreign.pk]).content.decode()
    assert "已经不在了" in text
    duty.refresh_from_db()
    assert duty.state == DutyState.OPEN


def test_the_script_sends_one_file_at_a_time(duty, secretary, verifier):
    address = reverse("duties:upload", args=[duty.pk])
    sent = browser(secretary).post(address, {"file": SimpleUploadedFile("a.jpg", picture())})
    kept = DutyFile.objects.get()
    assert (sent.status_code, sent.json()) == (
        201, {"id": kept.pk, "name": "a.jpg", "photo": True},
    )  # fmt: skip
    refused = browser(secretary).post(address, {"file": SimpleUploadedFile("a.jpg", b"x")})
    assert (refused.status_code, "只能上传" in refused.json()["message"]) == (422, True)
    assert browser(UserFactory()).post(address).status_code == 404


def test_what_no_report_took_up_is_forgotten_with_its_files(
    duty, send, secretary, django_capture_on_commit_callbacks
):
    used, left = send(), send(PAPER, "多余.pdf")
    report(duty, secretary, used)

    assert forget(now=NOW + timedelta(days=59)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert forget(now=NOW + timedelta(days=61)) == 1
    assert forget(now=NOW + timedelta(days=61)) == 0
    assert list(DutyFile.objects.all()) == [used]
    assert Path(used.file.path).exists()
    assert not Path(left.file.path).exists()


def test_by_the_api_files_are_sent_first_and_named_in_the_report():
    world = World()
    duty = Duty.objects.create(title="排查", branch=world.here, due_on=date(2099, 1, 1))
    client = browser(world.user("secretary"))
    parts = {"duty": duty.pk, "file": SimpleUploadedFile("a.jpg", picture())}
    first = client.post("/api/v1/duty-files/", parts)
    parts["file"] = SimpleUploadedFile("b.jpg", picture())
    again = client.post("/api/v1/duty-files/", parts)
    assert (first.status_code, again.status_code) == (201, 200), first.content
    key = first.json()["id"]
    assert again.json()["id"] == key

    api = Api(world.user("secretary"))
    sent = {"on": str(TODAY), "evidence": "已整改"}
    refused = api.post(f"duties/{duty.pk}/done/", sent | {"files": [key + 1]})
    assert (refused.status_code, "不在了" in refused.json()["detail"]) == (422, True)
    done = api.post(f"duties/{duty.pk}/done/", sent | {"files": [key]})
    assert [file["id"] for file in done.json()["files"]] == [key], done.json()
    assert client.delete(f"/api/v1/duty-files/{key}/").status_code == 404
