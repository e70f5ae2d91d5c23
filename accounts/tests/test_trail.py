"""The trail: what is written by itself, what by hand, who reads it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import AuditAction, AuditEntry, User
from accounts.telling import tell
from branches.choices import Role
from branches.models import Branch
from tests.factories import BranchFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
URL = reverse("accounts:audit")


@pytest.fixture
def auditor(client):
    auditor = user_with(Role.AUDITOR)
    client.force_login(auditor, BACKEND)
    return auditor


def newest() -> AuditEntry:
    return AuditEntry.objects.newest_first()[0]


def test_a_change_is_recorded_with_its_request_and_reason():
    user, branch = UserFactory(), BranchFactory(name="特勤站党支部")
    request = RequestFactory().post("/", REMOTE_ADDR="10.1.2.3")
    request.user = user

    with audit.during(request), audit.because("更名批复"):
        branch.name = "特勤大队党支部"
        branch.save()

    line = tell([newest()])[0]
    assert (line.who, line.address, line.reason) == (str(user), "10.1.2.3", "更名批复")
    assert (line.action, line.kind, line.what) == ("修改", "党组织", "特勤大队党支部")
    assert line.text == "名称：特勤站党支部 → 特勤大队党支部"


def test_what_one_did_does_not_stick_to_the_next_request():
    request = RequestFactory().get("/")
    request.user = UserFactory()
    with audit.during(request):
        BranchFactory()
    branch = BranchFactory()
    branch.name = "改名"
    branch.save()

    assert newest().actor is None


def test_jobs_write_on_behalf_of_somebody():
    user = UserFactory()
    with audit.on_behalf_of(user, reason="导入名册"):
        BranchFactory()

    assert newest().actor == user
    assert newest().details["reason"] == "导入名册"


def test_related_things_are_told_by_name_with_the_same_number_of_queries(
    django_assert_num_queries,
):
    upper = BranchFactory(name="支队党委")
    for _ in range(3):
        branch = BranchFactory()
        branch.superior = upper
        branch.save()
    entries = AuditEntry.objects.newest_first()
    changed = entries.filter(action=AuditAction.UPDATE)

    for some in (changed[:1], changed[:3]):
        with django_assert_num_queries(2):
            lines = tell(some)
    assert [line.text for line in lines] == ["上级党组织：支队党委"] * 3


def test_bulk_statements_are_recorded_by_hand():
    user, branches = UserFactory(), [BranchFactory(), BranchFactory()]
    before = AuditEntry.objects.count()
    Branch.objects.update(usual_place="会议室")

    written = audit.record_changes(
        user=user,
        changes=[(branch, {"usual_place": ("", "会议室")}) for branch in branches],
        reason="批量设置",
    )

    assert written == 2
    assert AuditEntry.objects.count() == before + 2
    assert tell([newest()])[0].text == "常用地点：会议室"


def test_looks_are_told_to_the_person_and_to_nobody_else(client):
    person, looker, other = UserFactory(), UserFactory(name="看过的人"), UserFactory()
    audit.record_look(user=looker, obj=person, field="身份证号")
    audit.record_look(user=person, obj=person, field="本人看自己")
    url = reverse("accounts:looks")

    client.force_login(person, BACKEND)
    page = client.get(url).content.decode()
    assert "看过的人" in page
    assert "身份证号" in page
    assert "本人看自己" not in page
    assert person.staff_number in page
    assert "argon2" not in page
    assert "md5$" not in page

    client.force_login(other, BACKEND)
    assert "看过的人" not in client.get(url).content.decode()


def test_the_auditor_finds_entries_by_person_object_action_and_day(client, auditor):
    user = UserFactory(name="沈佳怡")
    with audit.on_behalf_of(user):
        BranchFactory(name="水上站党支部")
    audit.record_look(user=user, obj=auditor, field="手机号")

    def lines(**asked):
        return client.get(URL, asked).context["lines"]

    assert lines(who="沈佳怡", what="水上")[0].what.startswith("水上站党支部")
    assert [line.text for line in lines(who=user.staff_number, action=3)] == ["查看：手机号"]
    assert lines(who="沈佳") == lines(what="水上大队") == []
    yesterday = timezone.localdate() - timedelta(days=1)
    assert lines(last=yesterday.isoformat()) == []


def test_the_list_costs_the_same_for_every_length(client, auditor, steady_queries):
    def make():
        audit.record_look(user=UserFactory(), obj=auditor, field="<i>手机号</i>")

    page = steady_queries(5, make=make, call=lambda: client.get(URL, {"action": 3}))

    assert page.content.decode().count("&lt;i&gt;手机号") == 3


def test_the_sheet_holds_the_same_and_its_taking_is_recorded(client, auditor):
    audit.record_look(user=UserFactory(name="=1+1"), obj=auditor, field="手机号")

    response = client.get(reverse("accounts:audit_file"), {"action": 3})

    book = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content)))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][:3] == ("时间", "操作人", "工号")
    assert rows[1][1] == "=1+1"
    assert book.active["B2"].data_type == "s"
    assert tell([newest()])[0].text == "查看：导出审计日志 1 条"


@pytest.mark.parametrize(
    ("said", "proxies", "address"),
    [
        ("", 0, "10.0.0.9"),
        ("1.2.3.4", 0, "10.0.0.9"),
        ("1.2.3.4", 1, "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4", 1, "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4, 10.0.0.1", 2, "1.2.3.4"),
        ("not an address", 1, None),
    ],
)
def test_only_our_own_proxies_are_believed(settings, said, proxies, address):
    settings.PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": said} if said else {}
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", **headers)

    assert audit.client_address(request) == address


def test_nothing_of_the_web_deletes_an_entry(client):
    boss = User.objects.create_superuser("900001", "Boss-Password-1", name="超级用户")
    client.force_login(boss, BACKEND)

    assert "logentry" not in client.get(reverse("admin:index")).content.decode().lower()
