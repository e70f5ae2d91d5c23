"""The import as its uploader sees it, page by page; the worker's part is done in place."""

import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from branches.choices import Role
from branches.services.provisions import load_provisions
from members.imports import jobs
from members.models import Member, RosterImport
from members.sheets import read_roster, read_workbook
from members.sheets.writing import LABELS
from members.tests.books import TODAY, book, id_number
from members.tests.imports.planning import HEADERS, row
from tests.factories import BranchFactory, user_with

pytestmark = pytest.mark.django_db
UPLOADS = reverse("members:imports")


@pytest.fixture
def office(client, detachment):
    user = user_with(Role.POLITICAL_OFFICE, unit=detachment)
    client.force_login(user)
    return user


@pytest.fixture
def upload(client, office, detachment, station, django_capture_on_commit_callbacks):
    """Upload tables as sheets and let the worker check them; gives the upload."""

    def uploaded(*sheets, names=()):
        file = SimpleUploadedFile("名册.xlsx", book(*sheets, names=names))
        answers = {"file": file, "reach": f"unit-{detachment.pk}", "since": TODAY.isoformat()}
        assert client.post(UPLOADS, answers).status_code == 302
        return worked_on(RosterImport.objects.get())

    return uploaded


def worked_on(found):
    jobs.work_on(pk=found.pk)
    found.refresh_from_db()
    return found


def page_of(client, found, **query):
    return client.get(found.get_absolute_url(), query).content.decode()


def do(client, verb, found, **answers):
    return client.post(reverse(f"members:{verb}", args=[found.pk]), answers)


def test_from_upload_to_result(client, upload):
    found = upload([["序号", *HEADERS], ["1", *row()], ["2", *row(身份证号="123", 工号="F2")]])

    preview = page_of(client, found)
    assert "不导入的列：序号" in preview
    assert "身份证号应为 18 位" in preview
    assert "确认导入：新增 1 人，变更 0 人" in preview
    assert id_number() not in preview
    assert not Member.objects.exists()

    assert do(client, "confirm", found, revision=found.revision, rows="sound").status_code == 302
    assert "正在导入" in page_of(client, found)
    worked_on(found)

    result = page_of(client, found)
    assert "已新增 <strong>1</strong> 人" in result
    assert "下载这 1 行和原因" in result
    assert Member.objects.get().name == "赵一鸣"


def test_progress_is_polled_and_the_page_opens_when_it_is_done(client, upload):
    found = upload([HEADERS, row()])
    RosterImport.objects.update(state="checking", progress=30)
    polled = {"headers": {"HX-Request": "true"}}

    working = client.get(found.get_absolute_url(), **polled)
    worked_on(found)
    done = client.get(found.get_absolute_url(), **polled)

    assert "30%" in working.content.decode()
    assert "<html" not in working.content.decode()
    assert done.headers["HX-Refresh"] == "true"


def test_tabs_hold_the_rows_of_their_kind_and_what_is_wrong_comes_first(client, upload):
    found = upload([HEADERS, row(), row(姓名="钱二", 身份证号="123", 工号="F2")])

    assert "钱二" in page_of(client, found)
    assert "赵一鸣" not in page_of(client, found)
    assert "赵一鸣" in page_of(client, found, show="new")
    assert "钱二" not in page_of(client, found, show="new")
    assert "钱二" in page_of(client, found, show="all")


def test_a_long_roster_is_shown_page_by_page(client, upload):
    people = [
        row(身份证号=id_number(sequence=n), 工号=f"F{n}", 姓名="王" + "甲乙丙丁"[n % 4])
        for n in range(1, 61)
    ]
    found = upload([HEADERS, *people])

    assert page_of(client, found).count('scope="row"') == 50
    assert page_of(client, found, page=2).count('scope="row"') == 10


def test_pages_cost_the_same_with_one_row_and_many(client, upload, django_assert_num_queries):
    found = upload([HEADERS, *(row(身份证号="1", 工号=f"F{n}") for n in range(40))])
    with django_assert_num_queries(5):
        page_of(client, found)

    RosterImport.objects.update(preview=zlib.compress(b'{"columns": [["A", ""]], "rows": []}'))
    with django_assert_num_queries(5):
        page_of(client, found)


def test_a_cell_is_set_right_in_its_place(client, upload, django_capture_on_commit_callbacks):
    found = upload([HEADERS, row(身份证号="123")])
    url = reverse("members:fix_cells", args=[found.pk]) + "?show=refused"

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url, {"was-B2": "", "fix-B2": id_number()})

    assert answer.url.endswith("?show=refused#sheet")
    assert '<section id="sheet" tabindex="-1">' in page_of(client, found)
    assert "确认导入：新增 1 人" in page_of(client, found)


def fix(client, found, callbacks, **answers):
    """What stands in fields ``fix_B2`` of the row's form, beside what stood there before."""
    sent = {name.replace("_", "-"): text for name, text in answers.items()}
    with callbacks(execute=True):
        do(client, "fix_cells", found, **sent)
    found.refresh_from_db()
    return page_of(client, found)


