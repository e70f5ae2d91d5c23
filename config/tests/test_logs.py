"""What the logs say, and above all what they never say."""

from __future__ import annotations

import io
import json
import logging
from io import StringIO

import pytest
import xlsxwriter
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse

from accounts import crypto
from branches.choices import Role, UnitKind
from config import logs
from config.tracing import TracingMiddleware
from members.models import Member
from tests.factories import BranchFactory, UnitFactory, member_of, user_with

pytestmark = pytest.mark.django_db
NAME, NUMBER, PHONE, PASSWORD = "欧阳试用", "990101199003070015", "19900000001", "Kept-Secret-77"


@pytest.fixture
def written():
    """Everything that production would log, as it would."""
    stream = StringIO()
    configured = logs.configuration(as_json=True, level="DEBUG")
    line = configured["formatters"]["line"]
    formatter = line["()"](
        foreign_pre_chain=line["foreign_pre_chain"], processors=line["processors"]
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def office():
    detachment = UnitFactory(kind=UnitKind.DETACHMENT, code="D1")
    user = user_with(Role.POLITICAL_OFFICE, unit=detachment)
    user.name = NAME
    user.set_password(PASSWORD)
    user.save()
    return user


def a_roster(folder, unit):
    """One person, as an office keeps the sheet."""
    file = folder / "roster.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("名册")
        sheet.write_row(0, 0, ["姓名", "身份证号", "手机号", "人员类别", "所在单位", "政治面貌"])
        sheet.write_row(1, 0, [NAME, NUMBER, PHONE, "消防员", unit.name, "群众"])
    return file


def test_a_login_an_import_and_a_look_leave_no_name_number_or_password(
    client, office, written, tmp_path
):
    unit = office.appointments.get().unit
    login = {"username": office.staff_number, "password": PASSWORD}
    for wrong in range(6):  # until the account is locked
        client.post("/accounts/login/", login | {"username": "T999999", "password": f"{wrong}x"})
    assert client.post("/accounts/login/", login).status_code == 302
    said = io.StringIO()
    call_command("import_roster", a_roster(tmp_path, unit), unit=unit.code, stdout=said)
    person = member_of(
        BranchFactory(unit=unit), name=NAME, id_number=NUMBER[:-1] + "X",
        id_digest=crypto.digest(NUMBER[:-1] + "X"),
    )  # fmt: skip
    shown = client.post(f"/members/{person.pk}/id_number/")
    missing = client.get("/members/999999/", {"q": NAME})

    assert Member.objects.filter(name=NAME).count() == 2, (
        said.getvalue()
    )  # the one imported and the one looked at
    assert NUMBER[:-1] in shown.content.decode()
    assert missing.status_code == 404
    text = json.dumps(written(), ensure_ascii=False)
    assert written(), "nothing was logged, so nothing was tested"
    for secret in (NAME, NUMBER[:-1], PHONE, PASSWORD, office.staff_number, "T999999"):
        assert secret not in text


def test_a_row_that_the_database_refuses_is_not_quoted(written):
    person = member_of(BranchFactory(), name=NAME)
    try:
        with transaction.atomic():
            Member.objects.filter(pk=person.pk).update(stage="emperor")
    except IntegrityError:
        logging.getLogger("a job").exception("not written")

    (line,) = written()
    assert "IntegrityError" in line["exception"]
    assert NAME not in json.dumps(line, ensure_ascii=False)
    assert connection.vendor == "sqlite" or "violates check constraint" in line["exception"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("0123456789abcdef", True), ("short", False), ('"},{"x', False), ("", False)],
)
def test_the_lines_of_a_request_carry_its_id(rf, written, settings, given, kept):
    settings.SLOW_SECONDS = -1
    answer = TracingMiddleware(lambda request: HttpResponse("ok"))(
        rf.get("/", {"q": NAME}, headers={"X-Request-ID": given})
    )
    request_id = answer.headers["X-Request-ID"]

    assert (request_id == given) is kept
    (line,) = written()
    assert (line["request_id"], line["event"]) == (request_id, "slow request")
    assert NAME not in json.dumps(line, ensure_ascii=False)
    logging.getLogger("later").warning("another matter")
    assert "request_id" not in written()[-1]
