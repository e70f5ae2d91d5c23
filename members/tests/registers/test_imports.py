"""A sheet of a register: read by row, shown, and written whole or not at all."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from branches.choices import Role
from members.choices import ImportState
from members.identity import beside
from members.models import (
    Certificate,
    DevelopmentCase,
    Exam,
    Honour,
    Member,
    RegisterImport,
    Training,
)
from members.registers.nouns import NOUNS
from members.services import register_imports as services
from members.services.refusals import RegisterImportRefused
from members.tests.books import TODAY, book, id_number
from tests.factories import BranchFactory, MemberFactory, member_of, user_with

HEAD = ["姓名", "工号", "证书名称", "等级", "编号", "发证日期", "有效期"]


def upload(user, table, register="certificates"):
    return services.upload_register(
        noun=NOUNS[register], data=book(table), file_name="表.xlsx", user=user, today=TODAY
    )


def confirm(uploaded, user):
    services.confirm_register(uploaded=uploaded, now=timezone.now(), today=TODAY, user=user)


def reasons(uploaded):
    return [
        cell[2]
        for _, _, _, cells in uploaded.shown["rows"]
        for cell in cells
        if isinstance(cell, list) and cell[2]
    ]


def test_a_sheet_with_a_title_is_read_shown_and_written_after_confirmation(office, person, uav):
    table = [
        ["2026年持证情况统计表"],
        ["序号", *HEAD],
        [1, "赵一鸣", "F001", "无人机驾驶执照", "视距内", "U-1", "2025.3.6", "长期"],
        [2, "赵一鸣", "F001", "潜水", "", "", date(2024, 5, 6), "2027年5月5日"],
    ]
    uploaded = upload(office, table)

    assert uploaded.counts == {"rows": 2, "new": 2, "changed": 0, "unchanged": 0, "refused": 0}
    assert uploaded.shown["ignored"] == ["序号"]
    assert not Certificate.objects.exists()

    confirm(uploaded, office)
    rows = Certificate.objects.order_by("kind__order").values_list(
        "kind__code", "number", "issued_on", "valid_until"
    )
    assert list(rows) == [
        ("uav", "U-1", date(2025, 3, 6), None),
        ("diver", "", date(2024, 5, 6), date(2027, 5, 5)),
    ]
    uploaded.refresh_from_db()
    assert (uploaded.state, uploaded.content) == (ImportState.DONE, b"")
    assert LogEntry.objects.filter(object_repr="无人机驾驶执照（视距内）").exists()
    confirm(uploaded, office)  # a second click
    assert Certificate.objects.count() == 2


def test_a_second_import_changes_and_never_doubles(office, person, uav):
    Certificate.objects.create(member=person, kind=uav, number="U-1", issued_on=date(2024, 1, 1))
    table = [
        ["姓名", "工号", "证书", "编号", "发证日期"],
        ["赵一鸣", "F001", "无人机驾驶执照", "U-1", "2024-01-05"],
    ]
    uploaded = upload(office, table)

    assert uploaded.counts["changed"] == 1
    assert ["2024-01-05", "changed", "", "2024-01-01", ""] in uploaded.shown["rows"][0][3]
    confirm(uploaded, office)
    assert Certificate.objects.get().issued_on == date(2024, 1, 5)
    again = upload(office, table)
    assert (again.counts["changed"], again.counts["unchanged"]) == (0, 1)
    with pytest.raises(RegisterImportRefused, match="没有要新增"):
        confirm(again, office)


def test_all_faults_are_told_at_once_each_with_its_cell(office, branch, person, uav):
    MemberFactory(name="外人", staff_number="Z9")
    row = ["赵一鸣", "F001", "无人机驾驶执照", "", "1", "", ""]
    table = [
        HEAD,
        row,
        row,
        ["钱二", "F001", "潜水", "", "", "", ""],
        ["无此人", "F404", "潜水", "", "", "", ""],
        ["外人", "Z9", "潜水", "", "", "", ""],
        ["赵一鸣", "F001", "飞行执照", "", "", "", ""],
        ["赵一鸣", "F001", "", "", "", "", ""],
        ["赵一鸣", "F001", "潜水", "", "", "2024.05", "2023-01-01"],
        ["赵一鸣", "F001", "潜水", "", "9", "2025-01-01", "2024-01-01"],
        ["赵一鸣", "F001", "潜水", "", "8", TODAY + timedelta(days=1), ""],
        ["赵一鸣", "", "潜水", "", "", "", ""],
    ]
    uploaded = upload(office, table)
    told = "\n".join(reasons(uploaded))

    for part in (
        "A3 与第 2 行重复",
        "A4 与在册的姓名「赵一鸣」不一致",
        "B5 名册里没有这个人",
        "B6 这个人不在您管理的范围内",
        "C7 没有「飞行执照」这一种",
        "C8 证书是空的",
        "F9 「2024.05」要写到日",
        "G10 有效期早于发证日期",
        "F11 2026-11-23 还没有到",
        "B12 没有工号也没有身份证号",
    ):
        assert part in told, told
    assert uploaded.counts["refused"] == 10
    with pytest.raises(RegisterImportRefused, match="还有 10 行"):
        confirm(uploaded, office)
    assert not Certificate.objects.exists()


def test_people_are_found_by_id_number_and_numbers_are_masked(office, branch, uav):
    number = id_number()
    values = {"name": "孙三", "id_number": number}
    found = MemberFactory(unit=branch.unit, **values, **beside(values))
    uploaded = upload(office, [["姓名", "身份证号", "证书"], ["孙三", number, "无人机驾驶执照"]])

    assert number not in str(uploaded.shown)
    confirm(uploaded, office)
    assert Certificate.objects.get().member == found


def test_what_was_overtaken_is_shown_again_before_it_is_written(office, person, uav):
    uploaded = upload(office, [["工号", "证书", "编号"], ["F001", "无人机驾驶执照", "U-1"]])
    Certificate.objects.create(member=person, kind=uav, number="U-1")

    with pytest.raises(RegisterImportRefused, match="再看一遍"):
        confirm(uploaded, office)

    uploaded.refresh_from_db()
    assert uploaded.counts["unchanged"] == 1
    assert Certificate.objects.count() == 1


def test_rights_count_at_the_confirmation(branch, person, uav):
    secretary = user_with(Role.SECRETARY, branch=branch)
    uploaded = upload(secretary, [["工号", "证书"], ["F001", "无人机驾驶执照"]])
    stranger = user_with(Role.SECRETARY, branch=BranchFactory())

    with pytest.raises(RegisterImportRefused, match="再看一遍"):
        confirm(uploaded, stranger)
    assert not Certificate.objects.exists()


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([["姓名", "电话"], ["赵", "1"]], "找不到表头"),
        ([["姓名", "工号"], ["赵一鸣", "F001"]], "缺少这些列：证书"),
        ([["姓名", "证书"], ["赵一鸣", "潜水"]], "工号或身份证号"),
        ([["姓名", "工号", "证书"]], "没有内容"),
    ],
)
def test_what_is_no_register_is_refused_at_once(office, person, table, reason):
    with pytest.raises(RegisterImportRefused, match=reason):
        upload(office, table)
    assert not RegisterImport.objects.exists()


def test_honours_of_people_and_branches_in_one_sheet(office, branch, person):
    table = [
        ["姓名", "工号", "党组织", "荣誉名称", "级别", "授予日期", "文号"],
        ["赵一鸣", "F001", "", "三等功", "总队", "2026.1.15", "〔2026〕1号"],
        ["", "", "滨江站党支部", "先进基层党组织", "支队级", "2026.6.28", ""],
        ["", "", "滨江站党支部", "优秀共产党员", "支队级", "2026.6.28", ""],
        ["", "", "别处党支部", "先进基层党组织", "支队级", "2026.6.28", ""],
    ]
    uploaded = upload(office, table, "honours")
    told = "\n".join(reasons(uploaded))
    assert "D4 “优秀共产党员”只授予个人" in told
    assert "C5 没有这个党组织" in told

    confirm(upload(office, table[:3], "honours"), office)
    found = Honour.objects.order_by("conferred_on").values_list("member", "branch", "level")
    assert list(found) == [(person.pk, None, "corps"), (None, branch.pk, "detachment")]


def test_trainings_and_exams(office, person, rotation):
    confirm(
        upload(
            office,
            [
                ["工号", "培训名称", "培训类别", "开始日期", "结束日期", "学时"],
                ["F001", "秋季轮训", "党员集中轮训", "2026-09-11", "2026-09-12", "16学时"],
            ],
            "trainings",
        ),
        office,
    )
    confirm(
        upload(
            office,
            [
                ["工号", "考试科目", "考试类别", "考试日期", "分数", "结果"],
                ["F001", "党章", "党员集中轮训", "2026-09-20", 88.5, "通过"],
            ],
            "exams",
        ),
        office,
    )

    assert Training.objects.get().hours == Decimal(16)
    exam = Exam.objects.get()
    assert (exam.score, exam.passed) == (Decimal("88.5"), True)


def test_cases_come_with_the_days_of_their_steps(office, branch):
    for number in ("N1", "N2"):
        member_of(branch, staff_number=number, stage="activist", joined_on="", confirmed_on="")
    table = [
        ["工号", "申请日期", "党组织派人谈话", "推荐和确定入党积极分子"],
        ["N1", "2025-01-06", "2025-01-20", "2025-07-01"],
        ["N2", "2025-02-06", "", ""],
        ["N2", "2025-02-06", "2025-01-01", ""],
    ]
    assert "C4 早于「递交入党申请书」" in "\n".join(reasons(upload(office, table, "development")))
    confirm(upload(office, table[:3], "development"), office)

    found = {case.member.staff_number: case for case in DevelopmentCase.objects.all()}
    assert found["N1"].stage == "activist"
    assert found["N1"].steps.count() == 3
    assert (found["N2"].stage, found["N2"].opened_on) == ("apply", date(2025, 2, 6))
    later = [table[0], ["N2", "2025-02-06", "2025-03-01", ""]]
    changed = upload(office, later, "development")
    assert changed.counts["changed"] == 1
    confirm(changed, office)
    assert found["N2"].steps.count() == 2


@pytest.mark.parametrize("register", sorted(NOUNS))
def test_what_is_exported_can_be_imported_unchanged(
    client, office, branch, person, uav, merit, rotation, register
):
    day = date(2026, 3, 2)
    outside = {"stage": "applicant", "joined_on": "", "confirmed_on": ""}
    applicant = member_of(branch, name="周新", staff_number="N1", **outside)
    Certificate.objects.create(member=person, kind=uav, number="U-1", valid_until=day)
    Honour.objects.create(member=person, kind=merit, level="corps", conferred_on=day)
    Honour.objects.create(branch=branch, kind=merit, level="corps", conferred_on=day)
    Training.objects.create(
        member=person, kind=rotation, subject="轮训", starts_on=day, ends_on=day, hours=8
    )
    Exam.objects.create(
        member=person, kind=rotation, subject="考试", taken_on=day, score="90.5", passed=False
    )
    case = DevelopmentCase.objects.create(member=applicant, opened_on=day)
    case.steps.create(code="apply", done_on=day)

    answer = client.get(reverse("members:register_export", args=[register]))
    file = SimpleUploadedFile("导出.xlsx", answer.getvalue())
    client.post(reverse("members:register_imports", args=[register]), {"file": file})

    counts = RegisterImport.objects.get().counts
    assert counts["rows"] == counts["unchanged"] == (2 if register == "honours" else 1)


def test_planning_costs_the_same_for_few_and_many(django_assert_num_queries, office, branch, uav):
    people = [member_of(branch, staff_number=f"M{n}") for n in range(40)]
    rows = [[person.staff_number, "无人机驾驶执照"] for person in people]
    upload(office, [["工号", "证书"], rows[0]])  # whose rights are read once
    for some in (rows[:2], rows):
        with django_assert_num_queries(5):
            uploaded = upload(office, [["工号", "证书"], *some])
    confirm(uploaded, office)
    assert Member.objects.exclude(certificates=None).count() == 40


def test_files_that_nobody_confirms_are_forgotten(office, person):
    uploaded = upload(office, [["工号", "证书"], ["F001", "潜水"]])

    assert services.forget_registers(now=timezone.now()) == 0
    assert services.forget_registers(now=timezone.now() + timedelta(days=8)) == 1
    uploaded.refresh_from_db()
    assert (uploaded.state, uploaded.content) == (ImportState.DISCARDED, b"")


def test_pages_from_upload_to_result(client, office, person):
    file = SimpleUploadedFile("证书.xlsx", book([["工号", "证书"], ["F001", "潜水"]]))
    uploads = reverse("members:register_imports", args=["certificates"])
    answer = client.post(uploads, {"file": file}, follow=True)
    assert "确认导入：新增 1 条" in answer.content.decode()

    uploaded = RegisterImport.objects.get()
    answer = client.post(
        reverse("members:register_confirm", args=["certificates", uploaded.pk]), follow=True
    )
    assert "已导入" in answer.content.decode()
    assert "证书.xlsx" in client.get(uploads).content.decode()
    client.post(reverse("members:register_discard", args=["certificates", uploaded.pk]))
    uploaded.refresh_from_db()
    assert uploaded.state == ImportState.DONE
