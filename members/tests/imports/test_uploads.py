"""An uploaded roster from the file to the confirmation, with the worker's part done in place."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from branches.choices import Role
from branches.models import Unit
from members.choices import ImportState
from members.imports import jobs
from members.models import Member, RosterImport
from members.reach import Reach
from members.services import imports
from members.tests.books import TODAY, book
from members.tests.imports.planning import HEADERS, ID, row, someone
from tests.factories import BranchFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TABLE = [HEADERS, row()]


def upload(unit, *sheets, user=None, **options):
    data = book(*(sheets or [TABLE]), names=options.pop("names", ()))
    return imports.upload_roster(
        data=data, file_name="名册.xlsx", reach=options.pop("reach", None) or Reach(unit),
        since=TODAY, user=user or UserFactory(),
    )  # fmt: skip


def checked(unit, *sheets, **options):
    roster_import = upload(unit, *sheets, **options)
    return worked_on(roster_import)


def worked_on(roster_import):
    jobs.work_on(pk=roster_import.pk)
    roster_import.refresh_from_db()
    return roster_import


def confirm(roster_import, **options):
    revision = options.pop("revision", roster_import.revision)
    imports.confirm(
        roster_import=roster_import, revision=revision, now=NOW,
        all_or_nothing=options.pop("all_or_nothing", False),
    )  # fmt: skip
    return worked_on(roster_import)


def test_nothing_is_written_before_the_confirmation(station):
    roster_import = checked(station)

    assert roster_import.state == ImportState.CHECKED
    assert roster_import.counts["new"] == 1
    assert roster_import.progress == 100
    assert not Member.objects.exists()


def test_the_file_lies_encrypted(station):
    roster_import = upload(station)

    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM members_rosterimport")
        stored = bytes(cursor.fetchone()[0])
    assert stored.startswith(b"v1.")
    assert b"PK" not in stored[:40]
    assert bytes(RosterImport.objects.get(pk=roster_import.pk).content).startswith(b"PK")


def test_what_is_shown_masks_numbers_and_leaves_out_other_columns(station):
    headers = ["序号", *HEADERS, "手机号", "家庭住址"]
    shown = checked(station, [headers, ["1", *row(), "13800138000", "滨江路1号"]]).shown

    assert [label for _, label in shown["columns"]] == [*HEADERS, "手机号"]
    assert shown["ignored"] == ["序号", "家庭住址"]
    number, state, warned, cells = shown["rows"][0]
    assert (number, state, warned) == (2, "new", False)
    assert cells[1] == "*" * 14 + ID[-4:]
    assert cells[-1] == "*******8000"
    assert "滨江路" not in str(shown)


def test_cells_say_what_is_wrong_and_what_was_before(station):
    someone(station, post="", stage="none", joined_on="", confirmed_on="", category="trainee")
    table = [HEADERS, row(姓名="赵一明"), row(身份证号="123", 工号="F2")]

    rows = checked(station, table).shown["rows"]

    assert [each[1] for each in rows] == ["changed", "refused"]
    assert rows[0][3][0] == [
        "赵一明",
        "warning",
        "在册姓名是「赵一鸣」，请核对是不是同一人",
        "赵一鸣",
        "A2",
    ]
    assert rows[0][3][3] == ["消防员", "changed", "", "预备消防士", ""]
    assert rows[1][3][1][1:] == [
        "refused",
        "身份证号应为 18 位，现在是 3 位，请对照证件核对",
        "",
        "B3",
    ]


def test_confirmed_is_written_and_the_file_forgotten(station):
    roster_import = confirm(checked(station))

    assert roster_import.state == ImportState.DONE
    assert Member.objects.get().name == "赵一鸣"
    assert bytes(roster_import.content) == b""


def test_a_file_with_refused_rows_is_kept_for_their_download(station):
    roster_import = confirm(checked(station, [HEADERS, row(), row(身份证号="1", 工号="F2")]))

    assert roster_import.state == ImportState.DONE
    assert bytes(roster_import.content)


def test_twice_confirmed_and_twice_worked_on_is_written_once(station):
    roster_import = checked(station)
    confirm(roster_import)

    confirm(roster_import)
    worked_on(roster_import)

    assert Member.objects.count() == 1


@pytest.mark.parametrize(
    ("table", "options", "reason"),
    [
        (TABLE, {"revision": 0}, "再看一遍"),
        ([HEADERS, row(), row(身份证号="1", 工号="F2")], {"all_or_nothing": True}, "还有 1 行"),
        ([HEADERS, row(身份证号="1")], {}, "没有要新增"),
    ],
    ids=["an old page", "all or nothing", "nothing to write"],
)
def test_what_cannot_be_confirmed(station, table, options, reason):
    with pytest.raises(imports.ImportRefused, match=reason):
        confirm(checked(station, table), **options)

    assert not Member.objects.exists()


def test_what_changed_after_the_check_is_shown_again_instead_of_written(station):
    roster_import = checked(station)
    someone(station, post="站长")

    confirm(roster_import)

    assert roster_import.state == ImportState.CHECKED
    assert "重新核对" in roster_import.refusal
    assert roster_import.counts["changed"] == 1
    assert Member.objects.count() == 1


def test_a_fixed_cell_is_read_instead_of_the_files(station, django_capture_on_commit_callbacks):
    roster_import = checked(station, [HEADERS, row(身份证号="123")])

    with django_capture_on_commit_callbacks(execute=True):
        imports.fix_cells(roster_import=roster_import, texts={"B2": ID}, now=NOW)

    roster_import.refresh_from_db()
    assert roster_import.state == ImportState.CHECKED
    assert roster_import.counts["new"] == 1
    assert ID not in RosterImport.objects.extra(select={"raw": "fixes"}).values_list("raw")[0][0]


def test_only_doubtful_cells_are_fixed(station):
    with pytest.raises(imports.ImportRefused, match="没有要改正"):
        imports.fix_cells(roster_import=checked(station), texts={"A2": "x"}, now=NOW)
    with pytest.raises(imports.ImportRefused, match="没有改动"):
        imports.fix_cells(roster_import=checked(station), texts={}, now=NOW)


def test_missing_places_are_created_on_request(station):
    roster_import = checked(station, [HEADERS, row(所在单位="新城站")])
    assert roster_import.shown["units"] == ["新城站"]

    imports.create_missing(roster_import=roster_import, create=True, now=NOW)
    confirm(worked_on(roster_import))

    assert Unit.objects.filter(name="新城站").exists()


def test_several_sheets_ask_which(station):
    roster_import = checked(station, TABLE, [["说明"]], names=["名册", "说明"])
    assert (roster_import.state, roster_import.sheets) == ("undecided", ["名册", "说明"])

    with pytest.raises(imports.ImportRefused, match="请选择"):
        imports.choose_sheet(roster_import=roster_import, sheet="别的", now=NOW)
    imports.choose_sheet(roster_import=roster_import, sheet="名册", now=NOW)

    assert worked_on(roster_import).state == ImportState.CHECKED


def test_a_file_that_is_no_roster_is_refused_at_once(station):
    with pytest.raises(imports.ImportRefused, match="PDF"):
        imports.upload_roster(
            data=b"%PDF-1.7", file_name="x.xlsx", reach=Reach(station), since=TODAY,
            user=UserFactory(),
        )  # fmt: skip

    assert not RosterImport.objects.exists()


def test_a_sheet_without_header_says_so(station):
    roster_import = checked(station, [["随便"], ["几行"]])

    assert roster_import.state == ImportState.UNREADABLE
    assert "找不到表头" in roster_import.refusal


def test_discarded_is_forgotten(station):
    roster_import = checked(station)

    imports.discard(roster_import=roster_import)

    roster_import.refresh_from_db()
    assert (roster_import.state, bytes(roster_import.content)) == (ImportState.DISCARDED, b"")
    assert roster_import.shown == {}
    with pytest.raises(imports.ImportRefused):
        confirm(roster_import)


def test_an_answer_to_an_older_revision_is_dropped(station, monkeypatch):
    roster_import = upload(station)
    plan = jobs.plan_of

    def meanwhile(*arguments):
        RosterImport.objects.update(revision=2)
        return plan(*arguments)

    monkeypatch.setattr(jobs, "plan_of", meanwhile)

    assert worked_on(roster_import).state == ImportState.CHECKING


def test_a_lost_message_is_found_by_the_sweep(station):
    roster_import = upload(station)
    late = timezone.now() + timedelta(minutes=3)

    assert jobs.left_behind(now=timezone.now()) == []
    assert jobs.left_behind(now=late) == [roster_import.pk]
    assert jobs.left_behind(now=late) == []


def test_old_files_are_forgotten(station):
    roster_import = checked(station)

    jobs.forget_old(now=timezone.now() + timedelta(days=8))
    roster_import.refresh_from_db()
    assert bytes(roster_import.content) == b""
    assert roster_import.shown

    jobs.forget_old(now=timezone.now() + timedelta(days=31))
    roster_import.refresh_from_db()
    assert roster_import.shown == {}


def test_one_sees_ones_own_uploads_while_one_holds_the_post(station):
    branch = BranchFactory(unit=station)
    office = user_with(Role.POLITICAL_OFFICE, unit=station)
    secretary = user_with(Role.SECRETARY, branch=branch)
    colleague = user_with(Role.POLITICAL_OFFICE, unit=station)
    for user, reach in ((office, Reach(station)), (secretary, Reach(station, branch))):
        upload(station, user=user, reach=reach)
    upload(station, user=secretary)

    def seen_by(user):
        return RosterImport.objects.visible_to(user).count()

    assert (seen_by(office), seen_by(secretary), seen_by(colleague)) == (1, 1, 0)
