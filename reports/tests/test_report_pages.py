"""Reports as their readers meet them: wait, read, download, write the own words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from branches.choices import Role
from reports.choices import ReportKind, ReportState
from reports.models import Paragraph, Report
from reports.services import paragraphs
from reports.tests.compiled import done, made
from reports.tests.conftest import text_of
from reports.tests.figures import AFTER, five, known_member
from tests.factories import BranchFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db
REPORTS, NEW = reverse("reports:reports"), reverse("reports:new_report")
TEXTS = reverse("reports:texts", args=["situation"])


@pytest.fixture
def office(client, force):
    user = force.user(Role.POLITICAL_OFFICE)
    client.force_login(user)
    return user


def test_while_it_works_its_progress_is_fetched_and_then_the_page(client, office, force):
    report = made(force.brigade, progress=40, step="党员年龄", state=ReportState.RUNNING)
    page = client.get(report.get_absolute_url()).content.decode()
    part = client.get(report.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()

    assert "正在编制：党员年龄" in part
    assert "<html" not in part
    assert "取消编制" in page

    Report.objects.filter(pk=report.pk).update(state=ReportState.CANCELLED)
    answer = client.get(report.get_absolute_url(), headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    assert "重新编制" in client.get(report.get_absolute_url()).content.decode()


def test_where_nothing_moves_for_minutes_one_is_told_whom_to_ask(client, office, force):
    now = timezone.now()
    busy = made(force.brigade, touched_at=now, state=ReportState.RUNNING)
    stuck = made(force.brigade, period="2025-08", touched_at=now - timedelta(minutes=3))
    htmx = {"headers": {"HX-Request": "true"}}

    assert "请联系系统管理员" in client.get(stuck.get_absolute_url()).content.decode()
    assert "请联系系统管理员" in client.get(stuck.get_absolute_url(), **htmx).content.decode()
    assert "请联系系统管理员" not in client.get(busy.get_absolute_url(), **htmx).content.decode()


def test_contents_lead_to_each_section_and_a_table_is_named_once(client, office, force):
    five(force.here)
    report = done(force.detachment, kind="situation", period="2025Q3")
    page = client.get(report.get_absolute_url()).content.decode()

    for place in range(1, page.count('<section id="part-') + 1):
        assert f'<a href="#part-{place}">' in page
        assert f'<section id="part-{place}">' in page
    assert "#part-2" in page
    assert '<th scope="col">党员学历</th>' not in page


def test_its_page_costs_the_same_however_many_figures(client, office, force, steady_queries):
    made = []

    def call():
        return client.get(made[-1].get_absolute_url())

    def another():
        known_member(force.here)
        made.append(done(force.detachment, kind="yearly", period=str(2020 + len(made))))

    steady_queries(4, make=another, call=call)


def test_a_number_opens_its_list_as_of_the_document(client, office, force):
    five(force.here)
    report = done(force.detachment, kind="situation", period="2025Q3")
    known_member(force.here, name="后来的", created_at=AFTER + timedelta(days=1))
    url = reverse("reports:report_figure", args=[report.pk, "members-by-standing"])
    said = text_of(client.get(url).content.decode())

    assert f'href="{url}"' in client.get(report.get_absolute_url()).content.decode()
    assert "名单共 5 条，与报告一致" in said
    assert "后来的" not in said
    assert "转正日期晚于期末的计为预备党员" in said


def test_a_list_that_has_changed_says_so(client, office, force):
    people = five(force.here)
    report = done(force.detachment, kind="situation", period="2025Q3")
    people[0].education = ""
    people[0].save()
    url = reverse("reports:report_figure", args=[report.pk, "members-by-education"])
    said = text_of(client.get(f"{url}?key=-").content.decode())

    assert "报告里是 1，名单共 2 条，两数不同" in said


def test_a_share_leads_to_its_two_numbers(client, office, force):
    five(force.here)
    report = done(force.detachment, kind="situation", period="2025Q3")
    url = reverse("reports:report_figure", args=[report.pk, "members-by-sex"])
    page = client.get(f"{url}?key=female&of=members-by-standing::0").content.decode()
    whole = reverse("reports:report_figure", args=[report.pk, "members-by-standing"])

    assert "40.0% = 2 ÷ 5，下面是前一个数的名单" in text_of(page)
    assert f'href="{whole}"' in page


def test_what_is_no_figure_of_the_document_is_not_found(client, office, force):
    report = done(force.brigade)
    for code, query in (("members-by-sex", ""), ("nothing", ""), ("life-by-kind", "?column=9")):
        url = reverse("reports:report_figure", args=[report.pk, code])
        assert client.get(url + query).status_code == 404


def test_done_it_is_read_on_the_page(client, office, force):
    page = client.get(done(force.brigade).get_absolute_url()).content.decode()

    assert "一、组织生活开展情况" in text_of(page)
    assert "本期到期应开组织生活" in text_of(page)


@pytest.mark.parametrize(
    ("form", "begins"), [("docx", b"PK"), ("xlsx", b"PK"), ("json", b'{"as_of"')]
)
def test_its_files(client, office, force, form, begins):
    report = done(force.brigade)
    answer = client.get(reverse("reports:report_file", args=[report.pk, form]))
    content = answer.content if form == "json" else b"".join(answer.streaming_content)

    assert content.startswith(begins)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_no_file_before_it_is_done_and_none_of_another_form(client, office, force):
    waiting, ready = made(force.brigade), done(force.brigade, period="2025-08")

    assert client.get(reverse("reports:report_file", args=[waiting.pk, "docx"])).status_code == 404
    assert client.get(reverse("reports:report_file", args=[ready.pk, "exe"])).status_code == 404
    assert client.get(reverse("reports:recounted", args=[waiting.pk])).status_code == 404


def test_a_brigade_reads_what_was_compiled_of_it_and_nothing_beside(page, force):
    made(force.brigade, period="2025-07")
    made(force.other_brigade, period="2025-06")
    made(force.detachment, period="2025-05")

    said = text_of(page(Role.BRIGADE_OFFICER, REPORTS))

    assert "2025年7月" in said
    assert "2025年6月" not in said
    assert "2025年5月" not in said


def test_a_secretary_has_the_statistics_of_the_own_branch_and_compiles_nothing(page, force):
    five(force.here)
    known_member(force.there)
    said = page(Role.SECRETARY, REPORTS)

    assert "编制报告" not in said
    assert "党员年龄" in said
    table = page(Role.SECRETARY, reverse("reports:statistic", args=["members-by-sex"]))
    assert "（5/5）" in text_of(table)  # and not the sixth, of another branch
    wide = reverse("reports:statistic", args=["members-by-sex"]) + f"?unit={force.detachment.code}"
    assert "（5/5）" in text_of(page(Role.SECRETARY, wide))


def test_the_list_of_reports_costs_the_same(client, office, force, steady_queries):
    periods = iter(f"2025-{month:02}" for month in range(1, 9))
    page = steady_queries(
        5,
        make=lambda: made(force.brigade, period=next(periods)),
        call=lambda: client.get(REPORTS),
    )

    assert page.content.decode().count("月度通报（") == 3


def test_the_list_behind_a_number_costs_the_same(client, office, force, steady_queries):
    url = reverse("reports:counted", args=["members-by-sex"]) + "?key=male"
    page = steady_queries(7, make=lambda: known_member(force.here), call=lambda: client.get(url))

    assert page.content.decode().count('<td class="cell-main">') == 3


def test_names_link_only_to_people_whom_one_may_see(client, force):
    known_member(force.here, name="本站人")
    guest = known_member(force.here, name="外站人")
    guest.unit = force.there.unit
    guest.save()
    client.force_login(force.user(Role.BRIGADE_OFFICER))

    page = client.get(reverse("reports:counted", args=["members-by-sex"])).content.decode()

    assert ">本站人</a>" in page
    assert ">外站人</a>" not in page
    assert "外站人" in page


def test_a_list_as_a_sheet_is_the_whole_list(client, office, force):
    five(force.here)
    url = reverse("reports:counted_sheet", args=["members-by-sex"]) + "?key=female"
    answer = client.get(url)

    assert answer.content.startswith(b"PK")
    assert "xlsx" in answer.headers["Content-Disposition"]


def test_own_words_are_kept_for_the_unit_and_the_kind(client, office, force):
    sent = {"why": "红门讲堂", "why-version": 0, "number-version": 0, "addressee-version": 0}
    sent |= {f"{code}-version": 0 for code in ("running", "results", "problems", "next")}

    answer = client.post(f"{TEXTS}?unit={force.brigade.code}", sent)

    assert answer.status_code == 302
    kept = Paragraph.objects.get()
    assert (kept.unit, kept.kind, kept.section, kept.text) == (
        force.brigade, "situation", "why", "红门讲堂",
    )  # fmt: skip
    assert "红门讲堂" in client.get(f"{TEXTS}?unit={force.brigade.code}").content.decode()
    assert "红门讲堂" not in client.get(TEXTS).content.decode()


def test_words_that_somebody_else_has_changed_are_not_overwritten(client, office, force):
    other = UserFactory(name="王干事")
    paragraphs.write_texts(
        unit=force.detachment, kind=ReportKind.SITUATION, texts={"why": "别人的话"}, versions={},
        by=other, now=timezone.now(),
    )  # fmt: skip
    sections = ("number", "addressee", "why", "running", "results", "problems", "next")
    sent = {f"{code}-version": 0 for code in sections} | {"why": "我的话", "next": "打算"}

    page = client.post(TEXTS, sent).content.decode()

    assert "刚被王干事改过" in page
    assert "我的话" in page  # what one has written is not lost
    assert Paragraph.objects.get().text == "别人的话"


def test_a_branch_without_people_is_a_page_too(client, force):
    BranchFactory()
    client.force_login(force.user(Role.POLITICAL_OFFICE))
    url = reverse("reports:statistic", args=["points-by-band"])

    assert "没有可以统计的记录" in client.get(url).content.decode()


def test_what_is_no_statistic_is_not_found(client, force):
    client.force_login(user_with(Role.POLITICAL_OFFICE, unit=force.detachment))
    for url in ("/statistics/nothing/", "/statistics/nothing/list/"):
        assert client.get(url).status_code == 404
    odd = reverse("reports:counted", args=["members-by-sex"]) + "?key=none&column=99&period=soon"
    assert client.get(odd).status_code == 200
    assert date.today() >= date(2025, 1, 1)
