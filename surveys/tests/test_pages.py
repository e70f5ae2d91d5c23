"""Pages of those who run surveys: lists, drafts, slips, results, files."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from branches.choices import Role
from surveys.choices import Breakdown, QuestionKind, SurveyState
from surveys.models import Survey
from surveys.services import drafting, sending
from surveys.tests.stage import NOW, OPTIONS, answer, draft, given, office, participations, people
from tests.factories import BranchFactory, user_with
from tests.markup import faults

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def writer():
    return office()


@pytest.fixture
def logged_in(client, writer):
    client.force_login(writer[0])
    return client


@pytest.fixture
def survey(writer):
    user, unit = writer
    return draft(unit, user)


def send(survey, *, now=NOW):
    until = timezone.localdate(now) + timedelta(days=7)
    return sending.send(survey=survey, closes_on=until, by=survey.created_by, now=now)


def ended(survey, answers) -> Survey:
    """As many people as answers, all handed in, counted."""
    people(survey.unit, len(answers))
    sent = send(survey)
    for one, details in zip(participations(sent), answers, strict=True):
        answer(one, **details)
    return sending.end(survey=sent, now=NOW)


def read(client, name, *args, **query) -> str:
    response = client.get(reverse(f"surveys:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


# Lists and drafts


def test_the_list_in_a_fixed_number_of_queries(logged_in, writer, steady_queries):
    user, unit = writer
    people(unit, 6)
    page = steady_queries(
        6,
        make=lambda: send(draft(unit, user)),
        call=lambda: logged_in.get(reverse("surveys:list")),
    )

    assert page.content.decode().count("支部情况问卷</a>") == 3


def test_what_waits_for_me_comes_first(client, writer):
    user, unit = writer
    member = people(unit, 6)[0]
    running = send(draft(unit, user), now=timezone.now())
    client.force_login(member.user)
    text = read(client, "list")

    assert reverse("surveys:answer", args=[running.pk]) in text
    assert "新建问卷" not in text


def test_a_draft_in_a_fixed_number_of_queries(logged_in, survey, steady_queries):
    page = steady_queries(
        9,
        make=lambda: drafting.put_question(
            survey=survey, kind="single", text="又一题", options=OPTIONS
        ),
        call=lambda: logged_in.get(reverse("surveys:survey", args=[survey.pk])),
    )

    assert page.content.decode().count("又一题</h3>") == 3


@pytest.mark.parametrize("start", ["blank", "t:belonging"])
def test_beginning_with_nothing_or_a_template(logged_in, writer, start):
    data = {"title": "问问大家", "place": f"u{writer[1].pk}", "start": start}
    response = logged_in.post(reverse("surveys:new"), data)
    made = Survey.objects.get()

    assert response.url == made.get_absolute_url()
    assert made.questions.exists() is (start != "blank")


def test_beginning_with_an_earlier_one(logged_in, survey, writer):
    people(writer[1], 6)
    send(survey)
    data = {"title": "下一期", "place": f"u{writer[1].pk}", "start": f"s:{survey.pk}"}
    logged_in.post(reverse("surveys:new"), data)

    assert Survey.objects.get(title="下一期").earlier == survey
    assert "支部情况问卷" in read(logged_in, "new")


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_adding_a_question_of_each_kind(logged_in, survey, kind):
    url = reverse("surveys:add_question", args=[survey.pk, kind])
    text = logged_in.get(url).content.decode()
    data = {"text": "新的一题", "options": "甲\n\n 乙 ", "rows": "一行", "condition": ""}
    response = logged_in.post(url, data)
    made = survey.questions.get(text="新的一题")

    assert ('name="rows"' in text) is (kind == QuestionKind.MATRIX)
    assert response.status_code == 302
    assert made.options == ([] if kind == QuestionKind.TEXT else ["甲", "乙"])
    assert not made.required


def test_a_question_keeps_its_condition_when_it_is_changed(logged_in, survey):
    second = survey.questions.get(number=2)
    url = reverse("surveys:edit_question", args=[survey.pk, second.pk])
    condition = f"{second.asked_if_id}:2"

    assert f'value="{condition}" selected' in logged_in.get(url).content.decode()
    logged_in.post(url, {"text": "改了", "options": "甲\n乙", "condition": condition})
    second.refresh_from_db()
    assert (second.text, second.asked_if_option) == ("改了", 2)


def test_what_is_wrong_with_a_question_is_said_in_the_form(logged_in, survey):
    url = reverse("surveys:add_question", args=[survey.pk, "single"])
    text = logged_in.post(url, {"text": "一题", "options": "只有一个"}).content.decode()

    assert "至少要有两个选项" in text
    assert survey.questions.count() == 5


def test_the_audience_says_how_many_before_it_is_sent(logged_in, survey):
    people(survey.unit, 7)
    text = read(logged_in, "audience", survey.pk)

    assert "现在的范围是 7 人" in text
    assert "包括不是党员的同志：7 人" in read(logged_in, "survey", survey.pk)


def test_the_preview_cannot_be_handed_in(logged_in, survey):
    text = read(logged_in, "preview", survey.pk)

    assert "总体怎么样" in text
    assert 'method="post"' not in text


def test_a_refused_sending_is_said(logged_in, survey):
    url = reverse("surveys:send", args=[survey.pk])
    response = logged_in.post(url, {"closes_on": timezone.localdate()}, follow=True)

    assert "至少发给 5 人" in response.content.decode()
    assert Survey.objects.get().is_draft


def test_slips_show_codes_that_work_and_nothing_that_the_policy_stops(logged_in, client, survey):
    people(survey.unit, 5)
    running = send(survey, now=timezone.now())
    page = logged_in.post(reverse("surveys:codes", args=[running.pk]), {"number": 3})
    text = page.content.decode()
    code = text.split("<code>")[1].split("</code>")[0]

    assert text.count("<svg viewBox") == 3
    assert not faults(text)
    assert "no-store" in page.headers["Cache-Control"]
    client.logout()
    assert "总体怎么样" in client.post(reverse("surveys:code"), {"code": code}).content.decode()


def test_a_running_anonymous_survey_shows_how_many_and_nothing_else(logged_in, survey):
    people(survey.unit, 6)
    running = send(survey)
    answer(participations(running)[0], text="第一个说的")
    text = read(logged_in, "survey", running.pk)

    assert "16.7%" in text
    assert "第一个说的" not in text
    for name in ("results", "cross", "compare", "workbook", "document"):
        assert logged_in.get(reverse(f"surveys:{name}", args=[running.pk])).status_code == 404


# Results

ANSWERS = (
    [{"first": 0, "scale": 4, "text": f"意见{n}"} for n in range(9)]
    + [{"first": 1, "scale": 1, "text": ""} for _ in range(7)]
    + [{"first": 2, "scale": 1, "text": ""} for _ in range(2)]
)


def test_results_show_figures_and_merge_small_ones(logged_in, survey):
    shown = ended(survey, ANSWERS)
    text = read(logged_in, "results", shown.pk)

    assert "收回" in text
    assert "100.0%" in text
    assert "一般、不好" in text  # seven and two
    assert "引出本题的选项不足 5 人" in text
    assert sum(f"<li>意见{n}</li>" in text for n in range(9)) == 9


def test_results_in_a_fixed_number_of_queries(logged_in, survey, django_assert_num_queries):
    shown = ended(survey, ANSWERS)
    read(logged_in, "results", shown.pk)
    with django_assert_num_queries(4):
        read(logged_in, "results", shown.pk)


def test_crossing_two_questions(logged_in, survey):
    shown = ended(survey, ANSWERS)
    text = read(logged_in, "cross", shown.pk, down=0, across=2)

    assert "一般、不好" in text
    assert "总体怎么样 × 我愿意参加" in text


@pytest.mark.parametrize("query", [{}, {"down": "0"}, {"down": "1", "across": "9"},
                                   {"down": "0", "across": "0"}, {"down": "²"}])  # fmt: skip
def test_crossing_what_cannot_be_crossed_asks_again(logged_in, survey, query):
    shown = ended(survey, ANSWERS)

    assert "<table" not in read(logged_in, "cross", shown.pk, **query)


def test_two_waves_side_by_side(logged_in, survey, writer):
    user, unit = writer
    first = ended(survey, ANSWERS)
    second = drafting.start(unit=unit, title="第二期", by=user, now=NOW, earlier=first)
    sent = send(second)
    for one in participations(sent):
        answer(one, first=0)
    second = sending.end(survey=sent, now=NOW)
    text = read(logged_in, "compare", second.pk)

    assert "100.0%" in text
    assert "50.0%" in text
    assert "1. 总体怎么样" in text


def test_one_wave_alone_says_how_to_make_another(logged_in, survey):
    assert "还没有题目相同的另一期" in read(logged_in, "compare", ended(survey, ANSWERS).pk)


def test_named_answers_one_by_one(logged_in, writer):
    user, unit = writer
    shown = ended(draft(unit, user, anonymous=False), ANSWERS[:2])
    text = read(logged_in, "named", shown.pk)

    assert "学习：很好；生活：一般" in text
    assert text.count("<summary>") >= 2


def test_only_who_manages_a_survey_is_led_to_the_names(client, logged_in, writer):
    user, unit = writer
    shown = ended(draft(unit, user, anonymous=False), ANSWERS[:2])
    secretary_of = BranchFactory(unit=unit)
    Survey.objects.filter(pk=shown.pk).update(branch=secretary_of)
    link, pages = reverse("surveys:named", args=[shown.pk]), ("results", "cross", "compare")

    seen = {}
    for who in (user, user_with(Role.SECRETARY, branch=secretary_of)):
        client.force_login(who)
        linked = {link in read(client, page, shown.pk) for page in pages}
        seen[who] = (linked, client.get(link).status_code)

    assert list(seen.values()) == [({False}, 404), ({True}, 200)]


def test_the_sheet_holds_what_the_page_shows(logged_in, survey):
    shown = ended(survey, ANSWERS)
    response = logged_in.get(reverse("surveys:workbook", args=[shown.pk]))
    book = load_workbook(io.BytesIO(response.content))
    rows = list(book["各题结果"].iter_rows(values_only=True))

    assert book.sheetnames == ["概况", "各题结果", "分组结果", "文字意见"]
    assert (1, "总体怎么样", None, "很好", 9, 18, 0.5) in rows
    assert (1, "总体怎么样", None, "一般、不好", 9, 18, 0.5) in rows
    assert book["文字意见"].max_row == 10


def test_the_document_holds_what_the_page_shows(logged_in, survey):
    shown = ended(survey, ANSWERS)
    response = logged_in.get(reverse("surveys:document", args=[shown.pk]))
    paper = Document(io.BytesIO(response.content))
    words = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]

    assert "支部情况问卷结果" in [line.text for line in paper.paragraphs]
    assert "一般、不好" in words
    assert "attachment" in response.headers["Content-Disposition"]


def test_groups_of_a_survey_by_unit_are_shown(logged_in, writer):
    user, unit = writer
    survey = drafting.start(unit=unit, title="分组", by=user, now=NOW)
    drafting.put_question(survey=survey, kind="single", text="好吗", options=OPTIONS)
    survey = drafting.aim(survey=survey, breakdown=Breakdown.CATEGORY)
    people(unit, 12)
    people(unit, 12, category="civilian")
    sent = send(survey)
    for number, one in enumerate(participations(sent)):
        answer(one, first=number % 2)
    shown = sending.end(survey=sent, now=NOW)
    text = read(logged_in, "results", shown.pk)

    assert shown.state == SurveyState.CLOSED
    assert "分组比较（2 组）" in text
    assert "消防文员" in text


def test_an_answer_of_the_wrong_person_is_not_taken(logged_in, survey):
    people(survey.unit, 5)
    running = send(survey, now=timezone.now())
    url = reverse("surveys:answer", args=[running.pk])

    assert logged_in.post(url, given()).status_code == 404
