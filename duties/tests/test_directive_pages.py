"""The pages of directives as the office, a brigade and a branch walk them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.ui.words import cn_day
from duties.choices import DirectiveState, Stage, StepState
from duties.models import Directive
from duties.services import directives
from duties.tests.directives import Place
from meetings.choices import MeetingState
from tests.factories import MeetingFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DUE = TODAY + timedelta(days=20)


@pytest.fixture
def place(client):
    made = Place()

    def walk(who, name, *args, data=None, query=""):
        client.force_login(who)
        url = reverse(f"duties:{name}", args=args) + query
        response = client.get(url) if data is None else client.post(url, data, follow=True)
        return response.content.decode()

    made.walk = walk
    return made


def issued(place, **details) -> Directive:
    found = place.draft(**({"due_on": DUE} | details))
    return directives.issue_directive(directive=found, by=place.office, now=timezone.now())


def written(place, **details):
    usual = {
        "token": str(uuid4()), "title": "作风整治", "text": "逐条学习。", "reach": "whole",
        "unit": place.detachment.pk, "due_on": DUE.isoformat(),
    }  # fmt: skip
    return usual | details


def test_the_office_writes_sees_whom_it_reaches_and_issues(place):
    place.found(place.other)
    form = written(place, reach="chosen", units=[place.brigade.pk])
    page = place.walk(place.office, "new_directive", data=form)
    place.walk(place.office, "new_directive", data=form)  # the button pressed twice
    found = Directive.objects.get()

    assert "<b>1</b> 个党支部</a>" in page
    assert f"{place.brigade}<span" in page
    assert f"</summary>{place.branch.name}</details>" in page
    assert "落实中" in place.walk(place.office, "issue_directive", found.pk, data={})
    assert found.steps.count() == 5
    assert "作风整治" in place.walk(place.secretary, "directives")


@pytest.mark.parametrize(
    ("spoilt", "sentence"),
    [
        ({"reach": "chosen"}, "请选大队或党支部"),
        ({"study_by": "2099-01-02"}, "报告期限不能早于学习期限"),
        ({"title": ""}, "id_title_error"),
    ],
)
def test_a_wrong_form_says_so_at_the_field_and_keeps_what_was_typed(place, spoilt, sentence):
    page = place.walk(place.office, "new_directive", data=written(place) | spoilt)
    assert sentence in page
    assert "逐条学习。" in page
    assert not Directive.objects.exists()


def test_a_draft_is_changed_and_thrown_away(place):
    found = place.draft(due_on=DUE, units=[place.brigade])
    assert 'value="chosen" required id="id_reach_1" checked' in place.walk(
        place.office, "edit_directive", found.pk
    )
    form = written(place, title="改过的标题")
    page = place.walk(place.office, "edit_directive", found.pk, data=form)
    assert "改过的标题" in page
    place.walk(place.office, "drop_directive", found.pk, data={})
    assert not Directive.objects.exists()


def test_a_branch_points_at_a_meeting_and_says_what_it_did(place):
    found = issued(place)
    at = (found.pk, place.branch.code)
    assert "记会议" in place.walk(place.secretary, "directive_branch", *at)

    plain = MeetingFactory(branch=place.branch, held_on=TODAY, title="普通会议")
    told = MeetingFactory(branch=place.branch, held_on=TODAY, summary="学习政〔2026〕18号文件")
    page = place.walk(place.secretary, "directive_branch", *at)
    assert page.index(f'value="meeting:{told.pk}"') < page.index(f'value="meeting:{plain.pk}"')
    assert "记录里提到这份部署" in page

    page = place.walk(place.secretary, "report_step", *at, "study", data={"meeting": "meeting:0"})
    assert "这次会议现在不能选" in page
    said = {"meeting": f"meeting:{told.pk}"}
    place.walk(place.secretary, "report_step", *at, "study", data=said)
    place.walk(place.secretary, "report_step", *at, "deploy", data=said)
    page = place.walk(place.secretary, "report_step", *at, "carry_out", data={"said": "改了三处。"})
    assert "改了三处。" in page
    assert place.step(found, Stage.CARRY_OUT).state == StepState.REPORTED


def test_a_correction_is_called_one_and_can_be_left(place):
    found = issued(place)
    at = (found.pk, place.branch.code)
    met = {"meeting": f"meeting:{MeetingFactory(branch=place.branch, held_on=TODAY).pk}"}
    page = place.walk(place.secretary, "report_step", *at, "study", data=met)
    assert "学习已报告。" in page
    assert "更正于" not in page
    assert "取消" in place.walk(place.secretary, "directive_branch", *at, query="?stage=study")

    page = place.walk(
        place.secretary, "report_step", *at, "study", data=met | {"said": "补充一句。"}
    )

    assert "学习已更正。" in page
    assert f"更正于 {cn_day(TODAY)}" in page


def test_the_list_tells_a_branch_how_far_it_is_and_what_is_next(place):
    found = issued(place)
    for stage in (Stage.STUDY, Stage.DEPLOY):
        place.report(place.step(found, stage), day=TODAY)

    own = place.walk(place.secretary, "directives")
    assert "已报告 2/5 个环节" in own
    assert f"下一步 落实，{cn_day(found.due_on)}前" in own
    found.steps.filter(stage=Stage.CARRY_OUT).update(due_on=TODAY - timedelta(days=3))
    assert "逾期 3 天" in place.walk(place.secretary, "directives")
    assert "0.0%" in place.walk(place.office, "directives")


def test_a_meeting_that_was_returned_since_is_named(place):
    found = issued(place)
    met = MeetingFactory(branch=place.branch, held_on=TODAY)
    place.report(place.step(found, Stage.STUDY), day=TODAY, meeting=f"meeting:{met.pk}")
    met.state = MeetingState.RETURNED
    met.save()

    page = place.walk(place.office, "directive_branch", found.pk, place.branch.code)
    assert "会议记录已退回或撤回" in page


def test_the_issuer_returns_and_accepts(place):
    found = issued(place)
    for stage in Stage:
        place.report(place.step(found, stage), day=TODAY)
    at = (found.pk, place.branch.code)
    assert "待审阅" in place.walk(place.office, "directive_branch", *at)
    assert "待审阅 1 份" in place.walk(place.office, "directives")

    assert "已办。" in place.walk(place.office, "return_report", *at)
    page = place.walk(place.office, "return_report", *at, data={"remark": "写具体。"})
    assert "写具体。" in page
    assert "已退回，" in page
    assert "写具体。" in place.walk(place.secretary, "directive_branch", *at)
    place.report(place.step(found, Stage.REPORT), day=TODAY, said="写具体了。")
    assert "已通过" in place.walk(place.office, "accept_report", *at, data={})


def test_from_one_report_to_the_next_that_waits(place):
    other = place.found(place.other, name="城东站党支部")
    found = issued(place)
    for branch in (place.branch, other):
        for stage in Stage:
            place.report(place.step(found, stage, branch), place.secretary, day=TODAY)
    page = place.walk(place.office, "accept_report", found.pk, place.branch.code, data={})
    assert "的报告已通过。" in page
    assert "下一份待审阅的报告" in page
    assert f'{place.step(found, Stage.REPORT, other).get_absolute_url()}">城东站党支部</a>' in page
    page = place.walk(place.office, "accept_report", found.pk, other.code, data={})
    assert "下一份待审阅的报告" not in page


def test_the_form_asks_for_one_of_two_and_offers_units_below(place):
    page = place.walk(place.office, "new_directive")
    assert page.count("至少选一项") == 2
    assert f'value="{place.brigade.pk}"' in page
    units = page.split('name="units"')[1].split("</select>")[0]
    assert f'value="{place.detachment.pk}"' not in units
    assert page.index('name="inspect_by"') < page.index('name="due_on"')


def test_the_brigade_looks_and_the_branch_can_correct_no_more(place):
    found = issued(place)
    place.report(place.step(found, Stage.STUDY), day=TODAY)
    at = (found.pk, place.branch.code)
    assert "更正" in place.walk(place.secretary, "directive_branch", *at)
    assert "已阅" in place.walk(place.officer, "see_steps", *at, data={})
    assert "更正" not in place.walk(place.secretary, "directive_branch", *at)


def test_a_withdrawn_directive_says_why_and_takes_no_report(place):
    found = issued(place)
    place.walk(place.office, "withdraw_directive", found.pk, data={"reason": "另行下发"})
    page = place.walk(place.secretary, "directive_branch", found.pk, place.branch.code)
    assert "另行下发" in page
    assert "报告学习" not in page
    assert Directive.objects.get().state == DirectiveState.WITHDRAWN


def test_the_board_counts_narrows_and_puts_late_ones_first(place):
    other = place.found(place.other, name="城东站党支部")
    found = issued(place, study_by=TODAY)
    for stage in Stage:
        place.report(place.step(found, stage), day=TODAY)
    found.steps.filter(branch=other).update(due_on=TODAY - timedelta(days=3))

    page = place.walk(place.office, "directive", found.pk)
    assert "逾期 3 天" in page
    assert page.index("城东站党支部") < page.index(f">{place.branch}<")
    narrowed = place.walk(place.office, "directive", found.pk, query="?show=waiting")
    assert "城东站党支部" not in narrowed
    by_unit = place.walk(place.office, "directive", found.pk, query=f"?unit={place.other.code}")
    assert "城东站党支部" in by_unit
    assert f">{place.branch}<" not in by_unit
    assert "没有符合条件" in place.walk(place.office, "directive", found.pk, query="?show=returned")


def test_the_sheet_holds_what_the_board_shows(place, client):
    other = place.found(place.other, name="城东站党支部")
    found = issued(place)
    place.report(place.step(found, Stage.STUDY), day=TODAY, said="逐条学了。")
    client.force_login(place.office)
    url = reverse("duties:export_directive", args=[found.pk])

    def rows(query=""):
        file = BytesIO(b"".join(client.get(url + query).streaming_content))
        return [[cell.value or "" for cell in row] for row in load_workbook(file).active]

    assert {row[0] for row in rows()} == {"党支部", str(place.branch), other.name}
    narrowed = rows(f"?unit={place.brigade.code}")
    assert len(narrowed) == 2
    assert narrowed[1][2] == "已完成"
    assert "逐条学了。" in narrowed[1][3]


def test_a_new_branch_is_offered_to_the_office_and_gets_it(place):
    found = issued(place)
    place.found()
    assert "新增 1 个党支部" in place.walk(place.office, "directive", found.pk)
    page = place.walk(place.office, "extend_directive", found.pk, data={})
    assert "新增" not in page
    assert found.steps.count() == 10


def test_the_board_and_the_list_cost_the_same_for_few_and_many(place, steady_queries, client):
    found = issued(place)
    client.force_login(place.office)

    def more():
        place.found()
        directives.extend_directive(directive=found, now=timezone.now())

    board = reverse("duties:directive", args=[found.pk])
    steady_queries(14, make=more, call=lambda: client.get(board))
    url = reverse("duties:directives")
    steady_queries(5, make=lambda: issued(place), call=lambda: client.get(url))


def test_a_branch_page_costs_the_same_whatever_was_reported(place, steady_queries, client):
    found = issued(place)
    stages = iter(Stage)
    client.force_login(place.secretary)
    url = reverse("duties:directive_branch", args=[found.pk, place.branch.code])

    def more():
        place.report(place.step(found, next(stages)), day=TODAY)

    more()
    more()
    steady_queries(8, make=more, call=lambda: client.get(url))
