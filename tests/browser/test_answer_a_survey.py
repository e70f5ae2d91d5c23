"""A questionnaire on a phone: one question a screen, kept in this browser, branches followed."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from surveys.models import AnswerDraft, Tray
from surveys.services import sending
from surveys.tests.stage import participations, sent

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = 360
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('hongmen:survey:')).length"


@pytest.fixture
def survey():
    """Single, multiple after "不好", scale, matrix, text."""
    cache.clear()
    return sent(now=timezone.now())


def put_in():
    return [sheet[1] for tray in Tray.objects.all() for sheet in tray.opened.sheets]


def test_on_a_phone(open_page, survey):
    user = participations(survey)[0].member.user
    page = open_page(reverse("surveys:answer", args=[survey.pk]), width=PHONE, user=user)
    forward = page.get_by_role("button", name="下一题")
    expect(page.get_by_text("这是匿名问卷")).to_be_visible()
    expect(page.get_by_text("总体怎么样")).to_be_hidden()

    page.get_by_role("button", name="开始").tap()
    expect(page.get_by_text("第 1 题，共 4 题")).to_be_visible()
    forward.tap()  # nothing chosen yet
    expect(page.get_by_text("这一题还没有答，请选一项。").first).to_be_visible()
    expect(page.locator("[name=q0]").first).to_be_focused()
    page.get_by_label("不好").first.tap()
    expect(page.get_by_text("这一题还没有答，请选一项。").first).to_be_hidden()
    expect(page.get_by_text("第 1 题，共 5 题")).to_be_visible()
    forward.tap()
    expect(page.get_by_text("哪里不好")).to_be_visible()
    page.get_by_role("button", name="上一题").tap()
    page.get_by_label("一般").first.tap()
    forward.tap()
    expect(page.get_by_text("我愿意参加")).to_be_visible()
    page.get_by_label("非常同意").tap()
    assert page.evaluate(KEPT) == 1

    page.reload()
    expect(page.get_by_text("已恢复这台设备上填了一半的内容")).to_be_visible()
    page.get_by_role("button", name="继续").tap()
    expect(page.get_by_text("分项评价")).to_be_visible()  # where one left off
    page.locator("[name=q3_0]").first.check()
    forward.tap()
    missing = page.get_by_text("还没有选")
    expect(missing.filter(visible=True)).to_have_count(1)
    expect(page.get_by_role("group", name="生活").locator(missing)).to_be_visible()
    page.locator("[name=q3_1]").first.check()
    expect(missing.filter(visible=True)).to_have_count(0)
    forward.tap()
    page.get_by_label("有什么建议").fill("多到班组走走")
    expect(forward).to_be_hidden()
    page.get_by_role("button", name="检查并交卷").tap()
    page.get_by_role("button", name="交卷", exact=True).tap()

    expect(page.get_by_role("heading", name="已交卷")).to_be_visible()
    assert page.evaluate(KEPT) == 0
    assert put_in() == [[1, -1, 4, [0, 0], None]]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert not page.faults


def test_a_scanned_code_opens_the_sheet_and_leaves_no_code_in_the_address(open_page, survey):
    code = sending.issue_codes(survey=survey, number=1)[0]
    page = open_page(f"{reverse('surveys:code')}#{code}", width=PHONE)

    expect(page.get_by_role("heading", name=survey.title)).to_be_visible()
    assert code not in page.url
    assert not page.faults


def test_a_sheet_under_ones_name_goes_on_at_another_device(open_page):
    cache.clear()
    survey = sent(anonymous=False, now=timezone.now())
    own = participations(survey)[0]
    url = reverse("surveys:answer", args=[survey.pk])
    first = open_page(url, width=PHONE, user=own.member.user)
    first.get_by_role("button", name="开始").tap()
    first.get_by_label("一般").first.tap()
    expect(first.locator("[data-autosave-status]")).to_contain_text("已保存")
    assert first.evaluate(KEPT) == 0

    second = open_page(url, width=PHONE, user=own.member.user)
    expect(second.get_by_text("已接上")).to_be_visible()
    second.get_by_role("button", name="继续").tap()
    expect(second.get_by_text("我愿意参加")).to_be_visible()
    second.get_by_label("非常同意").tap()
    expect(second.locator("[data-autosave-status]")).to_contain_text("已保存")

    first.get_by_label("很好").first.tap()  # of the older page: nothing is overwritten
    expect(first.get_by_text("两份内容不一样")).to_be_visible()
    kept = AnswerDraft.objects.get()
    assert (kept.version, kept.given) == (2, {"q0": ["1"], "q2": ["4"]})
    assert all("409" in fault for fault in first.faults)  # the clash, which the browser notes
    assert not second.faults