def test_two_cells_of_a_row_are_set_right_at_once(
    client, upload, django_capture_on_commit_callbacks
):
    found = upload([HEADERS, row(身份证号="123", 政治面貌="不明")])
    assert page_of(client, found).count('form="fix-row-2" name="fix-') == 2
    stage = chr(ord("A") + HEADERS.index("政治面貌"))

    answers = {"was_B2": "", "fix_B2": id_number(), f"was_{stage}2": "不明"}
    page = fix(
        client, found, django_capture_on_commit_callbacks, **answers | {f"fix_{stage}2": "群众"}
    )

    assert "确认导入：新增 1 人" in page
    assert set(found.fixed_cells) == {"B2", f"{stage}2"}


def test_a_number_that_is_still_wrong_is_kept_as_it_was_typed(
    client, upload, django_capture_on_commit_callbacks
):
    found = upload([HEADERS, row(身份证号="123")])
    wrong = id_number()[:-1]

    page = fix(client, found, django_capture_on_commit_callbacks, was_B2="", fix_B2=wrong)

    assert f'name="fix-B2" value="{wrong}"' in page

    page = fix(client, found, django_capture_on_commit_callbacks, was_B2=wrong, fix_B2=id_number())

    assert "确认导入：新增 1 人" in page


def test_what_was_left_as_it_is_does_not_empty_a_masked_cell(
    client, upload, django_capture_on_commit_callbacks
):
    found = upload([HEADERS, row(身份证号="123")])

    page = fix(client, found, django_capture_on_commit_callbacks, was_B2="", fix_B2="")

    assert found.fixed_cells == {}
    assert "身份证号应为 18 位" in page


def test_a_misspelt_name_is_replaced_by_the_one_that_was_meant(
    client, upload, django_capture_on_commit_callbacks
):
    found = upload([HEADERS, row(所在单位="滨江消防站")])
    assert 'name="take" value="E2=滨江站"' in page_of(client, found)

    page = fix(client, found, django_capture_on_commit_callbacks, take="E2=滨江站")

    assert "确认导入：新增 1 人" in page


def test_missing_places_are_created_on_request(client, upload):
    found = upload([HEADERS, row(所在单位="新城站")])
    assert "新城站" in page_of(client, found)

    do(client, "create_missing", found, create="yes")

    assert "确认导入时会新建它们" in page_of(client, worked_on(found))


def test_the_preview_tells_what_is_founded_and_what_speaks_against_it(client, upload):
    load_provisions()
    found = upload([HEADERS, row(所在单位="新城站", 所在党支部="新城联合党支部", 政治面貌="党员")])
    assert "确认导入时新建" in page_of(client, found)

    do(client, "create_missing", found, create="yes")

    page = page_of(client, worked_on(found))
    assert "新城站<span" in page
    assert "（江城支队下）" in page
    assert "联合党支部" in page
    assert "正式党员 1 名，不足 3 名" in page
    assert "《中国共产党支部工作条例（试行）》第四条" in page

    do(client, "confirm", found, revision=found.revision)
    assert "新城联合党支部（联合党支部，设在江城支队）" in page_of(client, worked_on(found))


def test_several_sheets_are_offered(client, upload):
    found = upload([HEADERS, row()], [["说明"]], names=["名册", "说明"])
    assert "文件里有 2 张工作表" in page_of(client, found)

    do(client, "choose_sheet", found, sheet="名册")

    assert worked_on(found).counts["new"] == 1


def test_refused_rows_come_back_with_their_reasons_and_can_be_imported_again(client, upload):
    found = upload([HEADERS, row(), row(姓名="钱二", 身份证号="123", 工号="F2")])

    sheet = client.get(reverse("members:refused", args=[found.pk])).content

    grid = read_workbook(sheet).pick()
    roster = read_roster(grid, today=TODAY)
    assert [person.name for person in roster.people] == ["钱二"]
    assert "B3 身份证号应为 18 位" in grid.rows[1][-1]
    assert roster.ignored_columns == ("未导入的原因",)


def test_what_is_no_roster_is_refused_at_its_field(client, office, detachment):
    file = SimpleUploadedFile("名册.xlsx", b"%PDF-1.7")
    answers = {"file": file, "reach": f"unit-{detachment.pk}", "since": TODAY.isoformat()}

    answer = client.post(UPLOADS, answers)

    assert "PDF" in str(answer.context["form"].errors["file"])
    assert not RosterImport.objects.exists()


def test_one_imports_for_ones_own_places_only(client, office, detachment):
    elsewhere = BranchFactory()

    form = client.get(UPLOADS).context["form"]

    assert list(form.reaches) == [f"unit-{detachment.pk}"]
    file = SimpleUploadedFile("名册.xlsx", book([HEADERS, row()]))
    answers = {"file": file, "reach": f"branch-{elsewhere.pk}", "since": TODAY.isoformat()}
    assert "reach" in client.post(UPLOADS, answers).context["form"].errors


def test_a_discarded_upload_is_forgotten(client, upload):
    found = upload([HEADERS, row()])

    do(client, "discard", found)

    assert "什么都没有写入" in page_of(client, found)
    assert "已放弃" in client.get(UPLOADS).content.decode()


def test_an_outdated_confirmation_is_refused_with_a_sentence(client, upload):
    found = upload([HEADERS, row()])

    answer = client.post(
        reverse("members:confirm", args=[found.pk]), {"revision": "0"}, follow=True
    )

    assert "核对结果已经更新" in answer.content.decode()
    assert not Member.objects.exists()


def test_the_template_is_what_the_import_reads(client, office):
    grid = read_workbook(client.get(reverse("members:template")).content).pick()

    assert grid.rows[0] == LABELS
